"""关爱服务: what was done for the elder, with the elder's own satisfaction (annex 4, section six).

依据: 35号 二（政策宣传讲解、需求转介和必要救援）, 附件2 二（关爱类）, 附件4 六.
"""

from dataclasses import dataclass

from permissions.roles import Role
from workflows.engine.definition import SYSTEM, Act, State, Workflow, guard

VISITOR, COMMUNITY, WORKER, PROVIDER = Role.VISITOR, Role.COMMUNITY_WORKER, Role.SOCIAL_WORKER, Role.PROVIDER
CLERK, OFFICER, DISTRICT = Role.STREET_CLERK, Role.STREET_OFFICER, Role.DISTRICT_OFFICER
SERVING = (VISITOR, COMMUNITY, WORKER, PROVIDER)
OFFICE = (COMMUNITY, CLERK, OFFICER, DISTRICT)
ANNULMENTS = {"false_report": "虚假记录", "wrong_elder": "填错老年人", "duplicate": "重复记录", "other": "其他"}


@dataclass(frozen=True)
class CareFacts:
    """What a care service's guards may look at."""

    case_is_active: bool
    elder_consents: bool
    problems: tuple[str, ...]
    not_in_future: bool
    not_before_enrolment: bool
    server_signature: bool
    content_is_unchanged: bool
    is_duplicate: bool
    satisfaction_from_the_elder: bool
    written_by: frozenset[int]


@guard("个案不在册，不能登记关爱服务", mend="暂停的先恢复")
def case_is_active(care: CareFacts, act: Act) -> bool:
    return care.case_is_active


@guard("老年人已表示不愿意接受服务", mend="如老年人改变意愿，先办理“台账变更”")
def elder_consents(care: CareFacts, act: Act) -> bool:
    return care.elder_consents


@guard("关爱服务情况没有填全", mend="按各项下方的提示补正")
def record_is_whole(care: CareFacts, act: Act) -> bool:
    return not care.problems


@guard("服务日期不能晚于今天", mend="改正服务日期")
def not_in_future(care: CareFacts, act: Act) -> bool:
    return care.not_in_future


@guard("服务日期早于建档备案日期", mend="改正服务日期")
def not_before_enrolment(care: CareFacts, act: Act) -> bool:
    return care.not_before_enrolment


@guard("服务人员没有签字（盖章）", mend="登记签字或盖章的方式和姓名")
def is_signed(care: CareFacts, act: Act) -> bool:
    return care.server_signature


@guard("签字以后内容有改动", mend="作废后重新登记")
def content_is_unchanged(care: CareFacts, act: Act) -> bool:
    return care.content_is_unchanged


@guard("同一老年人当天已有同样的关爱服务记录", mend="核对后作废其中一条")
def is_no_duplicate(care: CareFacts, act: Act) -> bool:
    return not care.is_duplicate


@guard("满意度须由老年人本人表示，不能由服务人员自己代填", mend="由其他人电话或当面询问后登记")
def satisfaction_from_the_elder(care: CareFacts, act: Act) -> bool:
    return care.satisfaction_from_the_elder


@guard("不能核实自己登记的服务", mend="请其他工作人员核实")
def written_by_another(care: CareFacts, act: Act) -> bool:
    return act.system or act.actor not in care.written_by


class Care(Workflow[CareFacts]):
    key, label, clause, version = "care", "关爱服务", "附件2 二", 1
    readers = (COMMUNITY, CLERK, OFFICER, DISTRICT, WORKER, Role.CITY_OFFICER, Role.AUDITOR)

    drafted = State("待签", desk=COMMUNITY, edit=SERVING, due="care_signature", on_due="remind")
    signed = State("已签", desk=(COMMUNITY, CLERK), view=(VISITOR, PROVIDER), due="care_review", on_due="escalate")
    correction = State("更正待批", desk=CLERK, due="care_correction_review", on_due="escalate")
    valid = State("有效", resting=True, printing=OFFICE, correct=CLERK, view=(VISITOR, PROVIDER))
    annulled = State("作废", final=True, printing=OFFICE)
    corrected = State("已更正", final=True, printing=OFFICE)

    save = drafted.begin(
        "保存关爱服务", by=SERVING, requires=[case_is_active, elder_consents, record_is_whole, not_in_future, not_before_enrolment]
    )
    amend = drafted.stay("修改", by=SERVING, requires=[record_is_whole, not_in_future, not_before_enrolment])
    record_delivery = signed.begin("登记已提供的服务", by=SYSTEM, effects=["freeze_care", "examine_clean_care"])
    sign = drafted.to(
        signed, "签字（盖章）", by=SERVING, requires=[is_signed, record_is_whole], effects=["freeze_care", "examine_clean_care"]
    )
    examine = signed.to(
        valid, "核实有效", by=(COMMUNITY, CLERK, SYSTEM), effects=["number_care", "settle_obligations"],
        requires=[written_by_another, satisfaction_from_the_elder, is_no_duplicate, content_is_unchanged, not_in_future,
        not_before_enrolment],
    )  # fmt: skip
    annul = (drafted | signed | valid).to(
        annulled, "作废", by=CLERK, note_required=True, reasons=ANNULMENTS, requires=[written_by_another], effects=["settle_obligations"],
        messages=["tell_author"],
    )  # fmt: skip
    propose_correction = correction.begin(
        "提出更正",
        by=COMMUNITY,
        note_required=True,
        requires=[record_is_whole, not_in_future, not_before_enrolment],
        effects=["freeze_care"],
    )
    approve_correction = correction.to(
        valid,
        "同意更正",
        by=CLERK,
        requires=[written_by_another],
        effects=["replace_corrected", "settle_obligations"],
        messages=["tell_author"],
    )
    refuse_correction = correction.to(
        annulled, "不同意更正", by=CLERK, note_required=True, requires=[written_by_another], messages=["tell_author"]
    )
    replace = valid.to(corrected, "被更正", by=SYSTEM)
