"""What is told to people: written in the transaction, delivered afterwards, at least once, shown once; and which timer ran."""

import uuid

from django.conf import settings
from django.db import models


class Outbox(models.Model):
    """A message to be delivered; its `delivery_id` stays the same however often it is tried."""

    delivery_id = models.UUIDField("投递标识", default=uuid.uuid4, unique=True)
    kind = models.CharField("种类", max_length=40)
    channel = models.CharField("渠道", max_length=16, default="inbox")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="收件人"
    )
    role = models.CharField("收件职务", max_length=24, blank=True)
    region = models.ForeignKey(
        "permissions.Region", null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="收件区划"
    )
    organisation = models.ForeignKey(
        "permissions.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="收件单位"
    )
    address = models.TextField("外部收件地址（密文）", blank=True)
    subject_kind = models.CharField("事项种类", max_length=32, blank=True)
    subject_id = models.BigIntegerField("事项", null=True, blank=True)
    body = models.CharField("内容", max_length=300)
    created_at = models.DateTimeField("产生时间")
    attempts = models.PositiveIntegerField("尝试次数", default=0)
    next_try_at = models.DateTimeField("下次尝试时间")
    delivered_at = models.DateTimeField("送达时间", null=True, blank=True)
    is_dead = models.BooleanField("投递失败", default=False)
    last_error = models.CharField("最近一次失败原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "待发消息"
        verbose_name_plural = verbose_name
        indexes = [models.Index(fields=["delivered_at", "next_try_at"], name="outbox_to_do")]


class Delivery(models.Model):
    """A message shown to one person in the product."""

    delivery_id = models.UUIDField("投递标识")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="deliveries", verbose_name="收件人")
    kind = models.CharField("种类", max_length=40)
    subject_kind = models.CharField("事项种类", max_length=32, blank=True)
    subject_id = models.BigIntegerField("事项", null=True, blank=True)
    body = models.CharField("内容", max_length=300)
    created_at = models.DateTimeField("时间")
    read_at = models.DateTimeField("阅读时间", null=True, blank=True)

    class Meta:
        verbose_name = "消息"
        verbose_name_plural = verbose_name
        constraints = [models.UniqueConstraint(fields=["delivery_id", "account"], name="delivered_once_a_person")]
        indexes = [models.Index(fields=["account", "-id"], name="delivery_of_account")]


class TimerRun(models.Model):
    """Says that a timer ran: the unique row is what makes a second run do nothing."""

    flow = models.CharField("流程", max_length=32)
    subject_id = models.BigIntegerField("事项")
    timer = models.CharField("定时", max_length=60)
    cycle = models.PositiveIntegerField("轮次")
    ran_at = models.DateTimeField("执行时间")

    class Meta:
        verbose_name = "定时执行"
        verbose_name_plural = verbose_name
        constraints = [models.UniqueConstraint(fields=["flow", "subject_id", "timer", "cycle"], name="timer_once_a_cycle")]
