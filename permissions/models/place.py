"""Where a thing lies: the level columns that access compares with."""

from django.db import models


class Placed(models.Model):
    """Lies in a community; the columns repeat the tree, so that a list needs no join and no path comparison."""

    district = models.ForeignKey("permissions.Region", on_delete=models.PROTECT, related_name="+", verbose_name="区")
    street = models.ForeignKey("permissions.Region", on_delete=models.PROTECT, related_name="+", verbose_name="街道（乡镇）")
    community = models.ForeignKey(
        "permissions.Region", null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="社区（村）"
    )

    class Meta:
        abstract = True
