"""One step of a paper: who moved it from where to where, when and why. Append-only."""

from django.db import models

from audit.triggers import append_only
from workflows.models import Step as AbstractStep


@append_only
class Step(AbstractStep):
    """Records a transition of any subject; it belongs to a case, or to none (an unlinked clue, a supervision)."""

    case = models.ForeignKey("casework.Case", null=True, blank=True, on_delete=models.PROTECT, related_name="steps", verbose_name="个案")

    class Meta:
        verbose_name = "流转记录"
        verbose_name_plural = verbose_name
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["subject_kind", "subject_id", "number"], name="step_number_per_subject"),
        ]
        indexes = [
            models.Index(fields=["case", "-id"], name="step_of_case"),
            models.Index(fields=["actor_id", "-id"], name="step_of_actor"),
            models.Index(fields=["actor_id", "-id"], condition=models.Q(number=1), name="step_of_author"),
        ]
