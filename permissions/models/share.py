"""A dated opening of one thing to one account or organisation."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q


class Share(models.Model):
    """Opens a thing to an account or an organisation from a day to a day; the room above says to what."""

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="账号"
    )
    organisation = models.ForeignKey(
        "permissions.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="单位"
    )
    from_on = models.DateField("开始日期")
    until_on = models.DateField("结束日期（含）", null=True, blank=True)
    reason = models.CharField("理由", max_length=200)

    class Meta:
        abstract = True

    @staticmethod
    def live(on: date) -> Q:
        """Narrow to the shares in force on a day."""
        return Q(from_on__lte=on) & (Q(until_on__isnull=True) | Q(until_on__gte=on))
