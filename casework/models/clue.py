"""线索: where a hint came from, what it says, what the check found."""

from typing import Any, ClassVar

from django.db import models

from workflows.flows.clue import Clue as ClueFlow
from workflows.models import Subject


class Clue(Subject):
    """Hints at a change; it may speak of a case, or of somebody nobody knows yet (`依据: 35号 三(二)`)."""

    workflow: ClassVar[type[Any]] = ClueFlow

    class Kind(models.TextChoices):
        NEW_ELDER = "new_elder", "新发现老年人"
        DEATH = "death", "疑似去世"
        MOVE = "move", "疑似搬离"
        CARE_HINT = "care_hint", "关爱提示"
        CONTACT_FAILED = "contact_failed", "联系人失效"
        CATEGORY_CHANGE = "category_change", "类别变化"
        HOSPITAL = "hospital", "住院或入住机构"
        INCIDENT = "incident", "紧急情况"

    class Source(models.TextChoices):
        POLICE = "police", "公安部门"
        HEALTH = "health", "卫生健康部门"
        DISABLED_FEDERATION = "disabled_federation", "残联"
        VISIT = "visit", "探访中发现"
        NEIGHBOUR = "neighbour", "邻里反映"
        FAMILY = "family", "家属反映"
        SYSTEM = "system", "系统提示"

    case = models.ForeignKey("casework.Case", null=True, blank=True, on_delete=models.PROTECT, related_name="clues", verbose_name="个案")
    kind = models.CharField("种类", max_length=20, choices=Kind)
    source = models.CharField("来源", max_length=20, choices=Source)
    basis = models.CharField("共享依据", max_length=200, help_text="数据共享的依据或反映人身份")
    content = models.CharField("内容", max_length=500)
    said_on = models.DateField("线索日期")
    evidence = models.CharField("核实经过", max_length=500, blank=True)
    was_true = models.BooleanField("是否属实", null=True, blank=True)
    answered_at = models.DateTimeField("反馈来源时间", null=True, blank=True)
    opened_kind = models.CharField("据此办理的事项", max_length=32, blank=True)
    opened_id = models.BigIntegerField("据此办理的事项编号", null=True, blank=True)

    class Meta:
        verbose_name = "线索"
        verbose_name_plural = verbose_name
        indexes = [models.Index(fields=["case", "state"], name="clue_of_case")]

    def __str__(self) -> str:
        return f"线索（{self.get_kind_display()}）"

    @property
    def chain_key(self) -> str:
        return f"case:{self.case_id}" if self.case_id else f"clue:{self.pk}"

    @property
    def due_variant(self) -> str | None:
        """A hint of death is checked sooner (`deadlines.toml`)."""
        return self.kind
