"""Code tables by name: keys, labels and clause; which relation can be which emergency contact. 依据: 35号 附件2-4"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from workflows.policy.loader import HERE, read_toml
from workflows.policy.model import UnknownKey
from workflows.rules.contacts import ContactKind

CODES_FILE, RELATIONS_FILE = "codes.toml", "family_relations.toml"


@dataclass(frozen=True, slots=True)
class CodeTable:
    """A list of codes with their labels, in their order; `details` holds further columns by name."""

    key: str
    clause: str
    labels: Mapping[str, str]
    details: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Give the pairs that a form field or a model's `choices` takes."""
        return list(self.labels.items())

    def label(self, code: str) -> str:
        """Give a code's label; an unknown code (of an older release) shows itself."""
        return self.labels.get(code, code)

    def __contains__(self, code: object) -> bool:
        return code in self.labels


@lru_cache(maxsize=1)
def tables() -> Mapping[str, CodeTable]:
    """Read every table of `codes.toml`."""
    content: dict[str, Any] = read_toml(HERE / CODES_FILE)
    return {
        key: CodeTable(
            key, table["clause"], table["codes"], {name: more for name, more in table.items() if isinstance(more, dict) and name != "codes"}
        )
        for key, table in content.items()
    }


def table(key: str) -> CodeTable:
    """Give one code table (`closure_reasons`, `needs`, ...)."""
    found = tables().get(key)
    if found is None:
        raise UnknownKey(f"no code table {key!r} in {CODES_FILE}")
    return found


@lru_cache(maxsize=1)
def family_relations() -> CodeTable:
    """Read the relations of GB/T 4761-2008."""
    content: dict[str, Any] = read_toml(HERE / RELATIONS_FILE)
    codes = content["codes"]
    return CodeTable(
        "family_relations",
        content["standard"],
        {code: row["label"] for code, row in codes.items()},
        {"contact": {code: row["contact"] for code, row in codes.items()}},
    )


def contact_kind_of(relation: str) -> ContactKind | None:
    """Say which kind of emergency contact a relation can be; None for the elder, the head of the household and who is no relative."""
    kind = family_relations().details["contact"].get(relation, "")
    return ContactKind(kind) if kind else None
