"""Organisations: departments, stations, providers, volunteers; what their people see comes by shares."""

from django.db import models

from audit.history import Facts, facts_history


class Organisation(Facts):
    """A body that holds roles; its kind makes reports by force possible (R1, R30, R110-R121)."""

    class Kind(models.TextChoices):
        DEPARTMENT = "department", "区部门"
        PARTY = "party", "党群组织"
        COMMITTEE = "committee", "居（村）民委员会"
        PROVIDER = "provider", "养老服务机构"
        SOCIAL_WORK_STATION = "social_work_station", "社会工作服务站"
        CIVILISATION_STATION = "civilisation_station", "新时代文明实践站"
        PROPERTY_COMPANY = "property_company", "物业服务企业"
        CLINIC = "clinic", "基层医疗卫生机构"
        ELDERS_ASSOCIATION = "elders_association", "老年协会"
        VOLUNTEERS = "volunteers", "志愿服务组织"
        ENTERPRISE = "enterprise", "爱心企业（单位）"
        OWNERS_COMMITTEE = "owners_committee", "业主委员会"

    kind = models.CharField("种类", max_length=24, choices=Kind)
    name = models.CharField("名称", max_length=80)
    department = models.CharField("部门代码", max_length=24, blank=True)
    region = models.ForeignKey("permissions.Region", on_delete=models.PROTECT, related_name="organisations", verbose_name="所在区划")
    serves = models.ManyToManyField("permissions.Region", blank=True, related_name="+", verbose_name="服务范围")
    needs_served = models.JSONField("服务种类", default=list, blank=True)
    capacity = models.PositiveIntegerField("可同时服务人数", default=0)
    caseload_limit = models.PositiveIntegerField("每名社工个案上限", default=25)
    contract = models.CharField("购买服务合同编号", max_length=60, blank=True)
    is_active = models.BooleanField("启用", default=True)

    history = facts_history()

    class Meta:
        verbose_name = "单位"
        verbose_name_plural = verbose_name
        constraints = [models.UniqueConstraint(fields=["region", "name"], name="organisation_name_in_region")]

    def __str__(self) -> str:
        return self.name
