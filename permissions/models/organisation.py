"""Organisations: departments, stations, providers, volunteers; what their people see comes by shares."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from audit.history import Facts, facts_history
from permissions.models.region import Region


class Department(models.TextChoices):
    """The twelve departments of a district that guide the work together (`依据: 35号 二(一)一`; R30)."""

    CIVIL_AFFAIRS = "civil_affairs", "民政"
    POLITICAL_AND_LEGAL = "political_and_legal", "政法委"
    CIVILISATION_OFFICE = "civilisation_office", "文明办"
    EDUCATION = "education", "教育"
    FINANCE = "finance", "财政"
    HOUSING = "housing", "住房城乡建设"
    AGRICULTURE = "agriculture", "农业农村"
    HEALTH = "health", "卫生健康"
    POLICE = "police", "公安"
    DISABLED_FEDERATION = "disabled_federation", "残联"
    AGEING_OFFICE = "ageing_office", "老龄办"
    GRID_CENTRE = "grid_centre", "网格化管理中心"


class Organisation(Facts):
    """A body that holds roles; its kind makes reports by force possible (R1, R6, R30, R110-R121)."""

    class Kind(models.TextChoices):
        PARTY = "party", "党组织"
        GOVERNMENT = "government", "政府机关"
        MASS_ORGANISATION = "mass_organisation", "群团组织"
        DEPARTMENT = "department", "区部门"
        COMMITTEE = "committee", "居（村）民委员会"
        PROVIDER = "provider", "养老服务机构"
        SOCIAL_WORK_STATION = "social_work_station", "社会工作服务站"
        CIVILISATION_STATION = "civilisation_station", "新时代文明实践站"
        PROPERTY_COMPANY = "property_company", "物业服务企业"
        CLINIC = "clinic", "基层医疗卫生机构"
        ELDERS_ASSOCIATION = "elders_association", "老年协会"
        VOLUNTEERS = "volunteers", "志愿服务组织"
        SOCIAL_ORGANISATION = "social_organisation", "社会组织"
        ENTERPRISE = "enterprise", "爱心企业（单位）"
        OWNERS_COMMITTEE = "owners_committee", "业主委员会"

    kind = models.CharField("种类", max_length=24, choices=Kind)
    name = models.CharField("名称", max_length=80)
    department = models.CharField("部门", max_length=24, choices=Department, blank=True)
    region = models.ForeignKey("permissions.Region", on_delete=models.PROTECT, related_name="organisations", verbose_name="所在区划")
    serves = models.ManyToManyField("permissions.Region", blank=True, related_name="+", verbose_name="服务范围")
    needs_served = models.JSONField("服务种类", default=list, blank=True)
    capacity = models.PositiveIntegerField("可同时服务人数", default=0)
    caseload_limit = models.PositiveIntegerField("每名社工个案上限", default=25)
    contract = models.CharField("购买服务合同编号", max_length=60, blank=True)
    is_active = models.BooleanField("启用", default=True)

    history = facts_history(m2m_fields=[serves])

    class Meta:
        verbose_name = "单位"
        verbose_name_plural = verbose_name
        constraints = [
            models.UniqueConstraint(fields=["region", "name"], name="organisation_name_in_region"),
            models.UniqueConstraint(fields=["region", "department"], condition=~Q(department=""), name="organisation_department_once"),
            models.CheckConstraint(
                condition=Q(kind="department", department__in=Department.values) | (~Q(kind="department") & Q(department="")),
                name="organisation_department_named",
            ),
        ]
        indexes = [models.Index(fields=["kind", "is_active"], name="organisation_of_kind")]

    def __str__(self) -> str:
        return self.name

    def serves_need(self, need: str) -> bool:
        """Say whether the body meets this kind of need; one that names none meets all."""
        return not self.needs_served or need in self.needs_served

    def serves_place(self, place: Region) -> bool:
        """Say whether the body works at a place: within its service scope, or within its own region where no scope is set."""
        scope = set(self.serves.values_list("pk", flat=True)) or {self.region_id}
        return any(region.pk in scope for region in place.lineage)
