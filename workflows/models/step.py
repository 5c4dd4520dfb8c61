"""One step of a subject, abstract: casework makes it concrete with its key to the case."""

from django.db import models


class Step(models.Model):
    """Records who moved what from where to where, when, why and under which version; append-only."""

    subject_kind = models.CharField("事项种类", max_length=32)
    subject_id = models.BigIntegerField("事项")
    number = models.PositiveIntegerField("第几步")
    flow_version = models.PositiveIntegerField("流程版本")
    transition = models.CharField("办理", max_length=40)
    label = models.CharField("办理名称", max_length=40)
    from_state = models.CharField("原状态", max_length=40, blank=True)
    to_state = models.CharField("现状态", max_length=40)
    to_label = models.CharField("现状态名称", max_length=40)
    actor_id = models.BigIntegerField("经办人编号", null=True, blank=True)
    actor_name = models.CharField("经办人", max_length=60)
    acting_role = models.CharField("职务", max_length=60, blank=True)
    acting_place = models.CharField("单位", max_length=120, blank=True)
    on_behalf_of = models.CharField("代何人", max_length=60, blank=True)
    is_system = models.BooleanField("系统办理", default=False)
    taken_at = models.DateTimeField("办理时间")
    effective_on = models.DateField("生效日期")
    reason_code = models.CharField("原因", max_length=40, blank=True)
    note = models.TextField("办理意见", blank=True)
    basis = models.CharField("依据", max_length=200, blank=True)
    guard_results = models.JSONField("条件核对", default=dict, blank=True)
    attachments = models.JSONField("附件摘要", default=list, blank=True)
    seen = models.PositiveIntegerField("办理人所见步数", null=True, blank=True)
    channel = models.CharField("渠道", max_length=12, default="web")
    captured_at = models.DateTimeField("离线采集时间", null=True, blank=True)
    key = models.CharField("提交标识", max_length=64, null=True, blank=True, unique=True)
    key_digest = models.CharField("提交内容摘要", max_length=64, blank=True)
    chain = models.CharField("链", max_length=64, db_index=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.label}→{self.to_label}"
