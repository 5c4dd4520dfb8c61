"""Whom to call: children first, then relatives, a guardian, and at last the community (`依据: 35号 二(三)一`)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from audit.history import facts_history
from casework.models.subject import CaseFact
from permissions.fields import SealedField, mask_phone


class Contact(CaseFact):
    """One emergency contact; rank 1 is called first, and every fall-through from a child has its reason (R52 to R54, G14)."""

    class Kind(models.TextChoices):
        CHILD = "child", "子女"
        RELATIVE = "relative", "近亲属"
        GUARDIAN = "guardian", "监护人"
        COMMUNITY = "community", "社区（村）联系人"

    rank = models.PositiveSmallIntegerField("顺序")
    kind = models.CharField("种类", max_length=12, choices=Kind)
    name = models.CharField("姓名", max_length=60)
    relation = models.CharField("与老人关系", max_length=2, blank=True, help_text="GB/T 4761-2008")
    relative = models.ForeignKey(
        "casework.Relative", null=True, blank=True, on_delete=models.PROTECT, related_name="contacts", verbose_name="对应的赡养人"
    )
    phone = SealedField("联系电话", mask=mask_phone)
    fall_through_reason = models.CharField("不由子女担任的原因", max_length=200, blank=True)
    verified_on = models.DateField("核实日期", null=True, blank=True)
    verified_how = models.CharField("核实方式", max_length=60, blank=True)
    is_failed = models.BooleanField("已失效", default=False)
    failed_on = models.DateField("失效日期", null=True, blank=True)
    removed_on = models.DateField("撤下日期", null=True, blank=True)

    history = facts_history(excluded_fields=["phone_index", "phone_tail"])

    class Meta:
        verbose_name = "紧急联系人"
        verbose_name_plural = verbose_name
        ordering = ["rank"]
        constraints = [
            models.UniqueConstraint(fields=["case", "rank"], condition=Q(removed_on__isnull=True), name="contact_rank_once"),
            models.CheckConstraint(condition=Q(rank__gte=1), name="contact_rank_from_one"),
            models.CheckConstraint(condition=Q(kind__in=["child", "relative", "guardian", "community"]), name="contact_kind_known"),
        ]
        indexes = [models.Index(fields=["is_failed", "case"], name="contact_failed")]

    def __str__(self) -> str:
        return self.name


class ContactCheck(CaseFact):
    """One call to a contact and what came of it: who called, when, and whether anybody answered (R52 to R54)."""

    class Result(models.TextChoices):
        ANSWERED = "answered", "已接通"
        UNANSWERED = "unanswered", "未接通"
        DEAD = "dead", "空号或停机"
        DECLINED = "declined", "对方不再担任"

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="checks", verbose_name="联系人")
    called_on = models.DateField("联系日期")
    result = models.CharField("结果", max_length=12, choices=Result)
    note = models.CharField("说明", max_length=200, blank=True)
    called_by = models.CharField("联系人员", max_length=60)

    history = facts_history()

    class Meta:
        verbose_name = "联系人核实记录"
        verbose_name_plural = verbose_name
        ordering = ["-called_on", "-id"]
        indexes = [models.Index(fields=["contact", "-called_on"], name="check_of_contact")]
