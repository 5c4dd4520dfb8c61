"""A case, or one package of it, opened to an account or an organisation for a time and a reason."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from audit.history import facts_history
from casework.models.subject import CaseFact
from permissions.models import Share


class CaseShare(CaseFact, Share):
    """Opens one package (an assignment, a referral, an intervention), or the whole case, with an end; never more than its fields."""

    class Package(models.TextChoices):
        CASE = "case", "个案"
        VISIT = "visit", "探访"
        REFERRAL = "referral", "转介"
        INTERVENTION = "intervention", "社工介入"
        INCIDENT = "incident", "应急处置"

    package = models.CharField("范围", max_length=16, choices=Package, default=Package.CASE)
    subject_kind = models.CharField("事项种类", max_length=32, blank=True)
    subject_id = models.BigIntegerField("事项", null=True, blank=True)
    fields = models.JSONField("可见内容", default=list, blank=True)

    history = facts_history()

    class Meta:
        verbose_name = "个案共享"
        verbose_name_plural = verbose_name
        constraints = [
            models.CheckConstraint(
                condition=Q(account__isnull=False, organisation__isnull=True) | Q(account__isnull=True, organisation__isnull=False),
                name="case_share_one_holder",
            ),
        ]
        indexes = [
            models.Index(fields=["account", "until_on", "case"], name="case_share_account"),
            models.Index(fields=["organisation", "until_on", "case"], name="case_share_organisation"),
            models.Index(fields=["subject_kind", "subject_id"], name="case_share_subject"),
        ]
