"""应急处置: what happened, who answered, whom was called, how it ended."""

from typing import Any, ClassVar

from django.db import models

from audit.triggers import append_only
from casework.models.subject import CaseSubject
from permissions.fields import SealedTextField
from workflows.flows.incident import Incident as IncidentFlow


class Incident(CaseSubject):
    """An emergency of an elder (`依据: 35号 二(三)三`); no field but the kind is asked for at the start."""

    workflow: ClassVar[type[Any]] = IncidentFlow

    class Kind(models.TextChoices):
        FALL = "fall", "跌倒/急病"
        MISSING = "missing", "走失"
        LOST_CONTACT = "lost_contact", "失联"
        UTILITIES = "utilities", "火/燃气/水电"
        SELF_HARM = "self_harm", "自伤"
        ABUSE = "abuse", "虐待/侵害"
        FRAUD = "fraud", "诈骗/财产"
        DEATH_FOUND = "death_found", "去世发现"
        OTHER = "other", "其他"

    class Source(models.TextChoices):
        VISITOR = "visitor", "探访人员"
        DEVICE = "device", "设备"
        ELDER = "elder", "老年人呼叫"
        FAMILY = "family", "家属邻里"
        CLUE = "clue", "关爱提示"
        FAILED_CONTACT = "failed_contact", "多次未遇"

    incident_kind = models.CharField("种类", max_length=16, choices=Kind)
    source = models.CharField("来源", max_length=16, choices=Source, default=Source.VISITOR)
    level = models.PositiveSmallIntegerField("等级", default=3, choices=[(1, "一级"), (2, "二级"), (3, "三级")])
    happened_at = models.DateTimeField("发生时间")
    place_note = models.CharField("地点说明", max_length=100, blank=True)
    contact_notified_at = models.DateTimeField("通知紧急联系人时间", null=True, blank=True)
    acknowledged_at = models.DateTimeField("接警时间", null=True, blank=True)
    emergency_called_at = models.DateTimeField("拨打紧急电话时间", null=True, blank=True)
    emergency_number = models.CharField("紧急电话", max_length=12, blank=True)
    operator_answer = models.CharField("接线答复", max_length=200, blank=True)
    family_contacted_at = models.DateTimeField("联系上家属时间", null=True, blank=True)
    arrived_at = models.DateTimeField("到场时间", null=True, blank=True)
    handed_to = models.CharField("移交单位", max_length=60, blank=True)
    condition = SealedTextField("老年人状况")
    risk_removed = models.BooleanField("隐患已消除", null=True, blank=True)
    confirmed_by = models.CharField("误报确认人", max_length=60, blank=True)
    false_alarm_cause = models.CharField("误报原因", max_length=100, blank=True)
    handling_record = SealedTextField("处置经过")
    lessons = models.CharField("改进意见", max_length=300, blank=True)
    responders = models.JSONField("参与处置人员", default=list, blank=True)

    class Meta:
        verbose_name = "应急事件"
        verbose_name_plural = verbose_name
        indexes = [models.Index(fields=["case", "state"], name="incident_of_case")]

    def __str__(self) -> str:
        return f"应急 {self.get_incident_kind_display()}"


@append_only
class ContactCall(models.Model):
    """One attempt to reach a contact, in the order of the chain (R84); kept as it was."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="calls", verbose_name="应急事件")
    chain = models.CharField("链", max_length=64, db_index=True)
    contact_id = models.BigIntegerField("联系人", null=True, blank=True)
    contact_name = models.CharField("联系人姓名", max_length=60)
    kind = models.CharField("种类", max_length=16)
    called_at = models.DateTimeField("拨打时间")
    answered = models.BooleanField("接通")
    result = models.CharField("结果", max_length=200, blank=True)
    called_by = models.CharField("拨打人", max_length=60)

    class Meta:
        verbose_name = "联系记录（应急）"
        verbose_name_plural = verbose_name
        ordering = ["called_at"]
