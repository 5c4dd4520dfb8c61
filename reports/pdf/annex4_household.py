"""Sections 一 to 四 of annex 4: who the elder is, the family, its conditions, the support it has."""

from reports.ledger_content import Address, Benefit, ElderBasics, FamilyMember, LivingConditions, SupportKind, SupportReceived
from reports.pdf.phrases import bar, entry, label, option, plain, spaced, value, written_sum, yes_no
from reports.pdf.tables import MM, Block, Cell, Row
from reports.pdf.text import Align, Gap, Paragraph, Text

WIDTH = 170.0
GRID = (21.0, 21.0, 17.0, 26.0, 21.0, 21.0, 17.0, 26.0)  # the eight columns of section 一
FAMILY_GRID = (12.0, 21.0, 11.0, 47.0, 23.0, 24.0, 32.0)
FAMILY_HEADINGS = ("序号", "姓名", "性别", "居民身份证号码", "与户主关系", "健康状况", "是否为低保对象\n/特困人员")
PRINTED_MEMBERS = 3
TALL = 9.2 * MM  # the first page has room: rows for handwriting
SUPPORT_LINES = (
    (SupportKind.PARTY_AND_GOVERNMENT, SupportKind.STREET_AND_COMMITTEE),
    (SupportKind.ENTERPRISE, SupportKind.SOCIAL_ORGANISATION, SupportKind.SOCIAL_WORKER, SupportKind.VOLUNTEER),
    (SupportKind.OTHER,),
)


def span(first: int, count: int) -> float:
    return sum(GRID[first : first + count])


def basics(elder: ElderBasics) -> Block:
    """Return section 一. 独居 and 空巢 share one box (G2); 孤寡 has none (G1)."""
    rows = (
        Row(
            (
                label(GRID[0], "家庭住址"),
                _address(elder.address),
                label(span(5, 2), "是否居住在户籍\n所在地"),
                _tick(elder.lives_at_hukou, 7),
            ),
            TALL,
        ),
        Row(
            (
                label(GRID[0], "被探访人\n姓名"),
                value(GRID[1], elder.name),
                label(GRID[2], "联系\n电话"),
                value(GRID[3], elder.phone),
                label(GRID[4], "紧急\n联系人"),
                value(GRID[5], elder.contact_name),
                label(GRID[6], "联系\n电话"),
                value(GRID[7], elder.contact_phone),
            )
        ),
        Row(
            (
                label(GRID[0], "是否残疾"),
                _tick(elder.is_disabled, 1),
                label(GRID[2], "残疾人\n证号"),
                value(span(3, 2), elder.disability_card_number),
                label(span(5, 2), "是否独居、空巢"),
                _tick(elder.living_alone_or_empty_nest, 7),
            )
        ),
        Row(
            (
                label(GRID[0], "是否留守"),
                _tick(elder.left_behind, 1),
                label(GRID[2], "是否\n失能"),
                Cell(span(3, 2) * MM, (yes_no(elder.functionally_impaired),)),
                label(span(5, 2), "是否计划生育特殊\n家庭老年人"),
                _tick(elder.special_family, 7),
            )
        ),
    )
    return _section("一、探访对象基本情况", rows)


def family(members: tuple[FamilyMember, ...]) -> Block:
    """Return section 二: the head of the household first; three rows as printed, and as many more as there are members (R95)."""
    shown = [*members, *[FamilyMember()] * (PRINTED_MEMBERS - len(members))]
    rows = tuple(_member("户主" if at == 1 else str(at), member) for at, member in enumerate(shown, start=1))
    headings = Row(tuple(label(width, text) for width, text in zip(FAMILY_GRID, FAMILY_HEADINGS, strict=True)), TALL)
    return Block(
        rows,
        header=(bar("二、家庭基本情况", WIDTH), headings),
        continued=(bar("二、家庭基本情况（续）", WIDTH), headings),
        keeps_together=False,
    )


def conditions(living: LivingConditions) -> Block:
    """Return section 三."""
    income = "" if living.monthly_income is None else written_sum(living.monthly_income)
    benefits = "；".join(map(_benefit_words, living.benefits))
    told = "\n".join(text for text in (benefits, living.benefits_note) if text)
    pairs = (
        ("饮水是否安全", living.water),
        ("生活用电是否安全", living.electricity),
        ("住房是否安全", living.housing),
        ("家庭每月收入（元）", income),
        ("家庭每月领取养老保险、\n社会救助和社会福利\n补贴等情况", told),
    )
    rows = tuple(Row((label(60, name), value(110, text, Align.LEFT)), TALL) for name, text in pairs)
    return _section("三、家庭生活条件", rows)


def support(received: SupportReceived) -> Block:
    """Return section 四."""
    ticked = received.kinds or frozenset()
    lines = tuple(spaced(tuple(option(_support_word(kind, received), kind in ticked) for kind in line)) for line in SUPPORT_LINES)
    first, *further = received.measures or ("",)
    rows = (
        Row(
            (
                label(22, "帮扶单位\n（组织）"),
                Cell(106 * MM, lines),
                label(16, "帮扶\n责任人"),
                value(26, "、".join(received.persons)),
            )
        ),
        Row((entry(WIDTH, Paragraph((Text("帮扶措施："), Text(first))), *(plain(measure) for measure in further)),), 30 * MM),
    )
    return _section("四、已享受帮扶情况", rows)


def _benefit_words(benefit: Benefit) -> str:
    return benefit.kind if benefit.amount is None else f"{benefit.kind} {written_sum(benefit.amount)} 元"


def _support_word(kind: SupportKind, received: SupportReceived) -> str:
    return f"{kind.value}（{received.other}）" if kind is SupportKind.OTHER and received.other else kind.value


def _section(title: str, rows: tuple[Row, ...]) -> Block:
    return Block(rows, header=(bar(title, WIDTH),), continued=(bar(f"{title}（续）", WIDTH),))


def _tick(answer: bool | None, column: int) -> Cell:
    return Cell(GRID[column] * MM, (yes_no(answer),))


def _address(address: Address | None) -> Cell:
    """Return the address; the form's own words only where it is blank, since 大寺镇 街道（乡镇） reads wrong."""
    width = span(1, 4) * MM
    if address is None:
        blanks = (Gap(11 * MM), Text("区"), Gap(11 * MM), Text("街道（乡镇）"), Gap(9 * MM), Text("社区（村）"))
        return Cell(width, (Paragraph(blanks),))
    units = plain("　".join(unit for unit in (address.district, address.street, address.community) if unit))
    return Cell(width, (units, plain(address.detail)) if address.detail else (units,))


def _member(ordinal: str, member: FamilyMember) -> Row:
    texts = (member.name, member.sex, member.id_number, member.relation_to_head, member.health, member.assistance_status)
    return Row((label(FAMILY_GRID[0], ordinal), *(value(width, text) for width, text in zip(FAMILY_GRID[1:], texts, strict=True))), TALL)
