"""What is written about the house agrees with the house."""

from __future__ import annotations

import re

import pytest
from django.apps import apps
from django.core.management import get_commands

from casework.management.commands.glossary import page
from permissions.roles import Role
from tests.conventions.tree import ROOMS, ROOT, files, here, models_of_ours
from workflows.documentation import product_flows
from workflows.policy import resolver

# what only a library asks for by its own name
NAMED_BY_LIBRARIES = ("templates/account/", "templates/allauth/", "templates/403", "templates/404", "templates/500")
SETTING = re.compile(r"CASEWORK_[A-Z_]+")
READ_BY_NAME = re.compile(r"env\.(?:text|flag|number|words)\(\s*\"([A-Z_]+)\"")


def text(path: str) -> str:
    return (ROOT / path).read_text("utf-8")


def settings_read() -> set[str]:
    found: set[str] = set()
    for room in (*ROOMS, "settings"):
        for path in files(".py", under=room):
            source = path.read_text("utf-8")
            found |= {f"CASEWORK_{name}" for name in READ_BY_NAME.findall(source)}
            found |= {name for name in re.findall(r"environ(?:\.get\(|\[)\s*\"(CASEWORK_[A-Z_]+)\"", source)}
            found |= set(re.findall(r"settings\.(CASEWORK_[A-Z_]+)", source)) | set(re.findall(r"settings, \"(CASEWORK_[A-Z_]+)\"", source))
    return found


def test_every_setting_is_documented_and_no_other() -> None:
    documented = {
        name for line in text("docs/settings.md").splitlines() if line.startswith("| `CASEWORK_") for name in SETTING.findall(line)[:1]
    }
    assert len(settings_read()) > 10
    assert settings_read() == documented


def test_every_command_is_in_the_readme_and_every_one_named_there_exists() -> None:
    ours = {name for name, app in get_commands().items() if app in ROOMS}
    rows = [line for line in text("README.md").splitlines() if line.startswith("| `manage.py ")]
    named = {found.group(1) for line in rows if (found := re.match(r"\| `manage\.py (\w+)", line))}
    assert named == ours


def test_every_make_target_named_in_a_document_exists() -> None:
    targets = set(re.findall(r"(?m)^([a-z-]+):", text("Makefile")))
    for path in (ROOT / "README.md", *files(".md", under="docs")):
        assert set(re.findall(r"`make ([a-z-]+)", path.read_text("utf-8"))) <= targets, here(path)


@pytest.mark.parametrize("path", [here(one) for one in (ROOT / "README.md", *files(".md", under="docs"))])
def test_every_link_leads_somewhere(path: str) -> None:
    folder = (ROOT / path).parent
    links = [one.split("#")[0] for one in re.findall(r"\]\(([^)]+)\)", text(path)) if "://" not in one and not one.startswith("#")]
    assert [one for one in links if not (folder / one).exists()] == []


@pytest.mark.parametrize("path", ["docs/tour.md", "docs/own-model.md", "README.md"])
def test_every_file_named_in_a_tour_exists(path: str) -> None:
    named = re.findall(r"`((?:[a-z_]+/)+[\w.]+\.(?:py|html|md|toml))(?:::(\w+))?`", text(path))
    assert [name for name, _ in named if not (ROOT / name).exists()] == []
    assert [
        f"{name}::{function}" for name, function in named if function and not re.search(rf"(?:def|class) {function}\b", text(name))
    ] == []


def test_the_glossary_is_fresh_and_names_every_flow_role_and_table() -> None:
    written = text("docs/glossary.md")
    assert written == page(), "run manage.py glossary"
    wanted = {f"`{key}`" for key in product_flows()} | {f"`Role.{role.name}`" for role in Role}
    wanted |= {f"`{model._meta.app_label}.{model.__name__}`" for model in models_of_ours()}
    assert {one for one in wanted if one not in written} == set()


def test_one_term_has_one_identifier() -> None:
    for pairs in (
        [(flow.label, key) for key, flow in product_flows().items()],
        [(role.label, role.value) for role in Role],
        *([(state.label, name) for name, state in flow.states.items()] for flow in product_flows().values()),
    ):
        terms = [term for term, _ in pairs]
        assert sorted(term for term in set(terms) if terms.count(term) > 1) == []


def test_every_number_of_the_policy_has_a_clause() -> None:
    book = resolver().base
    assert [key for key, one in {**book.deadlines, **book.figures}.items() if not one.clause.strip()] == []


def test_every_template_is_used() -> None:
    sources = [
        path.read_text("utf-8")
        for room in (*ROOMS, "settings", "templates")
        for path in files(under=room)
        if path.suffix in (".py", ".html")
    ]
    unused = []
    for path in files(".html", under="templates"):
        name = path.relative_to(ROOT / "templates").as_posix()
        if not here(path).startswith(NAMED_BY_LIBRARIES) and not any(name in source for source in sources):
            unused.append(name)
    assert unused == []


def test_every_room_says_what_it_is() -> None:
    assert [room for room in ROOMS if not apps.get_app_config(room).verbose_name] == []
    assert all(f"`{room}/`" in text("README.md") for room in ROOMS)


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = sorted(int(path.name[:4]) for path in files(".md", under="docs/adr"))
    assert numbers == list(range(1, len(numbers) + 1))
    for path in files(".md", under="docs/adr"):
        lines = path.read_text("utf-8").splitlines()
        assert re.match(rf"# {int(path.name[:4])}\. \S", lines[0])
        assert all(any(line.startswith(word) for line in lines) for word in ("Context:", "Decision:", "Consequences:")), here(path)
