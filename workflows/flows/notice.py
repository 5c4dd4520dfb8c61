"""人户分离告知: the street of residence tells the registered street, which sees this notice and nothing else.

依据: 35号 三(二)（对于人户分离对象的有关情况及时告知户籍地街道）.
"""

from dataclasses import dataclass

from permissions.roles import Role
from workflows.engine.definition import OTHER, SYSTEM, Act, State, Workflow, guard

CLERK, DISTRICT, COMMUNITY = Role.STREET_CLERK, Role.DISTRICT_OFFICER, Role.COMMUNITY_WORKER


@dataclass(frozen=True)
class NoticeFacts:
    """What a notice's guards may look at."""

    lives_away_from_hukou: bool
    goes_by_letter: bool
    receipt_date_is_given: bool
    address_is_known: bool
    reminders: int
    reminders_needed: int


@guard("居住地与户籍地在同一街道，不需要告知")
def lives_away_from_hukou(notice: NoticeFacts, act: Act) -> bool:
    return notice.lives_away_from_hukou


@guard("本市街道由系统送达，外省市须由经办人寄送信函", mend="打印信函寄出后登记")
def is_sent_the_right_way(notice: NoticeFacts, act: Act) -> bool:
    return notice.goes_by_letter != act.system


@guard("没有收件地址", mend="补充户籍地街道或通讯地址")
def address_is_known(notice: NoticeFacts, act: Act) -> bool:
    return notice.address_is_known


@guard("请填写回执日期")
def receipt_date_is_given(notice: NoticeFacts, act: Act) -> bool:
    return notice.receipt_date_is_given


@guard("只有信函送达的告知由寄出街道登记回执", mend="请户籍地街道在系统中回执")
def goes_by_letter(notice: NoticeFacts, act: Act) -> bool:
    return notice.goes_by_letter


@guard("催办的次数还不够", mend="到期后系统会自动催办")
def was_reminded_often(notice: NoticeFacts, act: Act) -> bool:
    return notice.reminders >= notice.reminders_needed


class Notice(Workflow[NoticeFacts]):
    key, label, clause, version = "notice", "人户分离告知", "35号 三(二)", 1
    readers = (CLERK, DISTRICT, COMMUNITY, Role.CITY_OFFICER, Role.AUDITOR)

    prepared = State("待发", desk=CLERK, due="notice_send", on_due="send")
    sent = State("已发", desk=CLERK, at=OTHER, due="notice_receipt", on_due="remind_then_escalate")
    undelivered = State("退件", desk=CLERK)
    acknowledged = State("已回执", final=True)
    unanswered = State("无回执", final=True, view=(DISTRICT,))

    create = prepared.begin("拟告知", by=SYSTEM, requires=[lives_away_from_hukou], effects=["send_notice_if_in_city"])
    send = prepared.to(
        sent, "发出告知", by=(CLERK, SYSTEM), requires=[address_is_known, is_sent_the_right_way], messages=["tell_other_street"]
    )
    acknowledge = sent.to(acknowledged, "回执", by=CLERK, at=OTHER, requires=[receipt_date_is_given], messages=["tell_author"])
    enter_receipt = sent.to(acknowledged, "登记信函回执", by=CLERK, requires=[goes_by_letter, receipt_date_is_given])
    note_undelivered = sent.to(undelivered, "登记退件", by=CLERK, requires=[goes_by_letter])
    readdress = undelivered.to(prepared, "更正地址", by=CLERK, requires=[address_is_known])
    give_up = (sent | undelivered).to(
        unanswered, "登记无回执", by=CLERK, note_required=True, requires=[was_reminded_often], messages=["tell_district"]
    )
