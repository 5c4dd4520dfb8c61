"""What the elder agrees to: the service (willingness, R2) and the use of data (consent, R47), kept apart."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from audit.history import facts_history
from casework.models.choices import SignatureMethod, Willingness
from casework.models.subject import CaseFact


class ConsentScope(models.TextChoices):
    """What one may agree to; data go to a department only by its own scope, `data_sharing:<department>`."""

    VISIT = "visit", "接受探访关爱服务"
    REFERRAL = "referral", "转介时向承接机构提供资料"
    PHOTO = "photo", "探访时拍照留存"
    PUBLICITY = "publicity", "用于宣传"
    SHARING_HEALTH = "data_sharing:health", "与卫生健康部门共享"
    SHARING_DISABLED = "data_sharing:disabled_federation", "与残联共享"
    SHARING_POLICE = "data_sharing:police", "与公安部门共享"
    SHARING_BIG_DATA = "data_sharing:big_data", "与大数据管理中心共享"


class Consent(CaseFact):
    """One answer about data and scopes; a new answer is a new version, and each scope can be taken back."""

    class GivenBy(models.TextChoices):
        ELDER = "elder", "老人本人"
        GUARDIAN = "guardian", "监护人"

    version = models.PositiveIntegerField("版次")
    text_version = models.CharField("告知书版本", max_length=40)
    scopes = models.JSONField("同意的范围", default=list)
    refused_scopes = models.JSONField("不同意的范围", default=list)
    given_by = models.CharField("由谁作出", max_length=12, choices=GivenBy, default=GivenBy.ELDER)
    guardian = models.ForeignKey(
        "casework.Contact", null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="监护人"
    )
    method = models.CharField("签署方式", max_length=16, choices=SignatureMethod)
    given_on = models.DateField("作出日期")
    asked_by = models.CharField("征询人", max_length=60)
    witness = models.CharField("见证人", max_length=60, blank=True)
    evidence = models.CharField("凭据", max_length=200, blank=True)
    evidence_digest = models.CharField("凭据摘要值", max_length=64, blank=True)
    revoked_on = models.DateField("撤回日期", null=True, blank=True)
    revoke_reason = models.CharField("撤回原因", max_length=200, blank=True)

    history = facts_history()

    class Meta:
        verbose_name = "同意书"
        verbose_name_plural = verbose_name
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["case", "version"], name="consent_version_once"),
            models.UniqueConstraint(fields=["case"], condition=Q(revoked_on__isnull=True), name="one_consent_in_force"),
            models.CheckConstraint(condition=~Q(method="oral") | ~Q(witness=""), name="consent_oral_has_witness"),
            models.CheckConstraint(condition=Q(given_by="elder") | Q(guardian__isnull=False), name="consent_guardian_named"),
            models.CheckConstraint(condition=Q(revoked_on__isnull=True) | Q(revoked_on__gte=F("given_on")), name="consent_revoked_after"),
        ]


class WillingnessRecord(CaseFact):
    """One asking whether the elder wants the service; the latest counts, an emergency is answered all the same (R2)."""

    value = models.CharField("意愿", max_length=12, choices=Willingness)
    asked_on = models.DateField("征询日期")
    asked_by = models.CharField("征询人", max_length=60)
    answered_by = models.CharField("答复人", max_length=60)
    witness = models.CharField("见证人", max_length=60, blank=True)
    evidence = models.CharField("凭据", max_length=200, blank=True)
    reason = models.CharField("原因", max_length=200, blank=True)
    family_told_on = models.DateField("告知家属日期", null=True, blank=True)
    ask_again_on = models.DateField("再次征询日期", null=True, blank=True)

    history = facts_history()

    class Meta:
        verbose_name = "服务意愿"
        verbose_name_plural = verbose_name
        ordering = ["-asked_on", "-id"]
        constraints = [models.CheckConstraint(condition=Q(value__in=Willingness.values), name="willingness_value_known")]
        indexes = [models.Index(fields=["case", "-asked_on"], name="willingness_of_case")]
