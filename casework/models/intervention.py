"""社工介入: assessment, plan with goals, sessions, crisis, follow-up."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from audit.history import facts_history
from casework.models.need import Need
from casework.models.subject import CaseFact, CaseSubject
from permissions.fields import SealedTextField
from permissions.roles import Role
from permissions.scope import HeldRole
from workflows.flows.intervention import Intervention as InterventionFlow


class Intervention(CaseSubject):
    """Brings in a social worker of the street's station (`依据: 35号 二(二)五`; MZ/T 094-2017); `organisation` is the station."""

    workflow: ClassVar[type[Any]] = InterventionFlow

    class Kind(models.TextChoices):
        HARDSHIP = "hardship", "困难帮扶"
        COUNSELLING = "counselling", "心理疏导"
        CONSOLATION = "consolation", "精神安慰"
        FAMILY = "family_relations", "家庭关系调适"
        OTHER = "other", "其他"

    kind_of_help = models.CharField("需要的帮助", max_length=20, choices=Kind)
    presenting = SealedTextField("求助情况")
    is_crisis = models.BooleanField("危机", default=False)
    need = models.ForeignKey(Need, null=True, blank=True, on_delete=models.PROTECT, related_name="interventions", verbose_name="服务需求")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="负责社工"
    )
    agreed_on = models.DateField("协议日期", null=True, blank=True)
    agreement = models.CharField("协议和保密约定", max_length=300, blank=True)
    person_system = SealedTextField("个人系统")
    family_system = SealedTextField("家庭系统")
    social_system = SealedTextField("社会系统")
    problems = SealedTextField("问题")
    strengths = SealedTextField("优势")
    risks = SealedTextField("风险")
    plan_version = models.PositiveSmallIntegerField("计划版本", default=1)
    plan_agreed_on = models.DateField("老年人同意计划日期", null=True, blank=True)
    review_on = models.DateField("阶段评估日期", null=True, blank=True)
    crisis_plan = SealedTextField("危机处置计划")
    crisis_plan_done_on = models.DateField("危机处置完成日期", null=True, blank=True)
    elder_rating = models.PositiveSmallIntegerField("老年人自评（0-10）", null=True, blank=True)
    close_reason = models.CharField("结案原因", max_length=20, blank=True)
    handover = SealedTextField("衔接安排")
    summary = models.CharField("告知社区的摘要", max_length=300, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="提交人"
    )
    closed_on = models.DateField("结案日期", null=True, blank=True)
    next_call_on = models.DateField("下次跟进日期", null=True, blank=True)
    follow_up_calls = models.PositiveSmallIntegerField("跟进电话次数", default=0)

    class Meta:
        verbose_name = "社工介入"
        verbose_name_plural = verbose_name
        constraints = [
            models.CheckConstraint(condition=Q(elder_rating__isnull=True) | Q(elder_rating__lte=10), name="intervention_rating_to_ten"),
        ]
        indexes = [
            models.Index(fields=["organisation", "state", "due_at"], name="intervention_of_station"),
            models.Index(fields=["owner", "state"], name="intervention_of_owner"),
        ]

    def __str__(self) -> str:
        return f"社工介入 {self.get_kind_of_help_display()}"

    def tells_conditions(self, held: Iterable[HeldRole]) -> bool:
        """Keep the work's inner course to the station: community and street see that it is, its dates and its end (D5)."""
        return any(one.role in (Role.SOCIAL_WORKER, Role.SOCIAL_WORK_SUPERVISOR, Role.AUDITOR) for one in held)

    @property
    def due_variant(self) -> str | None:
        """A crisis is taken up within a day (`deadlines.toml`)."""
        return "crisis" if self.is_crisis else None


class Goal(CaseFact):
    """A measurable goal of the plan: indicator, baseline, target, date, progress 0-10."""

    intervention = models.ForeignKey(Intervention, on_delete=models.PROTECT, related_name="goals", verbose_name="社工介入")
    plan_version = models.PositiveSmallIntegerField("计划版本", default=1)
    text = SealedTextField("目标")
    indicator = models.CharField("指标", max_length=100)
    baseline = models.CharField("基线", max_length=60)
    target = models.CharField("目标值", max_length=60)
    due_on = models.DateField("完成日期")
    progress = models.PositiveSmallIntegerField("进展（0-10）", null=True, blank=True)
    rated_on = models.DateField("评分日期", null=True, blank=True)
    task = models.CharField("任务和负责人", max_length=200, blank=True)
    task_done_on = models.DateField("任务完成日期", null=True, blank=True)

    history = facts_history()

    class Meta:
        verbose_name = "介入目标"
        verbose_name_plural = verbose_name
        constraints = [models.CheckConstraint(condition=Q(progress__isnull=True) | Q(progress__lte=10), name="goal_progress_to_ten")]


class Session(CaseFact):
    """One session: form, content, the elder's response, what comes next. Confidential."""

    class Form(models.TextChoices):
        INTERVIEW = "interview", "个案面谈"
        HOME = "home", "家访"
        PHONE = "phone", "电话"
        GROUP = "group", "小组"
        RESOURCE = "resource", "链接资源"
        FOLLOW_UP = "follow_up", "跟进电话"

    intervention = models.ForeignKey(Intervention, on_delete=models.PROTECT, related_name="sessions", verbose_name="社工介入")
    form = models.CharField("形式", max_length=12, choices=Form)
    held_on = models.DateField("日期")
    minutes = models.PositiveIntegerField("时长（分钟）", default=0)
    content = SealedTextField("内容")
    response = SealedTextField("老年人反应")
    upcoming = models.CharField("下次安排", max_length=200, blank=True)
    worker_name = models.CharField("社工", max_length=60)
    is_late = models.BooleanField("补记", default=False)

    history = facts_history()

    class Meta:
        verbose_name = "会谈记录"
        verbose_name_plural = verbose_name
        ordering = ["-held_on", "-id"]
