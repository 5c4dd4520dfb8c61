"""The conformance vectors, read for the tests."""

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "vectors"
INPUT_KEYS = {"eligibility": "facts", "obligations": "case", "ability": "assessment", "identity": "number"}


def vectors(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (FOLDER / f"{name}.jsonl").read_text("utf-8").splitlines()]


def inputs(name: str) -> list[dict[str, Any]]:
    return [vector[INPUT_KEYS[name]] for vector in vectors(name)]


def schema(name: str) -> dict[str, Any]:
    return json.loads((FOLDER / "schema" / f"{name}.schema.json").read_text("utf-8"))  # type: ignore[no-any-return]
