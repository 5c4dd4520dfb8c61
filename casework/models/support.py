"""Who helps this household (annex 4, 四)."""

from __future__ import annotations

from django.db import models

from audit.history import facts_history
from casework.models.subject import CaseFact


class HelperKind(models.TextChoices):
    """帮扶单位（组织）: the boxes of the form."""

    PARTY_GOVERNMENT = "party_government", "党政机关、群团组织"
    STREET_COMMUNITY = "street_community", "街道（乡镇）、居（村）民委员会"
    ENTERPRISE = "enterprise", "企业"
    SOCIAL_ORGANISATION = "social_organisation", "社会组织"
    SOCIAL_WORKER = "social_worker", "专业社会工作者"
    VOLUNTEER = "volunteer", "志愿者"
    OTHER = "other", "其他"


class Support(CaseFact):
    """One helper with responsible person and measures (R96.6 to R96.8)."""

    kinds = models.JSONField("帮扶单位（组织）", default=list)
    other_kind = models.CharField("其他单位", max_length=60, blank=True)
    organisation_name = models.CharField("单位名称", max_length=100, blank=True)
    person = models.CharField("帮扶责任人", max_length=60)
    measures = models.TextField("帮扶措施")
    from_on = models.DateField("起始日期")
    until_on = models.DateField("截止日期", null=True, blank=True)

    history = facts_history()

    class Meta:
        verbose_name = "帮扶"
        verbose_name_plural = verbose_name
        ordering = ["id"]
