"""What must never be in the tree: addresses of the workplace, of registries, of persons; requirements without hashes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conventions.tree import ROOT, files, here

TEXTS = (".py", ".html", ".css", ".js", ".toml", ".txt", ".md", ".json", ".csv", ".sh", ".cfg", ".yml", ".xml", "Makefile", ".svg")
HOSTS = ("pypi" + r"\.org", "pythonhosted" + r"\.org", r"mirrors?\.[a-z]+\.(?:com|cn|edu)", "arti" + "factory", "nexus" + r"\.")
REGISTRIES = re.compile("|".join(HOSTS))
PLACES = re.compile(r"(?<![\w/.:-])/(?:home|root|Users|work|mnt|tmp/w)/[\w.-]+")
MAIL = re.compile(r"[\w.+-]+@[\w-]+\.(?:com|org|net|cn|io)\b")
NO_ONES = re.compile(r"@example\.(?:com|org|net)$")
LICENCE_TEXT = {"LICENSE"}


def texts() -> list[Path]:
    return [path for path in files() if path.name.endswith(TEXTS) and path.name not in LICENCE_TEXT]


@pytest.mark.parametrize(
    ("what", "pattern"), [("a registry's host", REGISTRIES), ("a path of one machine", PLACES), ("a mail address", MAIL)]
)
def test_no_file_holds(what: str, pattern: re.Pattern[str]) -> None:
    found = []
    for path in texts():
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
            found += [f"{here(path)}:{number} {hit.group()}" for hit in pattern.finditer(line) if not NO_ONES.search(hit.group())]
    assert found == []


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_locked_requirements_have_hashes_and_no_index(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert "index-url" not in text and "trusted-host" not in text and "://" not in text
    pinned = re.findall(r"(?m)^([\w.\[\],-]+)==\S+ \\\n\s+--hash=sha256:", text)
    assert len(pinned) == len(re.findall(r"(?m)^[\w.\[\],-]+==", text)) > 20
