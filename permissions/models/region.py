"""The tree of regions: city, district, street, community; each row is a unit in a period."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from audit.history import Facts

FIRST_DAY = date(2000, 1, 1)


class Region(Facts):
    """A unit in a period: codes are changed and reused, so grants and cases point at ids (GB/T 2260, 统计用区划代码)."""

    class Level(models.TextChoices):
        CITY = "city", "市"
        DISTRICT = "district", "区"
        STREET = "street", "街道（乡镇）"
        COMMUNITY = "community", "社区（村）"

    code = models.CharField("代码", max_length=12)
    name = models.CharField("名称", max_length=60)
    short_name = models.CharField("简称", max_length=60)
    level = models.CharField("层级", max_length=12, choices=Level)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children", verbose_name="上级")
    kind = models.CharField("类型", max_length=24)
    is_habitable = models.BooleanField("有人居住", default=True)
    is_rural = models.BooleanField("农村", default=False)
    valid_from_on = models.DateField("启用日期", default=FIRST_DAY)
    valid_until_on = models.DateField("停用日期", null=True, blank=True)

    class Meta:
        verbose_name = "区划"
        verbose_name_plural = verbose_name
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from_on"], name="region_code_in_period"),
            models.CheckConstraint(condition=Q(level__in=["city", "district", "street", "community"]), name="region_level_known"),
            models.CheckConstraint(
                condition=Q(valid_until_on__isnull=True) | Q(valid_until_on__gt=F("valid_from_on")), name="region_period_in_order"
            ),
        ]
        indexes = [models.Index(fields=["parent", "code"], name="region_children")]

    def __str__(self) -> str:
        return self.name

    @property
    def lineage(self) -> tuple[Region, ...]:
        """The region and all above it, the city last."""
        above = self.parent
        return (self, *above.lineage) if above else (self,)

    @property
    def district_code(self) -> str | None:
        """The code of the district that it is or lies in, by which the policy is asked; None for the city."""
        return next((one.code for one in self.lineage if one.level == self.Level.DISTRICT), None)

    @property
    def full_name(self) -> str:
        """天津市南开区体育中心街道: from the district down, as an address begins."""
        return "".join(region.name for region in reversed(self.lineage) if region.level != Region.Level.CITY) or self.name


class RegionChange(Facts):
    """Says what became of a unit: merged, split or renamed into another on a day."""

    class Kind(models.TextChoices):
        MERGE = "merge", "合并"
        SPLIT = "split", "拆分"
        RENAME = "rename", "更名"

    old = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="successions", verbose_name="原单位")
    new = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="origins", verbose_name="新单位")
    kind = models.CharField("变更", max_length=8, choices=Kind)
    changed_on = models.DateField("变更日期")
    basis = models.CharField("依据", max_length=200, blank=True)

    class Meta:
        verbose_name = "区划变更"
        verbose_name_plural = verbose_name
        constraints = [models.UniqueConstraint(fields=["old", "new", "changed_on"], name="region_change_once")]
