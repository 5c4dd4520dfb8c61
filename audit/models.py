"""The tables of the audit: entries and heads of their chains, personal details apart, and the register of what was let go."""

from django.db import models


class Entry(models.Model):
    """Records one act in one chain: who, when, where, on what basis, which rows; never a personal text.

    `rows` lists [table, key, digest] of the history rows and steps of the act (or, of many, the digests of their `Manifest`),
    `details` [name, salted digest] of its personal texts, `inner` the acts that joined it. One act over several chains has one `act_id`.
    依据: DA/T 46-2009 业务实体, 机构人员实体; GB/T 22239-2019 8.1.4.3.
    """

    class Result(models.TextChoices):
        DONE = "done", "已办"
        REFUSED = "refused", "未准"

    chain = models.CharField("链", max_length=64)
    seq = models.PositiveBigIntegerField("序号")
    act_id = models.CharField("行为标识", max_length=32, db_index=True)
    at = models.DateTimeField("发生时间")
    recorded_at = models.DateTimeField("记录时间")
    actor_id = models.BigIntegerField("行为人编号", null=True, blank=True)
    actor_name = models.CharField("行为人", max_length=60)
    actor_role = models.CharField("职务", max_length=60, blank=True)
    actor_place = models.CharField("单位", max_length=120, blank=True)
    on_behalf_of = models.CharField("代何人", max_length=60, blank=True)
    action = models.CharField("行为", max_length=80)
    inner = models.TextField("所含行为", default="[]")
    object_kind = models.CharField("对象种类", max_length=60, blank=True)
    object_id = models.CharField("对象", max_length=40, blank=True)
    basis = models.TextField("行为依据", blank=True)
    result = models.CharField("结果", max_length=8, choices=Result, default=Result.DONE)
    request_id = models.CharField("请求", max_length=40, blank=True)
    client_address = models.CharField("来源地址", max_length=60, blank=True)
    client_device = models.CharField("设备", max_length=200, blank=True)
    channel = models.CharField("渠道", max_length=12, blank=True)
    row_count = models.PositiveIntegerField("所含记录数", default=0)
    rows = models.TextField("所含记录", default="[]")
    details = models.TextField("详情摘要", default="[]")
    prev_digest = models.CharField("前一摘要", max_length=64, blank=True)
    digest = models.CharField("摘要", max_length=64)
    algorithm = models.CharField("算法", max_length=12)

    class Meta:
        verbose_name = "审计条目"
        verbose_name_plural = verbose_name
        constraints = [
            models.UniqueConstraint(fields=["chain", "seq"], name="entry_seq_per_chain"),
            models.CheckConstraint(condition=models.Q(result__in=["done", "refused"]), name="entry_result_known"),
        ]
        indexes = [
            models.Index(fields=["actor_id", "at"], name="entry_of_actor"),
            models.Index(fields=["action", "at"], name="entry_of_action"),
        ]

    def __str__(self) -> str:
        return f"{self.chain}#{self.seq}"


class Head(models.Model):
    """Keeps where a chain ends, so that the next entry follows without reading the chain; locked by whoever writes.

    `salt` makes the digests of the chain's rows unguessable; disposal blanks it, so that what was let go cannot be guessed at.
    """

    chain = models.CharField("链", max_length=64, primary_key=True)
    seq = models.PositiveBigIntegerField("末条序号", default=0)
    digest = models.CharField("末条摘要", max_length=64, blank=True)
    salt = models.CharField("盐", max_length=32, blank=True)

    class Meta:
        verbose_name = "链头"
        verbose_name_plural = verbose_name

    def __str__(self) -> str:
        return f"{self.chain}#{self.seq}"


class Manifest(models.Model):
    """Lists a part of the rows of an act that wrote many, so that entries stay short; holds digests only."""

    chain = models.CharField("链", max_length=64)
    seq = models.PositiveBigIntegerField("条目序号")
    part = models.PositiveIntegerField("第几部分")
    rows = models.TextField("所含记录")

    class Meta:
        verbose_name = "审计清单"
        verbose_name_plural = verbose_name
        constraints = [models.UniqueConstraint(fields=["chain", "seq", "part"], name="manifest_part_once")]

    def __str__(self) -> str:
        return f"{self.chain}#{self.seq}/{self.part}"


class Detail(models.Model):
    """Holds a personal text of an act (a reason, a note, a sentence of refusal) beside the chain, so that it can be forgotten."""

    chain = models.CharField("链", max_length=64)
    seq = models.PositiveBigIntegerField("条目序号")
    name = models.CharField("名称", max_length=40)
    text = models.TextField("内容")
    salt = models.CharField("盐", max_length=32)

    class Meta:
        verbose_name = "审计详情"
        verbose_name_plural = verbose_name
        constraints = [models.UniqueConstraint(fields=["chain", "seq", "name"], name="detail_once")]

    def __str__(self) -> str:
        return f"{self.chain}#{self.seq} {self.name}"


class Disposal(models.Model):
    """Registers a chain whose rows may be let go, or for an hour re-sealed: the triggers ask it, so it lies in the bottom room.

    Honoured by the check only where an entry of the same chain lists the row.
    """

    class Kind(models.TextChoices):
        FORGET = "forget", "销毁"
        RESEAL = "reseal", "重新加密"

    chain = models.CharField("链", max_length=64, db_index=True)
    kind = models.CharField("种类", max_length=8, choices=Kind, default=Kind.FORGET)
    approved_at = models.DateTimeField("批准时间")
    until_at = models.DateTimeField("有效至", null=True, blank=True)
    approval = models.CharField("批准文号", max_length=80)
    register_digest = models.CharField("销毁清册摘要", max_length=64)

    class Meta:
        verbose_name = "准予销毁"
        verbose_name_plural = verbose_name
        constraints = [
            models.UniqueConstraint(fields=["chain"], condition=models.Q(kind="forget"), name="disposal_once_per_chain"),
            models.CheckConstraint(
                condition=models.Q(kind="forget", until_at=None) | models.Q(kind="reseal", until_at__isnull=False),
                name="disposal_kind_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.chain} {self.get_kind_display()}"
