"""需求转介: the need, the package that is shared, the provider's answers, the clock."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from casework.models.need import NEED_LABELS, Need
from casework.models.share import CaseShare
from casework.models.subject import CaseSubject
from permissions.fields import SealedTextField
from permissions.scope import Reach
from workflows.flows.referral import Referral as ReferralFlow


class Referral(CaseSubject):
    """Hands a need to somebody who can meet it (`依据: 附件2·9`); `organisation` is the receiver, who sees this package only."""

    workflow: ClassVar[type[Any]] = ReferralFlow

    class Solved(models.TextChoices):
        YES = "yes", "已解决"
        PART = "part", "部分解决"
        NO = "no", "未解决"

    need = models.ForeignKey(Need, null=True, blank=True, on_delete=models.PROTECT, related_name="referrals", verbose_name="服务需求")
    need_kind = models.CharField("需求种类", max_length=20, choices=list(NEED_LABELS.items()))
    need_text = models.CharField("服务需求", max_length=300)
    urgency = models.CharField("紧急程度", max_length=8, choices=Need.Urgency, default=Need.Urgency.NORMAL)
    is_funded = models.BooleanField("使用补贴资金", default=False)
    funding_source = models.CharField("资金来源", max_length=60, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="签批人"
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="提交人"
    )
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children", verbose_name="上一次转介")
    times_re_referred = models.PositiveSmallIntegerField("再转次数", default=0)
    agreed_fields = models.JSONField("同意提供的内容", default=list, blank=True, help_text="空为全部")
    package = SealedTextField("转介内容")
    package_hash = models.CharField("转介内容摘要", max_length=64, blank=True)
    first_contact_on = models.DateField("首次联系日期", null=True, blank=True)
    progress = models.CharField("服务进展", max_length=300, blank=True)
    delivered_on = models.DateField("提供日期", null=True, blank=True)
    delivered_what = models.CharField("提供的服务", max_length=300, blank=True)
    delivered_by_name = models.CharField("服务人员", max_length=60, blank=True)
    delivered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="登记提供的人"
    )
    cost = models.DecimalField("费用（元）", max_digits=10, decimal_places=2, null=True, blank=True)
    evidence = models.CharField("服务凭证", max_length=200, blank=True)
    hold_until_on = models.DateField("暂缓至", null=True, blank=True)
    paused_seconds = models.BigIntegerField("暂缓累计秒数", default=0)
    satisfaction = models.CharField("满意度", max_length=16, blank=True)
    solved = models.CharField("需求是否解决", max_length=8, choices=Solved, blank=True)
    outcome_text = models.CharField("老年人评价", max_length=200, blank=True)

    class Meta:
        verbose_name = "需求转介"
        verbose_name_plural = verbose_name
        indexes = [
            models.Index(fields=["organisation", "state", "due_at"], name="referral_of_provider"),
            models.Index(fields=["case", "-id"], name="referral_of_case"),
        ]

    def __str__(self) -> str:
        return f"转介 {self.get_need_kind_display()}"

    @classmethod
    def shares_condition(cls, reach: Reach, on: Any) -> Q | None:
        """After its end a provider keeps its own delivery record; before, the share decides together with the state."""
        ids = reach.organisation_ids()
        shared = CaseShare.objects.filter(CaseShare.live(on), organisation_id__in=ids, package=CaseShare.Package.REFERRAL).values(
            "subject_id"
        )
        return Q(pk__in=shared) | Q(organisation_id__in=ids, state="completed") if ids else None
