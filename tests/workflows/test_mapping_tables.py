"""Whoever brings a Plone workflow says in a file what its expressions and scripts stand for here."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.engine.dcworkflow.test_semantics import OWNER, paper, process_of
from tests.engine.dcworkflow.texts import DEFINITION
from workflows.engine.dcworkflow import registry
from workflows.engine.dcworkflow.expressions import Change, Moment
from workflows.engine.dcworkflow.table_file import read_table

CONDITION = "python: here.getFolderContents(path='a\"b')"
DEFINED = (
    DEFINITION.replace("object/flag", CONDITION)
    .replace('before_script="" after_script=""', 'before_script="" after_script="mail_it"', 1)
    .replace("</dc-workflow>", '<script script_id="mail_it" type="Script (Python)" filename="mail_it.py"/></dc-workflow>')
)
TABLE = r"""# 对照表
facts = ["title"]

[conditions]
"python: here.getFolderContents(path='a\"b')" = "has_enclosures"

[effects]
mail_it = "post"
"""
posted: list[str] = []


@pytest.fixture(autouse=True)
def registered(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(registry, "_conditions", dict(registry._conditions))
    monkeypatch.setattr(registry, "_effects", dict(registry._effects))

    @registry.condition("has_enclosures", "附件齐备")
    def has_enclosures(moment: Moment) -> bool:
        return bool(moment.thing.facts["flag"])

    @registry.effect("post")
    def post(change: Change) -> None:
        posted.append(f"{change.old_state} -> {change.new_state}")

    posted.clear()
    yield


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "definition.xml").write_text(DEFINED, encoding="utf-8")
    (tmp_path / "table.toml").write_text(TABLE, encoding="utf-8")
    return tmp_path


def flows(*arguments: object) -> str:
    out = io.StringIO()
    call_command("flows", *map(str, arguments), stdout=out, stderr=out)
    return out.getvalue()


def refused(*arguments: object) -> str:
    out = io.StringIO()
    with pytest.raises(CommandError) as caught:
        call_command("flows", *map(str, arguments), stdout=out, stderr=out)
    return out.getvalue() + str(caught.value)


def test_without_a_table_the_expression_and_the_script_are_refused_by_name_with_their_lines(files: Path) -> None:
    said = refused("import", files / "definition.xml")
    assert "第22行：表达式“python: here.getFolderContents(path='a\"b')”没有对应的条件" in said
    assert "第37行：脚本“mail_it”（Script (Python)）没有对应的办理动作" in said


def test_with_it_they_are_what_the_project_has_registered(files: Path) -> None:
    given = (files / "definition.xml", "--map", files / "table.toml")
    assert flows("import", *given) == "definition.xml：流程“Paper”已读入，状态2个、流转2个、变量2个、工作清单1个\n"
    assert "需有权限“Modify”，并且附件齐备" in flows("describe", *given)
    assert "Publish" in flows("draw", *given)
    assert "已读入" in flows("check", *given)
    process = process_of(DEFINED, read_table(files / "table.toml").table)
    process.perform(OWNER, paper(process), "submit")
    assert posted == ["draft -> pending"]


def test_what_is_written_again_keeps_the_text_as_it_was(files: Path) -> None:
    one, other = files / "one.xml", files / "other.xml"
    flows("export", files / "definition.xml", "--map", files / "table.toml", "--out", one)
    flows("export", one, "--map", files / "table.toml", "--out", other)
    written = one.read_text(encoding="utf-8")
    assert "here.getFolderContents(path='a\"b')" in written.replace("&quot;", '"') and 'after_script="mail_it"' in written
    assert written == other.read_text(encoding="utf-8")
    assert flows("diff", one, "--against", files / "definition.xml", "--map", files / "table.toml") == "没有不同\n"


def test_a_script_may_be_left_out_only_by_saying_so(files: Path) -> None:
    (files / "table.toml").write_text(TABLE.replace('"post"', '"nothing"'), encoding="utf-8")
    assert "已读入" in flows("import", files / "definition.xml", "--map", files / "table.toml")


def test_an_entry_the_definition_has_no_use_for_is_told_with_its_line(files: Path) -> None:
    (files / "table.toml").write_text(TABLE.replace("mail_it =", 'mail_it = "post"\nsend_it ='), encoding="utf-8")
    said = flows("import", files / "definition.xml", "--map", files / "table.toml")
    assert "提示：对照表第9行：定义里没有脚本“send_it”，这一条不起作用；请与定义核对［W014］" in said


WRONG = {
    "an unknown condition": ('"has_enclosures"', '"has_enclosure"', "第5行：没有登记名为“has_enclosure”的条件；已登记的有：has_enclosures"),
    "an unknown effect": ('"post"', '"mail"', "第8行：没有登记名为“mail”的办理动作；已登记的有：nothing、post"),
    "no name": ('"post"', "7", "第8行：“mail_it”对应的应是已登记办理动作的名字，写在引号里"),
    "a line that is no TOML": ('mail_it = "post"', "mail_it post", "第8行：写法不合 TOML"),
    "an entry said twice": ('mail_it = "post"', 'mail_it = "post"\nmail_it = "nothing"', "第9行：同一条写了两次"),
    "a part nobody knows": ("[effects]", "[scripts]", "第7行：不认识“scripts”；只能写 facts、[conditions] 和 [effects]"),
    "facts that are none": ('["title"]', '["a-b"]', "第2行：“facts”应写作"),
    "a part written as an entry": (TABLE[TABLE.index("[conditions]") :], 'effects = "post"', "第4行：“effects”应写作 [effects]"),
    "an encoding of its own": ("# 对照表", "# \udcff", "第1行：不是 UTF-8 编码"),
    "an end in the middle": ('"post"', '"""post', "写法不合 TOML"),
    "a number as long as a book": ('["title"]', "9" * 5000, "数字太长"),
    "a part within a part": ("[effects]", "[effects.more]", "第7行：“more”对应的应是已登记办理动作的名字"),
    "a dotted name": ("[effects]", "[scripts.more]", "第7行：不认识“scripts”"),
    "too much": ('["title"]', f'["{"x" * 600_000}"]', "文件超过512千字节"),
    "depth": ('["title"]', "[" * 5000, "facts"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_with_a_table_is_told_with_its_line(files: Path, case: str) -> None:
    old, new, said = WRONG[case]
    (files / "table.toml").write_text(TABLE.replace(old, new), encoding="utf-8", errors="surrogateescape")
    told = refused("import", files / "definition.xml", "--map", files / "table.toml")
    assert said in told and "［E038］" in told


@pytest.mark.parametrize(("name", "said"), [("missing.toml", "没有这个文件"), (".", "是文件夹或设备，不是文件；请写明对照表")])
def test_a_table_that_is_no_file_is_told(files: Path, name: str, said: str) -> None:
    assert said in refused("import", files / "definition.xml", "--map", files / name)


def test_a_name_is_registered_once() -> None:
    with pytest.raises(ValueError, match="registered already"):
        registry.effect("nothing")(lambda change: None)
