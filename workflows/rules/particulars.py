"""What is noted beside a category: single or double, urban or rural, an expired certificate. 依据: 35号 附件1·3、4、6"""

from __future__ import annotations

from enum import StrEnum

from workflows.rules.categories import Category
from workflows.rules.eligibility import ElderFacts


class SubCode(StrEnum):
    """The forms that annex 1 names: 单/双空巢, 单/双留守, 城市/农村留守."""

    SINGLE = "single"
    DOUBLE = "double"
    URBAN = "urban"
    RURAL = "rural"


class Flag(StrEnum):
    """What a worker should look at, whatever the answer."""

    CERTIFICATE_EXPIRED = "certificate_expired"

    @property
    def label(self) -> str:
        return "证件过期"


_PAIR = {SubCode.SINGLE: "单", SubCode.DOUBLE: "双"}
_SURROUNDINGS = {SubCode.URBAN: "城市", SubCode.RURAL: "农村"}


def sub_codes(category: Category, facts: ElderFacts, *, is_rural: bool | None = None) -> tuple[SubCode, ...]:
    """Give the sub-codes of a category that the elder is in (R23, R24); a spouse who lives elsewhere leaves the elder single."""
    if category not in (Category.EMPTY_NEST, Category.LEFT_BEHIND):
        return ()
    pair = SubCode.DOUBLE if facts.spouse is not None and facts.spouse.cohabits else SubCode.SINGLE
    if category is Category.EMPTY_NEST or is_rural is None:
        return (pair,)
    return pair, SubCode.RURAL if is_rural else SubCode.URBAN


def label(category: Category, codes: tuple[SubCode, ...]) -> str:
    """Put a category and its sub-codes into the plan's words: 双空巢, 农村单留守."""
    before = "".join(_SURROUNDINGS.get(code, "") for code in codes)
    return before + "".join(_PAIR.get(code, "") for code in codes) + category.label


def flags(facts: ElderFacts) -> tuple[Flag, ...]:
    """Give what to look at: a certificate that has run out (V9) calls for a review, not for an exit."""
    certificate = facts.disability_certificate
    if certificate is not None and not certificate.is_valid_on(facts.as_of):
        return (Flag.CERTIFICATE_EXPIRED,)
    return ()
