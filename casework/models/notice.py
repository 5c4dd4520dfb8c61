"""人户分离告知: the only thing the registered street ever sees of the case."""

from typing import Any, ClassVar

from django.db import models

from casework.models.subject import CaseSubject
from workflows.flows.notice import Notice as NoticeFlow


class Notice(CaseSubject):
    """Tells the registered street (`other_street`) of an elder who lives elsewhere (`依据: 35号 三(二)`; R68)."""

    workflow: ClassVar[type[Any]] = NoticeFlow

    class Occasion(models.TextChoices):
        ENROLLED = "enrolled", "建档"
        AMENDED = "amended", "情况变更"
        MOVED = "moved", "移交"
        CLOSED = "closed", "结案"

    occasion = models.CharField("告知事由", max_length=12, choices=Occasion)
    content = models.CharField("告知内容", max_length=500)
    goes_by_letter = models.BooleanField("信函送达", default=False)
    letter_address = models.CharField("收件单位和地址", max_length=200, blank=True)
    receipt_on = models.DateField("回执日期", null=True, blank=True)
    receipt_note = models.CharField("回执说明", max_length=200, blank=True)
    reminders = models.PositiveSmallIntegerField("催办次数", default=0)

    class Meta:
        verbose_name = "人户分离告知"
        verbose_name_plural = verbose_name

    def __str__(self) -> str:
        return f"告知（{self.get_occasion_display()}）"
