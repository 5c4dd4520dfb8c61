"""What the names in a definition say in Chinese: how long a deadline is, what is done when it runs out."""

from __future__ import annotations

from typing import Final

from workflows.policy import resolver

DUE_WORDS: Final = {
    "escalate": "上报上一级",
    "escalate_incident": "逐级上报，直到有人处置",
    "remind": "催办",
    "remind_then_escalate": "先催办，再上报上一级",
    "remind_receiver_then_escalate": "先催承接方，再上报上一级",
    "remind_of_suspension_end": "询问老年人是否已回来",
    "remind_supervision": "催办，并报街道负责人和区民政",
    "ask_by_phone": "请社区电话回访",
    "enrollment_record_or_remind": "按区里设定视为备案，或催办",
    "review_remind": "按档次逐级提醒",
    "screen_again_when_due": "重新列入摸排",
    "screening_remind_retry": "提醒再次联系，多次未联系上的列给街道",
}


def process_words() -> dict[str, str]:
    """Give the words for every deadline of the plan's own standards and every due handler."""
    return {**{key: one.length for key, one in resolver().base.deadlines.items()}, **DUE_WORDS}
