"""What families and elders are told when a screening or an enrolment ends; never more than they need."""

from __future__ import annotations

from casework.models import Contact
from permissions.roles import Role
from workflows.effects import EffectContext, message


@message("tell_family")
def tell_family(ctx: EffectContext) -> None:
    """Ask the community to tell the family that the elder declined: nobody is written to without a worker (R2)."""
    ctx.message(
        "family_to_inform",
        "老人表示不愿意接受探访关爱服务，请告知其家属并登记日期",
        role=Role.COMMUNITY_WORKER,
        region=ctx.subject.community_id,
    )


@message("send_welcome")
def send_welcome(ctx: EffectContext) -> None:
    """Send the first contact the policy notice: what the service is and whom to ask (R89)."""
    contact = Contact.objects.filter(case=ctx.subject.case_id, removed_on__isnull=True, is_failed=False).order_by("rank").first()
    body = "您的家人已纳入特殊困难老年人探访关爱服务。政策内容和服务安排请咨询所在社区（村）。依据：津民发〔2023〕35号"
    if contact is not None and contact.phone:
        ctx.message("welcome", body, channel="sms", address=contact.phone.token)
    else:
        ctx.message("welcome", "请向老人或家属当面送达政策告知书", role=Role.COMMUNITY_WORKER, region=ctx.subject.community_id)
