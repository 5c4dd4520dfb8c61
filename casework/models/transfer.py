"""移交: the procedure of several people beside a closure's transfer branch, kept by django-viewflow."""

from django.db import models
from viewflow.workflow.models import Process


class TransferProcess(Process):
    """One transfer under way; the closure's states stay the truth, this keeps who was asked when."""

    closure = models.ForeignKey("casework.Closure", on_delete=models.PROTECT, related_name="+", verbose_name="结案")
    answer = models.CharField(
        "答复", max_length=12, blank=True, choices=[("accepted", "接收"), ("refused", "不接收"), ("cancelled", "撤销")]
    )

    class Meta:
        verbose_name = "移交办理"
        verbose_name_plural = verbose_name
