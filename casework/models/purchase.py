"""购买服务凭证: what a provider did under a contract with public money, and who accepted it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from audit.history import facts_history
from casework.models.subject import CaseFact
from workflows.rules.dates import in_words


class Purchase(CaseFact):
    """One service that may be paid for (R70, R113, R124): by whom, under which contract, of which funds, with which evidence."""

    provider = models.ForeignKey("permissions.Organisation", on_delete=models.PROTECT, related_name="+", verbose_name="服务机构")
    district = models.ForeignKey("permissions.Region", on_delete=models.PROTECT, related_name="+", verbose_name="区")
    contract = models.CharField("购买服务合同编号", max_length=60)
    funding_source = models.CharField("资金来源", max_length=60)
    referral_id = models.BigIntegerField("转介", null=True, blank=True)
    care_id = models.BigIntegerField("关爱服务", null=True, blank=True)
    visit_id = models.BigIntegerField("探访", null=True, blank=True)
    service_on = models.DateField("服务日期")
    what = models.CharField("服务内容", max_length=300)
    amount = models.DecimalField("金额（元）", max_digits=10, decimal_places=2)
    evidence = models.CharField("服务凭证", max_length=200)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="验收人"
    )
    accepted_on = models.DateField("验收日期", null=True, blank=True)

    history = facts_history()

    class Meta:
        verbose_name = "购买服务凭证"
        verbose_name_plural = verbose_name
        ordering = ["-service_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["referral_id"], condition=Q(referral_id__isnull=False), name="purchase_once_a_referral"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="purchase_amount_not_negative"),
            models.CheckConstraint(
                condition=Q(accepted_by__isnull=True, accepted_on__isnull=True) | Q(accepted_by__isnull=False, accepted_on__isnull=False),
                name="purchase_accepted_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["district", "service_on", "provider"], name="purchase_of_district")]

    def __str__(self) -> str:
        return f"{self.provider} {in_words(self.service_on)}"
