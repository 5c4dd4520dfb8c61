"""台账变更: what is to be changed, from what to what, on what evidence."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from casework.models.subject import CaseSubject
from workflows.flows.amendment import Amendment as AmendmentFlow

SEALED_COLUMNS = frozenset({"door", "phone", "contacts"})  # in a proposal these stand as tokens, never in clear


class Amendment(CaseSubject):
    """Changes key fields of the ledger with the street's approval (`依据: 35号 二(二)三`)."""

    workflow: ClassVar[type[Any]] = AmendmentFlow

    class Topic(models.TextChoices):
        CATEGORY = "category", "类别"
        CONTACT = "contact", "紧急联系人"
        ADDRESS = "address", "住址"
        PHONE = "phone", "本人联系电话"
        INCOME = "income", "收入和救助"
        WILLINGNESS = "willingness", "服务意愿"
        CONSENT = "consent", "同意事项"

    topic = models.CharField("变更项目", max_length=12, choices=Topic)
    proposal = models.JSONField("变更内容", default=dict, help_text="字段名到新值；敏感字段存密文")
    before = models.JSONField("变更前", default=dict, blank=True)
    summary = models.CharField("变更说明", max_length=200)
    evidence = models.CharField("变更依据", max_length=300)
    effective_on = models.DateField("生效日期", null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="提出人"
    )

    class Meta:
        verbose_name = "台账变更"
        verbose_name_plural = verbose_name
        constraints = [
            models.UniqueConstraint(fields=["case", "topic"], condition=Q(state="proposed"), name="one_open_amendment_a_topic"),
        ]

    def __str__(self) -> str:
        return f"变更{self.get_topic_display()}"
