"""建档: the ledger is filled in, agreed with the elder, reviewed by the street and recorded by the district.

依据: 35号 二(二)三; 二(三)一; 附件4.
"""

from dataclasses import dataclass

from permissions.roles import Role
from workflows.engine.definition import SYSTEM, Act, Guard, State, Workflow, guard

GRID, COMMUNITY, RECORDER = Role.GRID_WORKER, Role.COMMUNITY_WORKER, Role.RECORDER
CLERK, OFFICER, DISTRICT, CITY = Role.STREET_CLERK, Role.STREET_OFFICER, Role.DISTRICT_OFFICER, Role.CITY_OFFICER
AUDITOR = Role.AUDITOR
OFFICES = (CLERK, OFFICER, DISTRICT)
RECORDED = (COMMUNITY, *OFFICES, AUDITOR)


@dataclass(frozen=True)
class EnrollmentFacts:
    """What the guards ask; `missing` names the ledger's fields that are not filled, by the keys of `LEDGER_FIELDS`."""

    case_state: str
    has_other_enrollment: bool
    missing: frozenset[str] = frozenset()
    elder_answer: str = ""
    contact_problems: frozenset[str] = frozenset()
    visitor_is_named: bool = False
    frequency_is_computed: bool = False
    has_duplicate: bool = False
    is_still_eligible: bool = False
    submitted_by: int | None = None
    checked_by: int | None = None


LEDGER_FIELDS: dict[str, tuple[str, str]] = {
    # key: (what the user reads, what mends it); in the order of annex 4
    "community": ("家庭住址没有到社区（村）", "在“探访对象基本情况”中选定区、街道（乡镇）、社区（村）"),
    "door": ("家庭住址没有到户", "填写楼门号"),
    "lives_at_hukou": ("没有写明是否居住在户籍所在地", "选“是”或“否”"),
    "hukou": ("不居住在户籍所在地，但没有户籍所在街道（乡镇）", "选定户籍所在街道（乡镇）；户籍在市外的填写户籍地"),
    "name": ("没有填写姓名", "按证件填写姓名"),
    "phone": ("没有联系电话", "填写联系电话；确实没有的，写明原因"),
    "document": ("没有证件号码", "填写证件号码；确实没有的，证件种类选“暂无证件”"),
    "birth": ("没有出生日期", "按证件填写出生日期"),
    "disability": ("没有写明是否残疾", "选“是”或“否”"),
    "certificate": ("写明残疾，但没有残疾人证号", "填写残疾人证号、类别和等级"),
    "household": ("家庭基本情况没有一行", "至少登记户主和老人本人"),
    "head": ("家庭基本情况没有户主", "标出户主，户主排第一行"),
    "elder_row": ("家庭基本情况没有老人本人", "把老人本人登记为家庭成员"),
    "member_numbers": ("有家庭成员没有证件号码", "补填号码，或者写明没有的原因"),
    "water": ("没有查看饮水是否安全", "上门查看后填写"),
    "power": ("没有查看生活用电是否安全", "上门查看后填写"),
    "house": ("没有查看住房是否安全", "上门查看后填写"),
    "income": ("没有填写家庭每月收入", "按老人或家属陈述填写，没有收入填0"),
    "aids": ("没有填写领取补贴情况", "逐项填写；没有的勾选“没有领取任何补贴”"),
    "support": ("没有帮扶单位（组织）", "至少登记一个帮扶单位"),
    "support_person": ("帮扶单位没有责任人或措施", "填写帮扶责任人和帮扶措施"),
    "willingness": ("没有登记接受服务的意愿", "登记老人的答复"),
    "grid": ("没有落实网格", "在“责任落实”中选定网格"),
    "responsible": ("没有落实负责的社区工作者或网格员", "在“责任落实”中指定"),
}

CONTACT_PROBLEMS: dict[str, tuple[str, str]] = {
    # 35号 二(三)一, R52-R54; a guardian after family (G14); the keys are what `casework.queries.contact_problems` finds
    "none": ("尚未登记紧急联系人", "登记紧急联系人，子女为第一联系人"),
    "unreachable": ("联系人都没有可用的电话", "核实联系人的电话，或者另定联系人"),
    "unknown_child": ("尚未查明有无子女", "登记全部子女；没有的，勾选“已全部登记”"),
    "unknown_relative": ("尚未查明有无近亲属", "在“家庭和居住情况”中写明有无其他近亲属"),
    "unknown_guardian": ("尚未查明有无监护人", "在“家庭和居住情况”中写明有无监护人"),
    "reason_child": ("有子女但未列为第一联系人", "把子女列为第一联系人；日常联系确有困难的，写明原因"),
    "reason_relative": ("子女联系有困难，近亲属又未列为联系人", "登记近亲属联系人，或者写明原因"),
    "reason_guardian": ("有监护人但排在社区联系人之后", "把监护人排在社区联系人之前，或者写明原因"),
    "order": ("联系人顺序不对", "按子女、近亲属、监护人、社区的顺序排列，或者写明原因"),
}


def _field_guard(key: str, refusal: str, mend: str) -> Guard[EnrollmentFacts]:
    return Guard(f"{key}_is_filled", refusal, mend, lambda facts, act: key not in facts.missing, f"ledger_{key}")


def _contact_guard(key: str, refusal: str, mend: str) -> Guard[EnrollmentFacts]:
    return Guard(f"contacts_not_{key}", refusal, mend, lambda facts, act: key not in facts.contact_problems, f"contact_{key}")


LEDGER_IS_COMPLETE = tuple(_field_guard(key, *text) for key, text in LEDGER_FIELDS.items())
CONTACTS_ARE_VALID = tuple(_contact_guard(key, *text) for key, text in CONTACT_PROBLEMS.items())


@guard("个案不在“待建档”", mend="先办摸排，认定符合后建档")
def case_is_pending(enrollment: EnrollmentFacts, act: Act) -> bool:
    return enrollment.case_state == "pending"


@guard("此个案已在建档", mend="打开已有的建档继续办理")
def has_no_other_enrollment(enrollment: EnrollmentFacts, act: Act) -> bool:
    return not enrollment.has_other_enrollment


@guard("没有逐项登记同意的范围", mend="对每一项选“同意”或“不同意”，探访服务一项必须答复")
def scopes_are_answered(enrollment: EnrollmentFacts, act: Act) -> bool:
    return bool(act.given.get("scopes")) or bool(act.given.get("refused_scopes"))


@guard("老人或监护人还没有答复", mend="先办“请老人确认”，再“登记答复”")
def elder_has_answered(enrollment: EnrollmentFacts, act: Act) -> bool:
    return enrollment.elder_answer != ""


@guard("老人不同意接受探访", mend="办“撤回”，原因选不愿意")
def elder_has_agreed(enrollment: EnrollmentFacts, act: Act) -> bool:
    return enrollment.elder_answer != "refused"


@guard("没有指定常任探访人员", mend="指定探访人员；暂无人手的写明原因")
def visitor_is_named(enrollment: EnrollmentFacts, act: Act) -> bool:
    return enrollment.visitor_is_named


@guard("没有核定首次探访频次", mend="先办“填写台账”，系统按类别核定")
def frequency_is_computed(enrollment: EnrollmentFacts, act: Act) -> bool:
    return enrollment.frequency_is_computed


@guard("办理人不能审核自己提交的事项", mend="请本街道其他负责人办理")
def submitted_by_another(enrollment: EnrollmentFacts, act: Act) -> bool:
    return act.actor != enrollment.submitted_by


@guard("此人另有未结的个案", mend="核对证件号码，重复的退回并案")
def has_no_duplicate(enrollment: EnrollmentFacts, act: Act) -> bool:
    return not enrollment.has_duplicate


@guard("按今天的情况，已没有一个类别符合", mend="退回社区核对；确实不符合的撤回")
def is_still_eligible(enrollment: EnrollmentFacts, act: Act) -> bool:
    return enrollment.is_still_eligible


class Enrollment(Workflow[EnrollmentFacts]):
    """Makes a found elder's ledger and puts him or her on the register."""

    key, label, clause, version = "enrollment", "建档", "二(二)三", 1
    readers = (COMMUNITY, CLERK, OFFICER, DISTRICT, CITY, AUDITOR)

    drafting = State(
        "建档中", desk=(COMMUNITY, RECORDER), edit=(COMMUNITY, RECORDER, GRID), reveal=(COMMUNITY, RECORDER, AUDITOR),
        due="enrollment_drafting", on_due="escalate",
    )  # fmt: skip
    awaiting_elder = State("待老人确认", desk=COMMUNITY, reveal=(COMMUNITY, AUDITOR), due="enrollment_answer", on_due="escalate")
    street_review = State(
        "街道审核",
        desk=(CLERK, OFFICER),
        due="enrollment_review",
        on_due="escalate",
        reveal=(CLERK, OFFICER, AUDITOR),
        printing=(CLERK, OFFICER),
    )
    returned = State(
        "退回", desk=(COMMUNITY, RECORDER), reveal=(COMMUNITY, RECORDER, AUDITOR), due="enrollment_correction", on_due="escalate"
    )
    district_record = State(
        "区级备案", desk=DISTRICT, due="enrollment_record", on_due="enrollment_record_or_remind", reveal=(*OFFICES, AUDITOR)
    )
    recorded = State("已备案", final=True, reveal=RECORDED, printing=RECORDED)
    withdrawn = State("撤回", final=True)

    create = drafting.begin(
        "开始建档", by=(COMMUNITY, SYSTEM), requires=[case_is_pending, has_no_other_enrollment], effects=["number_ledger", "prefill_ledger"]
    )
    fill = drafting.stay("填写台账", by=(COMMUNITY, RECORDER, GRID), effects=["store_ledger", "compute_first_frequency"])
    ask_elder = drafting.to(awaiting_elder, "请老人确认", by=COMMUNITY)
    record_answer = awaiting_elder.to(drafting, "登记答复", by=COMMUNITY, requires=[scopes_are_answered], effects=["record_elder_answer"])
    submit = drafting.to(
        street_review, "提交街道", by=COMMUNITY, effects=["note_submitter"],
        requires=[*LEDGER_IS_COMPLETE, elder_has_answered, elder_has_agreed, *CONTACTS_ARE_VALID, visitor_is_named, frequency_is_computed],
    )  # fmt: skip
    send_back = street_review.to(
        returned, "退回补正", by=(CLERK, OFFICER), note_required=True, effects=["keep_field_reasons"], messages=["tell_author"]
    )
    send_back_from_district = district_record.to(
        returned, "区退回", by=DISTRICT, note_required=True, effects=["keep_field_reasons"], messages=["tell_author"]
    )
    take_up = returned.to(drafting, "重新填写", by=(COMMUNITY, RECORDER))
    approve = street_review.to(
        district_record,
        "审核同意",
        by=OFFICER,
        requires=[submitted_by_another, has_no_duplicate, is_still_eligible],
        effects=["make_ledger_copies"],
    )
    record = district_record.to(
        recorded, "备案", by=(DISTRICT, SYSTEM), requires=[has_no_duplicate, is_still_eligible],
        effects=["activate_case", "generate_obligations", "schedule_review", "open_registered_street_notice"],
        messages=["send_welcome", "tell_author"],
    )  # fmt: skip
    withdraw = (drafting | awaiting_elder | street_review | returned | district_record).to(
        withdrawn, "撤回", by=(COMMUNITY, CLERK), note_required=True, effects=["end_pending_case"],
        reasons={"refuses": "不愿意", "ineligible": "不符合", "deceased": "去世", "moved_away": "搬离", "error": "登记错误"},
        hint="不愿意的六个月后再征询",
    )  # fmt: skip
