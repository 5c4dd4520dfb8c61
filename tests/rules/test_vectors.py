"""The plan's rules answer the conformance vectors word for word."""

import re
from datetime import date
from typing import Any

import pytest

from tests.rules.conformance import INPUT_KEYS, vectors
from workflows.policy.instruments import gb42195
from workflows.policy.rules import thresholds
from workflows.rules.wire import ability_answer, eligibility_answer, identity_answer, obligations_answer

ANSWERS = {
    "eligibility": eligibility_answer(thresholds()),
    "obligations": obligations_answer(),
    "ability": ability_answer(gb42195()),
    "identity": identity_answer(date(2026, 1, 1)),
}
ALL = [(name, vector) for name in INPUT_KEYS for vector in vectors(name)]


@pytest.mark.parametrize(("name", "vector"), ALL, ids=[f"{name}-{vector[INPUT_KEYS[name]]['id']}" for name, vector in ALL])
def test_rule_answers_the_vector(name: str, vector: dict[str, Any]) -> None:
    given = vector[INPUT_KEYS[name]]
    expected = {key: value for key, value in vector.items() if key not in (INPUT_KEYS[name], "why")}
    answer = {key: list(value) if isinstance(value, tuple) else value for key, value in ANSWERS[name](given).items()}
    reasons = answer.pop("reasons", {})
    assert answer == {"id": given["id"], **expected}
    if name == "eligibility":
        assert list(reasons) == answer["categories"]
        for sentence in reasons.values():
            assert re.search(r"[\u4e00-\u9fff].*附件1第\d条", sentence) and sentence.count("。") == 1
