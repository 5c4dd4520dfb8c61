"""The ledger of annex 4 says what the plan's form says, and the right box is ticked."""

import re
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal

import pytest
from syrupy.assertion import SnapshotAssertion

from reports.ledger_content import (
    Change,
    Copy,
    ElderBasics,
    FamilyMember,
    HouseholdChange,
    IllnessChange,
    LedgerContent,
    LivingConditions,
    Safety,
    Satisfaction,
    Signature,
    SignatureMethod,
    SupportKind,
    VisitMethod,
    VisitSheet,
)
from reports.ledger_form import content_digest, ledger_document
from reports.pdf.fonts import Library
from tests.reports.reading import Form, geometry
from tests.reports.samples import BASICS, CONDITIONS, SUPPORT, care, ledger, visit

BLANK_FORM_OF_THE_PLAN = """
附件4 | 特殊困难老年人探访关爱服务台账 | 年 月 日
一、探访对象基本情况
家庭住址 | 区 街道（乡镇） 社区（村） | 是否居住在户籍所在地 | □是 □否
被探访人姓名 | 联系电话 | 紧急联系人 | 联系电话
是否残疾 | □是 □否 | 残疾人证号 | 是否独居、空巢 | □是 □否
是否留守 | □是 □否 | 是否失能 | □是 □否 | 是否计划生育特殊家庭老年人 | □是 □否
二、家庭基本情况
序号 | 姓名 | 性别 | 居民身份证号码 | 与户主关系 | 健康状况 | 是否为低保对象/特困人员
户主 | 2 | 3
三、家庭生活条件
饮水是否安全 | 生活用电是否安全 | 住房是否安全 | 家庭每月收入（元） | 家庭每月领取养老保险、社会救助和社会福利补贴等情况
四、已享受帮扶情况
帮扶单位（组织） | □党政机关、群团组织 □街道（乡镇）、居（村）民委员会 □企业 □社会组织 □专业社会工作者 □志愿者 □其他 | 帮扶责任人
帮扶措施：
五、探访情况
第 次开展探访 年 月 日 | 探访方式 | □ 电话问候 □ 上门探访 □ 互联网音（视）频探访 □ 其他
家庭状况 | 家庭人口 | □ 无变化 □ 增加 人 □ 减少 人
健康状况 | 表达能力 | □ 无变化 □ 较好 □ 较差
行动能力 | □ 无变化 □ 较好 □ 较差
疾病状况 | □ 无变化 □ 严重 疾病名称： □ 转好
精神状态 | 情绪状态 | □ 无变化 □ 较好 □ 较差
安全情况 | 燃气安全 | □ 安全 □ 较安全 □ 不安全
水暖安全 | □ 安全 □ 较安全 □ 不安全
用电安全 | □ 安全 □ 较安全 □ 不安全
消防安全 | □ 安全 □ 较安全 □ 不安全
卫生状况 | 个人卫生 | □ 无变化 □ 较好 □ 较差
家庭卫生 | □ 无变化 □ 较好 □ 较差
居住环境 | 室内环境 | □ 无变化 □ 较好 □ 较差
老年人服务需求：
实施关爱服务建议：
探访人员（签字） | 被探访人（签字）
信息录入人（签字） | 年 月 日
六、关爱服务情况
第 次开展关爱 年 月 日 | 关爱服务情况： 服务人员签字（盖章）： 年 月 日
老年人服务满意度评价：
备注：此表一式两份，可复印，区级民政部门、街道（乡镇）各存档一份。
"""


def bare(text: str) -> str:
    return re.sub(r"[\s＿]", "", text)


def test_the_blank_form_says_what_the_plan_prints_word_for_word_in_its_order(letters: Library) -> None:
    printed = [bare(cell) for cell in Form.of(LedgerContent(), letters).cells]
    assert printed == [bare(cell) for line in BLANK_FORM_OF_THE_PLAN.strip().splitlines() for cell in line.split("|")]


@pytest.mark.parametrize("content", [LedgerContent(), ledger()], ids=["blank", "typical"])
def test_the_layout_is_the_one_agreed(content: LedgerContent, letters: Library, snapshot: SnapshotAssertion) -> None:
    """A change of a measure or a word shows here; `pytest --snapshot-update` agrees to it."""
    assert geometry(Form.of(content, letters)) == snapshot


YES_NO = {
    "是否居住在户籍所在地": "lives_at_hukou",
    "是否残疾": "is_disabled",
    "是否独居、空巢": "living_alone_or_empty_nest",
    "是否留守": "left_behind",
    "是否失能": "functionally_impaired",
    "是否计划生育特殊家庭老年人": "special_family",
}


@pytest.mark.parametrize(("label", "field"), YES_NO.items())
@pytest.mark.parametrize(("answer", "shown"), [(True, "☑是□否"), (False, "□是☑否"), (None, "□是□否")])
def test_each_question_ticks_its_own_box_and_the_unknown_ticks_none(
    label: str, field: str, answer: bool | None, shown: str, letters: Library
) -> None:
    form = Form.of(ledger(basics=replace(ElderBasics(), **{field: answer})), letters)
    assert form.beside(label) == shown
    assert all(form.beside(other) == "□是□否" for other in YES_NO if other != label)


TRENDS = {
    "表达能力": "expression",
    "行动能力": "mobility",
    "情绪状态": "mood",
    "个人卫生": "personal_hygiene",
    "家庭卫生": "home_hygiene",
    "室内环境": "indoor",
}
SAFETIES = {"燃气安全": "gas", "水暖安全": "plumbing", "用电安全": "electrical", "消防安全": "fire"}
ITEMS = [(label, field, kind) for label, field in TRENDS.items() for kind in Change] + [
    (label, field, kind) for label, field in SAFETIES.items() for kind in Safety
]


@pytest.mark.parametrize(("label", "field", "kind"), ITEMS, ids=lambda value: str(value))
def test_each_finding_ticks_one_box_in_its_own_row(label: str, field: str, kind: Change | Safety, letters: Library) -> None:
    form = Form.of(ledger(visits=(replace(VisitSheet(), **{field: kind}),)), letters)
    row = form.beside(label)
    assert f"☑{kind.value}" in row
    assert row.count("☑") == 1
    assert sum(form.beside(other).count("☑") for other in {**TRENDS, **SAFETIES}) == 1


@pytest.mark.parametrize("kind", list(SupportKind))
def test_each_helper_ticks_its_box(kind: SupportKind, letters: Library) -> None:
    cell = Form.of(ledger(support=replace(SUPPORT, kinds=frozenset({kind}), other="")), letters).beside("帮扶单位（组织）")
    assert f"☑{kind.value}" in cell
    assert cell.count("☑") == 1


def test_several_helpers_share_the_row_and_the_other_is_named(letters: Library) -> None:
    form = Form.of(ledger(), letters)
    assert "☑街道（乡镇）、居（村）民委员会" in form.beside("帮扶单位（组织）")
    assert "☑其他（燃气公司）" in form.beside("帮扶单位（组织）")
    assert form.beside("帮扶责任人") == "陈静、马超"


@pytest.mark.parametrize(
    ("methods", "note", "shown"),
    [
        ((VisitMethod.HOME,), "", "□电话问候　☑上门探访　□互联网音（视）频探访　□其他"),
        ((VisitMethod.HOME, VisitMethod.PHONE), "", "☑电话问候　☑上门探访　□互联网音（视）频探访　□其他"),
        ((VisitMethod.REMOTE,), "", "☑其他（远程监测）"),
        ((VisitMethod.OTHER,), "社区活动中遇见", "☑其他（社区活动中遇见）"),
        ((), "", "□电话问候　□上门探访　□互联网音（视）频探访　□其他"),
    ],
)
def test_remote_monitoring_prints_as_other(methods: tuple[VisitMethod, ...], note: str, shown: str, letters: Library) -> None:
    assert shown in Form.of(ledger(visits=(visit(methods=methods, method_note=note),)), letters).beside("探访方式")


def test_a_household_that_grew_prints_by_how_many(letters: Library) -> None:
    form = Form.of(ledger(visits=(visit(household=HouseholdChange.FEWER, household_persons=2),)), letters)
    assert bare(form.beside("家庭人口")) == "□无变化□增加人☑减少2人"


def test_a_severe_illness_prints_its_name(letters: Library) -> None:
    form = Form.of(ledger(visits=(visit(illness=IllnessChange.SEVERE, illness_name="冠心病"),)), letters)
    assert bare(form.beside("疾病状况")) == "□无变化☑严重疾病名称：冠心病□转好"


def test_dates_and_sums_are_written_as_offices_write_them(letters: Library) -> None:
    form = Form.of(ledger(header_on=date(2026, 6, 5), conditions=replace(CONDITIONS, monthly_income=Decimal("3200.00"))), letters)
    assert "2026年6月5日" in form.cells
    assert form.beside("家庭每月收入（元）") == "3200"
    assert Form.of(ledger(conditions=LivingConditions(monthly_income=Decimal("0"))), letters).beside("家庭每月收入（元）") == "0"
    assert Form.of(ledger(conditions=LivingConditions(monthly_income=Decimal("3260.5"))), letters).beside("家庭每月收入（元）") == "3260.50"


@pytest.mark.parametrize(
    ("signature", "shown"),
    [
        (Signature("王秀兰", SignatureMethod.ORAL, witness="李明"), "王秀兰（口头确认，见证人：李明）"),
        (Signature("王秀兰", SignatureMethod.FINGERPRINT), "王秀兰（按指印）"),
        (Signature("王秀兰", SignatureMethod.REFUSED, reason="不愿签字", witness="李明"), "王秀兰（拒绝签字，不愿签字，见证人：李明）"),
        (Signature("王秀兰"), "王秀兰"),
        (None, ""),
    ],
)
def test_a_signature_prints_who_and_how(signature: Signature | None, shown: str, letters: Library) -> None:
    assert Form.of(ledger(visits=(visit(elder=signature),)), letters).beside("被探访人（签字）") == shown


def test_what_was_written_on_the_screen_is_printed_over_the_name(letters: Library) -> None:
    assert Form.of(ledger(), letters).beside("探访人员（签字）") == "✎刘建军（屏幕手写签名）"


class TestVisitsInOrder:
    """A number is given once; the order on paper is that of the days (R98)."""

    def test_a_late_entry_stands_by_its_date_and_bears_its_mark(self, letters: Library) -> None:
        late = visit(3, visited_on=date(2026, 1, 20), is_late_entry=True)
        form = Form.of(ledger(visits=(visit(1), visit(2), late)), letters)
        assert [cell for cell in form.cells if "次开展探访" in cell] == [
            "第1次开展探访2026年1月5日",
            "第3次开展探访2026年1月20日〔补录〕",
            "第2次开展探访2026年2月5日",
        ]

    def test_an_annulled_visit_keeps_its_number_and_is_stamped(self, letters: Library) -> None:
        void = visit(2, is_annulled=True, annulment_note="对象录入错误")
        form = Form.of(ledger(visits=(visit(1), void)), letters)
        assert "第2次开展探访2026年2月5日〔作废〕" in form.cells
        assert "作废说明：对象录入错误" in form.cells
        assert [[stamp.word for stamp in page.stamps] for page in form.pages] == [[], [], ["作废"]]

    def test_a_valid_visit_bears_no_mark(self, letters: Library) -> None:
        assert "作废" not in Form.of(ledger(), letters).text
        assert "补录" not in Form.of(ledger(), letters).text

    def test_care_services_have_a_run_of_numbers_of_their_own(self, letters: Library) -> None:
        form = Form.of(ledger(care=(care(1), care(2, is_annulled=True))), letters)
        assert [cell for cell in form.cells if "次开展关爱" in cell] == ["第1次开展关爱2026年3月9日", "第2次开展关爱2026年3月9日〔作废〕"]


@pytest.mark.parametrize("satisfaction", list(Satisfaction))
def test_satisfaction_prints_as_said(satisfaction: Satisfaction, letters: Library) -> None:
    form = Form.of(ledger(care=(care(satisfaction=satisfaction, satisfaction_note=""),)), letters)
    assert f"老年人服务满意度评价：{satisfaction.value}" in form.cells


def test_the_two_copies_hold_the_same_and_differ_in_the_footer_only(letters: Library) -> None:
    first, second = (Form.of(ledger(), letters, copy) for copy in (Copy.DISTRICT, Copy.STREET))
    assert first.pages == second.pages
    assert first.document.content_sha256 == second.document.content_sha256
    footers = [[words.text for words in form.document.footer(1, 2)] for form in (first, second)]
    assert footers[0][0] == "第一联　区级民政部门"
    assert footers[1][0] == "第二联　街道（乡镇）"
    assert footers[0][1:] == footers[1][1:]


def test_every_page_says_which_of_how_many_and_a_loose_sheet_says_whose() -> None:
    footer = ledger_document(ledger(), Copy.DISTRICT).footer
    assert "第 2 页　共 3 页" in [words.text for words in footer(2, 3)]
    assert "被探访人：王秀兰　台账编号：河西-2026-000123" in [words.text for words in footer(2, 3)]
    assert not any("王秀兰" in words.text for words in footer(1, 3))


def test_the_digest_of_the_content_changes_with_any_part_of_it() -> None:
    digests = {content_digest(LedgerContent()), content_digest(ledger())}
    for part in fields(LedgerContent):
        digests.add(content_digest(replace(ledger(), **{part.name: getattr(LedgerContent(), part.name)})))
    assert len(digests) == 2 + len(fields(LedgerContent))


def test_the_address_is_written_out_without_the_forms_blanks(letters: Library) -> None:
    assert Form.of(ledger(), letters).beside("家庭住址") == "河西区　大营门街道　台北路社区台北路12号增3门402室"


def test_a_text_is_printed_as_it_is_never_as_markup(letters: Library) -> None:
    name = "<b>王</b>&amp;%s{0}\\n"
    assert Form.of(ledger(basics=replace(BASICS, name=name)), letters).beside("被探访人姓名") == name


def test_a_row_of_the_family_may_be_unknown_in_part(letters: Library) -> None:
    form = Form.of(ledger(family=(FamilyMember(name="王秀兰"),)), letters)
    assert form.beside("户主") == "王秀兰"
    assert form.beside("2") == ""
