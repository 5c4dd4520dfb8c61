"""Eligibility where facts are still to be found out: the rule is asked with every possible value, and what then varies is 待核实.

Two askings a category settle it, because a fact speaks for or against a category the same way whatever the others are: with the values most
in its favour and with those most against it. A test holds this to the walk over all values. A missing fact never makes a silent no.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from workflows.rules.categories import Category
from workflows.rules.eligibility import CHILD, Thresholds, Verdict, decide
from workflows.rules.filling import Filling
from workflows.rules.known import UNKNOWN, KnownCertificate, KnownFacts, KnownFamily, MissingFact


class Answer(StrEnum):
    """What the rule can say of a category."""

    YES = "yes"
    NO = "no"
    TO_VERIFY = "to_verify"

    @property
    def label(self) -> str:
        return {"yes": "符合", "no": "不符合", "to_verify": "待核实"}[self.value]


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer for one category, the sentence that explains it, and the facts to find out where it is 待核实."""

    category: Category
    answer: Answer
    sentence: str
    to_find_out: tuple[MissingFact, ...] = ()


@dataclass(frozen=True, slots=True)
class Findings:
    """The answers for all seven categories, in the plan's order."""

    items: tuple[Finding, ...]

    def of(self, answer: Answer) -> tuple[Category, ...]:
        return tuple(item.category for item in self.items if item.answer is answer)

    @property
    def by_category(self) -> dict[Category, Finding]:
        return {item.category: item for item in self.items}

    @property
    def to_find_out(self) -> tuple[MissingFact, ...]:
        """Every fact that any open category waits for, each once."""
        return tuple(dict.fromkeys(fact for item in self.items for fact in item.to_find_out))


def find(known: KnownFacts, limits: Thresholds) -> Findings:
    """Answer yes, no or 待核实 for each category, naming the facts that matter. 依据: 35号 附件1"""
    return Findings(tuple(_finding(category, known, limits) for category in Category))


def _finding(category: Category, known: KnownFacts, limits: Thresholds) -> Finding:
    missing = missing_facts(known)
    best = _ask(category, known, limits, against=())
    if not best.holds:
        return Finding(category, Answer.NO, best.sentence)
    worst = _ask(category, known, limits, against=missing.keys())
    if worst.holds:
        return Finding(category, Answer.YES, worst.sentence)
    needed = tuple(fact for path, fact in missing.items() if not _ask(category, known, limits, against=(path,)).holds)
    wanted = "、".join(dict.fromkeys(fact.label for fact in needed))
    return Finding(category, Answer.TO_VERIFY, f"是否属{category.label}老年人待核实，需查明{wanted}（{category.clause}）。", needed)


def _ask(category: Category, known: KnownFacts, limits: Thresholds, against: Collection[str]) -> Verdict:
    """Ask the rule with the unknown facts at `against` speaking against the category and the others for it."""
    facts = Filling(category, known, limits, frozenset(against)).facts()
    return decide(facts, limits).verdicts[list(Category).index(category)]


def missing_facts(known: KnownFacts) -> dict[str, MissingFact]:
    """List what is unknown, by path."""
    found = [MissingFact(path, *_LABELS[path]) for path in _LABELS if getattr(known, path, None) is UNKNOWN]
    if not known.children_are_all:
        found.append(MissingFact("children", "有无其他子女" if known.children else "有无子女", "本人、公安（户籍）"))
    for place, member in enumerate(known.children):
        who = f"{'子女' if member.kind == CHILD else '赡（扶）养人'}{member.name or place + 1}"
        for part, (label, source) in _MEMBER_LABELS.items():
            if getattr(member, part) is UNKNOWN:
                found.append(MissingFact(f"children[{place}].{part}", f"{who}{label}", source))
    for whole, parts in _PARTS.items():
        value = getattr(known, whole)
        if isinstance(value, KnownCertificate | KnownFamily):
            found += [MissingFact(f"{whole}.{part}", *said) for part, said in parts.items() if getattr(value, part) is UNKNOWN]
    return {fact.path: fact for fact in found}


_LABELS = {
    "birth_date": ("出生日期", "居民身份证、公安"),
    "spouse": ("有无配偶", "本人、婚姻登记"),
    "has_carer": ("有无人照顾", "社区（村）入户核实"),
    "able_to_work": ("有无劳动能力", "社区（村）入户核实"),
    "lives_independently_since": ("何时起独自生活", "本人、社区（村）"),
    "ability": ("能力评估等级", "能力评估机构"),
    "disability_certificate": ("有无残疾人证", "残联"),
    "single_child_family": ("是否独生子女家庭", "卫生健康部门"),
}
_MEMBER_LABELS = {
    "cohabits": ("是否共同居住", "社区（村）入户核实"),
    "residence": ("的居住地", "本人、公安（居住地）"),
    "left_city": ("是否及何时离开本市", "本人、子女"),
}
_PARTS = {
    "disability_certificate": {"number": ("残疾人证号", "残疾人证、残联"), "valid_until": ("残疾人证有效期", "残疾人证、残联")},
    "single_child_family": {
        "only_child_status": ("独生子女是否伤残、死亡", "卫生健康部门"),
        "bore_or_adopted_again": ("是否再生育或收养", "卫生健康部门"),
    },
}
