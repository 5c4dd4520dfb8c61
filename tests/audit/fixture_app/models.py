"""A folder with notes in it: the folder is the chain, as a case is; a stamp is an append-only row, as a step is."""

from __future__ import annotations

import uuid
from decimal import Decimal

from django.db import models

from audit.guarded import KeptManager, append_only
from audit.history import Facts, facts_history


class Tag(models.Model):
    """What notes are sorted by."""

    name = models.CharField("名称", max_length=20)

    class Meta:
        verbose_name = "标签"

    def __str__(self) -> str:
        return self.name


class Note(Facts):
    """A fact with a column of every kind the house uses."""

    folder = models.BigIntegerField("卷")
    title = models.CharField("题名", max_length=60)
    body = models.TextField("正文", blank=True)
    is_urgent = models.BooleanField("急", default=False)
    is_known = models.BooleanField("已知", null=True)
    income = models.DecimalField("收入", max_digits=12, decimal_places=2, default=Decimal("0.00"))
    weight = models.FloatField("权重", null=True)
    answers = models.JSONField("答案", default=dict)
    noted_on = models.DateField("日期", null=True)
    noted_at = models.DateTimeField("时间", null=True)
    called_at_time = models.TimeField("钟点", null=True)
    spent = models.DurationField("用时", null=True)
    token = models.UUIDField("标识", default=uuid.uuid4)
    picture = models.BinaryField("图", null=True)
    address = models.GenericIPAddressField("地址", null=True)
    cached_count = models.IntegerField("计数", default=0)
    tags = models.ManyToManyField(Tag, blank=True, verbose_name="标签")

    UNTRACKED_COLUMNS = frozenset({"cached_count"})

    history = facts_history(excluded_fields=["cached_count"], m2m_fields=["tags"])

    class Meta:
        verbose_name = "笔记"

    def __str__(self) -> str:
        return self.title

    @property
    def chain_key(self) -> str:
        return f"case:{self.folder}"


@append_only
class Stamp(models.Model):
    """A row that is made once."""

    chain = models.CharField("链", max_length=64, db_index=True)
    text = models.TextField("字样")

    objects = KeptManager()

    class Meta:
        verbose_name = "戳记"

    def __str__(self) -> str:
        return self.text
