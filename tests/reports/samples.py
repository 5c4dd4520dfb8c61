"""Ledgers to print. All persons are invented; numbers are synthetic (area 129900, phones 154)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO

from PIL import Image, ImageDraw

from reports.ledger_content import (
    Address,
    Benefit,
    CareSheet,
    Change,
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
    SupportReceived,
    VisitMethod,
    VisitSheet,
)

RARE_NAMES = (
    "王㛃",
    "李䶮",
    "张𬍛",
    "陈𬘭",
    "赵𬬭",
    "周𨱏",
    "徐𫖮",
    "孙𫍯",
    "马𬱖",
    "朱𬴂",
    "胡𠅤",
    "郭㭎",
    "何䥽",
    "高喆",
    "爱新觉罗·恒瑞",
    "买合木提·吐尔逊江",
)
NAME_NO_PACKAGED_FONT_HAS = "刘𬎆"  # U+2C386

BASICS = ElderBasics(
    address=Address("河西区", "大营门街道", "台北路社区", "台北路12号增3门402室"),
    lives_at_hukou=False,
    name="王秀兰",
    phone="15412345678",
    contact_name="王建国",
    contact_phone="15487654321",
    is_disabled=True,
    disability_card_number="12990019430305002X44",
    living_alone_or_empty_nest=True,
    left_behind=False,
    functionally_impaired=True,
    special_family=False,
)
FAMILY = (
    FamilyMember("王秀兰", "女", "12990019430305002X", "户主", "高血压", "否"),
    FamilyMember("张德福", "男", "129900194101010013", "配偶", "一般", "低保对象"),
    FamilyMember("王建国", "男", "129900196802020015", "儿子", "良好", "否"),
)
CONDITIONS = LivingConditions(
    water="安全",
    electricity="不安全（线路老化，已报物业）",
    housing="安全",
    monthly_income=Decimal("3260.5"),
    benefits=(Benefit("企业职工基本养老保险", Decimal(2860)), Benefit("困难残疾人生活补贴", Decimal("300.50"))),
)
SUPPORT = SupportReceived(
    kinds=frozenset({SupportKind.STREET_AND_COMMITTEE, SupportKind.OTHER}),
    other="燃气公司",
    persons=("陈静", "马超"),
    measures=("社区每周上门探望一次。", "更换燃气软管。"),
)


def written_signature() -> bytes:
    picture = Image.new("RGBA", (300, 90), (0, 0, 0, 0))
    ImageDraw.Draw(picture).line([(10, 60), (60, 70), (120, 75), (280, 40)], fill=(0, 0, 80, 255), width=6)
    png = BytesIO()
    picture.save(png, "PNG")
    return png.getvalue()


def visit(number: int = 1, **changes: object) -> VisitSheet:
    sheet = VisitSheet(
        number=number,
        visited_on=date(2026, (number - 1) % 12 + 1, 5),
        methods=(VisitMethod.HOME,),
        household=HouseholdChange.SAME,
        expression=Change.SAME,
        mobility=Change.WORSE,
        illness=IllnessChange.SEVERE,
        illness_name="冠心病",
        mood=Change.BETTER,
        gas=Safety.SAFE,
        plumbing=Safety.FAIRLY_SAFE,
        electrical=Safety.SAFE,
        fire=Safety.UNSAFE,
        personal_hygiene=Change.SAME,
        home_hygiene=Change.BETTER,
        indoor=Change.SAME,
        needs="希望每周助浴一次。",
        suggestions="转介养老服务驿站。",
        visitor=Signature("刘建军", SignatureMethod.ON_SCREEN, image=written_signature()),
        elder=Signature("王秀兰", SignatureMethod.ORAL, witness="李明"),
        recorder=Signature("赵敏", SignatureMethod.ON_PAPER),
        recorded_on=date(2026, (number - 1) % 12 + 1, 6),
    )
    return replace(sheet, **changes)  # type: ignore[arg-type]


def care(number: int = 1, **changes: object) -> CareSheet:
    sheet = CareSheet(
        number=number,
        served_on=date(2026, 3, 9),
        description="上门助浴1次。",
        worker=Signature("孙丽", SignatureMethod.SEAL),
        signed_on=date(2026, 3, 10),
        satisfaction=Satisfaction.VERY_SATISFIED,
        satisfaction_note="老人表示服务细致",
    )
    return replace(sheet, **changes)  # type: ignore[arg-type]


def ledger(**changes: object) -> LedgerContent:
    content = LedgerContent(date(2026, 6, 30), "河西-2026-000123", BASICS, FAMILY, CONDITIONS, SUPPORT, (visit(),), (care(),))
    return replace(content, **changes)  # type: ignore[arg-type]
