"""Who is an elder in special difficulty. 依据: 35号 附件1

Every fact is known here: None means known to be none. Facts still to be found out are the business of `workflows.rules.unknown`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date

from workflows.rules.categories import Category
from workflows.rules.dates import age_on, months_before

GB_42195 = "GB/T 42195-2022"
MZ_039 = "MZ/T 039-2013"
CHILD, SUPPORTER = "child", "supporter"


@dataclass(frozen=True, slots=True)
class Residence:
    """Where someone lives, as codes: district of six digits, street (town) of nine."""

    district: str
    street: str


@dataclass(frozen=True, slots=True)
class Spouse:
    """A living spouse."""

    cohabits: bool


@dataclass(frozen=True, slots=True)
class LeftCity:
    """Since when, and why, someone lives outside Tianjin: `study`, `work` or `other`."""

    since: date
    reason: str


@dataclass(frozen=True, slots=True)
class FamilyMember:
    """A living child (`child`) or another person bound to support the elder (`supporter`)."""

    kind: str
    cohabits: bool
    residence: Residence
    left_city: LeftCity | None


@dataclass(frozen=True, slots=True)
class AbilityLevel:
    """The level that decides, by the standard it was assessed under; never converted between the two."""

    standard: str
    level: int


@dataclass(frozen=True, slots=True)
class DisabilityCertificate:
    """A certificate's number (resident number, type, grade) and its last day; None = no expiry."""

    number: str
    valid_until: date | None

    @property
    def grade(self) -> int:
        return int(self.number[19])

    def is_valid_on(self, day: date) -> bool:
        return self.valid_until is None or day <= self.valid_until


@dataclass(frozen=True, slots=True)
class SingleChildFamily:
    """What became of the only child (`healthy`, `disabled`, `deceased`), and whether one was born or adopted since."""

    only_child_status: str
    bore_or_adopted_again: bool


@dataclass(frozen=True, slots=True)
class ElderFacts:
    """All that the definitions look at, on one day."""

    as_of: date
    birth_date: date
    residence: Residence
    spouse: Spouse | None
    children: tuple[FamilyMember, ...]
    has_carer: bool
    able_to_work: bool
    lives_independently_since: date | None
    ability: AbilityLevel | None
    disability_certificate: DisabilityCertificate | None
    single_child_family: SingleChildFamily | None


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The figures of the definitions, as the policy gives them (`workflows.policy.rules`)."""

    elder_age: int
    months_apart: int
    impaired_from_level: int
    severe_grades: frozenset[int]


Condition = tuple[bool, str]  # whether it holds, and the fact as it is


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether one category holds, by conditions of which each is the fact as it is."""

    category: Category
    holds: bool
    conditions: tuple[Condition, ...]

    @property
    def sentence(self) -> str:
        """Say by which facts and which clause; put together when somebody reads it, which of most verdicts nobody does."""
        deciding = "，".join(text for met, text in self.conditions if text and met is self.holds)
        return f"{deciding}，{'属' if self.holds else '不属'}{self.category.label}老年人（{self.category.clause}）。"


@dataclass(frozen=True, slots=True)
class Eligibility:
    """The verdicts on all seven categories, in the plan's order."""

    verdicts: tuple[Verdict, ...]

    @property
    def categories(self) -> tuple[Category, ...]:
        return tuple(verdict.category for verdict in self.verdicts if verdict.holds)

    @property
    def reasons(self) -> dict[Category, str]:
        """The sentences of the categories that hold."""
        return {verdict.category: verdict.sentence for verdict in self.verdicts if verdict.holds}


@dataclass(frozen=True, slots=True)
class _Frame:
    """What several definitions share: worked out once for an elder."""

    facts: ElderFacts
    limits: Thresholds
    own_children: tuple[FamilyMember, ...]
    long_ago: date | None  # the last day that lies the required months back

    def lasted(self, since: date | None) -> bool:
        return since is not None and self.long_ago is not None and since <= self.long_ago


Definition = Callable[[_Frame], list[Condition]]


def decide(facts: ElderFacts, limits: Thresholds, only: Collection[Category] = tuple(Category)) -> Eligibility:
    """Say for each of the seven categories, or for those asked, whether the elder belongs to it, and why. 依据: 35号 附件1"""
    frame = _Frame(
        facts, limits, tuple(member for member in facts.children if member.kind == CHILD), months_before(facts.as_of, limits.months_apart)
    )
    age = age_on(facts.birth_date, facts.as_of)
    elder = (age >= limits.elder_age, f"{age}周岁" if age >= limits.elder_age else f"未满{limits.elder_age}周岁")
    verdicts = []
    for category, define in DEFINITIONS.items():
        if category in only:
            conditions = (elder, *define(frame))
            verdicts.append(Verdict(category, all([met for met, _ in conditions]), conditions))
    return Eligibility(tuple(verdicts))


def _lone(frame: _Frame) -> list[Condition]:
    """依据: 附件1第1条 无配偶、无子女、无人照顾且丧失劳动能力"""
    facts = frame.facts
    return [
        _no_spouse(facts),
        (not frame.own_children, f"有子女{len(frame.own_children)}人" if frame.own_children else "无子女"),
        (not facts.has_carer, "有人照顾" if facts.has_carer else "无人照顾"),
        (not facts.able_to_work, "有劳动能力" if facts.able_to_work else "丧失劳动能力"),
    ]


def _living_alone(frame: _Frame) -> list[Condition]:
    """依据: 附件1第2条 无配偶、无子女 is enough, whoever else lives there"""
    spouse = _no_spouse(frame.facts)
    if not frame.own_children:
        return [spouse, (True, "无子女")]
    street = frame.facts.residence.street
    with_elder = _count(member.cohabits for member in frame.facts.children)
    nearby = _count(not member.cohabits and member.residence.street == street for member in frame.facts.children)
    return [
        spouse,
        (not with_elder, f"有{with_elder}名子女（赡扶养人）共同居住" if with_elder else "子女（赡扶养人）均不共同居住"),
        (not nearby, f"有{nearby}名子女（赡扶养人）住在同一街道（乡镇）" if nearby else "均不在同一街道（乡镇）居住"),
    ]


def _empty_nest(frame: _Frame) -> list[Condition]:
    """依据: 附件1第3条 all children apart and in another district of the city or beyond, six months of independent life"""
    district = frame.facts.residence.district
    with_elder = _count(child.cohabits for child in frame.own_children)
    nearby = _count(not child.cohabits and child.residence.district == district for child in frame.own_children)
    since, months = frame.facts.lives_independently_since, frame.limits.months_apart
    if since is None:
        alone = "与他人共同生活"
    else:
        alone = f"{since}起独自（或仅与配偶）生活，{'已满' if frame.lasted(since) else '未满'}{months}个月"
    return [
        (bool(frame.own_children), f"有子女{len(frame.own_children)}人" if frame.own_children else "无子女"),
        (not with_elder, f"有{with_elder}名子女共同居住" if with_elder else "均不共同居住"),
        (not nearby, f"有{nearby}名子女住在同一区" if nearby else "均不在同一区居住"),
        (frame.lasted(since), alone),
    ]


def _left_behind(frame: _Frame) -> list[Condition]:
    """依据: 附件1第4条 all children and supporters away from the city for six months, independent life"""
    members, months = frame.facts.children, frame.limits.months_apart
    here = _count(member.left_city is None for member in members)
    lately = _count(member.left_city is not None and not frame.lasted(member.left_city.since) for member in members)
    since = frame.facts.lives_independently_since
    alone = since is not None and since <= frame.facts.as_of
    return [
        (bool(members), f"有子女（赡扶养人）{len(members)}人" if members else "无子女和其他赡（扶）养人"),
        (not here, f"有{here}人未离开本市" if here else "全部离开本市"),
        (not lately, f"有{lately}人离开本市未满{months}个月" if lately else f"均已满{months}个月"),
        (alone, f"{since}起独自（或仅与配偶）生活" if alone else "不是独自生活"),
    ]


def _functionally_impaired(frame: _Frame) -> list[Condition]:
    """依据: 附件1第5条 any level from slight on, by either standard"""
    ability = frame.facts.ability
    if ability is None:
        return [(False, "无能力评估结果")]
    impaired = ability.level >= frame.limits.impaired_from_level
    return [(impaired, f"按{ability.standard}评估为{ability.level}级{'' if impaired else '（能力完好）'}")]


def _severely_disabled(frame: _Frame) -> list[Condition]:
    """依据: 附件1第6条 a valid certificate of grade one or two"""
    certificate = frame.facts.disability_certificate
    if certificate is None:
        return [(False, "无残疾人证")]
    until, valid = certificate.valid_until, certificate.is_valid_on(frame.facts.as_of)
    term = "长期有效" if until is None else f"有效期至{until}" if valid else f"残疾人证已于{until}到期（证件过期）"
    return [(certificate.grade in frame.limits.severe_grades, f"残疾{'一二三四'[certificate.grade - 1]}级"), (valid, term)]


def _special_family(frame: _Frame) -> list[Condition]:
    """依据: 附件1第7条; the text's 或 is read as neither, because either child makes the family no longer childless (G13)"""
    family = frame.facts.single_child_family
    if family is None:
        return [(False, "不是独生子女家庭")]
    struck = family.only_child_status != "healthy"
    again = family.bore_or_adopted_again
    return [
        (struck, {"healthy": "独生子女健在", "disabled": "独生子女伤残", "deceased": "独生子女死亡"}[family.only_child_status]),
        (not again, "已再生育或收养子女" if again else "未再生育、未收养子女"),
    ]


def _no_spouse(facts: ElderFacts) -> Condition:
    return (facts.spouse is None, "无配偶" if facts.spouse is None else "有配偶")


def _count(answers: Iterable[bool]) -> int:
    return sum(answers)


DEFINITIONS: dict[Category, Definition] = {
    Category.LONE: _lone,
    Category.LIVING_ALONE: _living_alone,
    Category.EMPTY_NEST: _empty_nest,
    Category.LEFT_BEHIND: _left_behind,
    Category.FUNCTIONALLY_IMPAIRED: _functionally_impaired,
    Category.SEVERELY_DISABLED: _severely_disabled,
    Category.SPECIAL_FAMILY: _special_family,
}
