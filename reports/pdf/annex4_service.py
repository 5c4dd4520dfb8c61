"""Sections 五 and 六 of annex 4: one sheet a visit, one record a care service."""

from datetime import date

from reports.ledger_content import CareSheet, Change, HouseholdChange, IllnessChange, Safety, VisitMethod, VisitSheet
from reports.pdf.fonts import Style
from reports.pdf.phrases import bar, entry, label, option, plain, signature_words, signed, spaced, written_day
from reports.pdf.tables import MM, Block, Cell, Group, Row, Stamp, Upright
from reports.pdf.text import BLACK, RED, Align, Gap, Inline, Mark, Paragraph, Picture, Text, Together

WIDTH = 170.0
LEFT, GROUP, ITEM, CHOICES = 30.0, 22.0, 26.0, 92.0
BODY = WIDTH - LEFT
SLOT = 29.0
SIGNER = (24.0, 46.0, 24.0, 46.0)
ANNULLED = "作废"
LATE_ENTRY = "补录"
FORM_METHODS = (VisitMethod.PHONE, VisitMethod.HOME, VisitMethod.ONLINE, VisitMethod.OTHER)


def visit_blocks(visits: tuple[VisitSheet, ...]) -> list[Block]:
    """Return section 五: visits in the order of their dates, so that a late entry stands where it belongs (R98)."""
    ordered = sorted(visits, key=lambda visit: (visit.visited_on or date.max, visit.number or 0))
    return [visit_block(visit) for visit in ordered or [VisitSheet()]]


def visit_block(visit: VisitSheet) -> Block:
    rows: tuple[Row | Group, ...] = (
        Row((label(GROUP, "探访方式"), Cell((ITEM + CHOICES) * MM, (_methods(visit),)))),
        _group("家庭状况", ("家庭人口", _household(visit))),
        _group(
            "健康状况",
            ("表达能力", _change(visit.expression)),
            ("行动能力", _change(visit.mobility)),
            ("疾病状况", _illness(visit)),
        ),
        _group("精神状态", ("情绪状态", _change(visit.mood))),
        _group(
            "安全情况",
            ("燃气安全", _safety(visit.gas)),
            ("水暖安全", _safety(visit.plumbing)),
            ("用电安全", _safety(visit.electrical)),
            ("消防安全", _safety(visit.fire)),
        ),
        _group("卫生状况", ("个人卫生", _change(visit.personal_hygiene)), ("家庭卫生", _change(visit.home_hygiene))),
        _group("居住环境", ("室内环境", _change(visit.indoor))),
        Row((entry(BODY, _free("老年人服务需求：", visit.needs)),), 18 * MM),
        Row((entry(BODY, _free("实施关爱服务建议：", visit.suggestions)),), 18 * MM),
        _signatures(visit),
        _recorder(visit),
        *_annulment(visit.is_annulled, visit.annulment_note),
    )
    merged = Group(_occasion(visit.number, "开展探访", visit.visited_on, visit.is_annulled, visit.is_late_entry), rows)
    title = "五、探访情况"
    return Block(
        (merged,), (bar(title, WIDTH),), (bar(f"{title}（续）", WIDTH),), stamp=Stamp(ANNULLED, 0.73) if visit.is_annulled else None
    )


def care_blocks(services: tuple[CareSheet, ...]) -> list[Block]:
    """Return section 六; a record that begins a page names the section again."""
    ordered = sorted(services, key=lambda care: (care.served_on or date.max, care.number or 0))
    title = "六、关爱服务情况"
    blocks = []
    for at, care in enumerate(ordered or [CareSheet()]):
        header = () if at else (bar(title, WIDTH),)
        blocks.append(
            Block((_care(care),), header, (bar(f"{title}（续）", WIDTH),), stamp=Stamp(ANNULLED, 0.4) if care.is_annulled else None)
        )
    return blocks


def _care(care: CareSheet) -> Group:
    worker = signature_words(care.worker) if care.worker else ""
    day = written_day(care.signed_on or (care.served_on if care.worker else None))
    sign: tuple[Inline, ...] = (Text("服务人员签字（盖章）："), Text(worker) if worker else Gap(26 * MM), Text("　"), *day)
    foot = [Paragraph(sign, Align.RIGHT)]
    if care.worker and care.worker.image:
        foot.insert(0, Paragraph((Picture(care.worker.image, 30 * MM, 9 * MM),), Align.RIGHT))
    satisfaction = "，".join(text for text in (care.satisfaction.value if care.satisfaction else "", care.satisfaction_note) if text)
    rows = (
        Row((entry(BODY, _free("关爱服务情况：", care.description), foot=tuple(foot)),), 40 * MM),
        Row((entry(BODY, _free("老年人服务满意度评价：", satisfaction)),), 14 * MM),
        *_annulment(care.is_annulled, care.annulment_note),
    )
    return Group(_occasion(care.number, "开展关爱", care.served_on, care.is_annulled, care.is_late_entry), rows)


def _occasion(number: int | None, deed: str, day: date | None, is_annulled: bool, is_late_entry: bool) -> Cell:
    """Return the merged cell on the left: 第n次, the day, and what is to be known about the record."""
    count = (Text("第"), Gap(4 * MM), Text("次" + deed)) if number is None else (Text(f"第{number}次{deed}"),)
    marks = [(word, colour) for word, colour, applies in ((ANNULLED, RED, is_annulled), (LATE_ENTRY, BLACK, is_late_entry)) if applies]
    remarks = tuple(Paragraph((Text(f"〔{word}〕", style=Style.SANS, colour=colour),), Align.CENTRE) for word, colour in marks)
    paragraphs = (Paragraph((Together(count),), Align.CENTRE), Paragraph(written_day(day, lead=6), Align.CENTRE), *remarks)
    return Cell(LEFT * MM, paragraphs)


def _group(name: str, *items: tuple[str, Paragraph]) -> Group:
    return Group(label(GROUP, name), tuple(Row((label(ITEM, item), Cell(CHOICES * MM, (choices,)))) for item, choices in items))


def _methods(visit: VisitSheet) -> Paragraph:
    """Return the four boxes; remote monitoring is no box of the form and prints as 其他（远程监测）."""
    is_other = VisitMethod.OTHER in visit.methods or VisitMethod.REMOTE in visit.methods
    told = [VisitMethod.REMOTE.value] if VisitMethod.REMOTE in visit.methods else []
    if visit.method_note:
        told.append(visit.method_note)
    other = f"{VisitMethod.OTHER.value}（{'，'.join(told)}）" if told else VisitMethod.OTHER.value
    boxes = tuple(option(method.value, method in visit.methods) for method in FORM_METHODS[:-1])
    return spaced((*boxes, option(other, is_other)))


def _household(visit: VisitSheet) -> Paragraph:
    def people(kind: HouseholdChange) -> tuple[Mark, ...]:
        if visit.household is kind and visit.household_persons is not None:
            return (Text(f" {visit.household_persons} 人"),)
        return Gap(8 * MM), Text("人")

    is_same = visit.household is HouseholdChange.SAME
    more, fewer = HouseholdChange.MORE, HouseholdChange.FEWER
    return Paragraph(
        (
            option(HouseholdChange.SAME.value, is_same, slot=SLOT),
            option(more.value, visit.household is more, *people(more), slot=SLOT),
            option(fewer.value, visit.household is fewer, *people(fewer)),
        )
    )


def _illness(visit: VisitSheet) -> Paragraph:
    name: Mark = Text(visit.illness_name) if visit.illness_name else Gap(12 * MM)
    return Paragraph(
        (
            option(IllnessChange.SAME.value, visit.illness is IllnessChange.SAME, slot=SLOT),
            option(IllnessChange.SEVERE.value, visit.illness is IllnessChange.SEVERE, Text(" 疾病名称："), name),
            Gap(2 * MM),
            option(IllnessChange.BETTER.value, visit.illness is IllnessChange.BETTER),
        )
    )


def _change(found: Change | None) -> Paragraph:
    return _row_of_options(tuple(Change), found)


def _safety(found: Safety | None) -> Paragraph:
    return _row_of_options(tuple(Safety), found)


def _row_of_options(kinds: tuple[Change, ...] | tuple[Safety, ...], found: Change | Safety | None) -> Paragraph:
    return Paragraph(tuple(option(kind.value, kind is found, slot=0.0 if kind is kinds[-1] else SLOT) for kind in kinds))


def _free(title: str, text: str | None) -> Paragraph:
    return Paragraph((Text(title), Text(text or "")))


def _signatures(visit: VisitSheet) -> Row:
    return Row(
        (
            label(SIGNER[0], "探访人员\n（签字）"),
            Cell(SIGNER[1] * MM, signed(visit.visitor)),
            label(SIGNER[2], "被探访人\n（签字）"),
            Cell(SIGNER[3] * MM, signed(visit.elder)),
        ),
        14 * MM,
    )


def _recorder(visit: VisitSheet) -> Row:
    day = Paragraph((*written_day(visit.recorded_on, lead=8), Gap(2 * MM)), Align.RIGHT)
    cell = Cell((BODY - SIGNER[0]) * MM, signed(visit.recorder, Align.LEFT), Upright.MIDDLE, foot=(day,))
    return Row((label(SIGNER[0], "信息录入人\n（签字）"), cell), 13 * MM)


def _annulment(is_annulled: bool, note: str) -> tuple[Row, ...]:
    """Return the row that says why a record is void; the form has none, and a valid record gets none."""
    if not (is_annulled and note):
        return ()
    return (Row((Cell(BODY * MM, (plain(f"{ANNULLED}说明：{note}"),)),)),)
