"""What strangers may send: refused or read, in bounded time and memory, refusals in Chinese with their lines, never a traceback."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest

from tests.engine.dcworkflow.test_reading import long_definition
from tests.engine.dcworkflow.test_round_trip import TOOL
from tests.engine.dcworkflow.texts import DEFINITION, changed
from tests.peers.effects import TABLE
from tests.peers.inventing import Inventor
from tests.peers.test_walks import PLONES, WALKS, wheel
from workflows.engine.dcworkflow.bindings import read_bindings, write_bindings
from workflows.engine.dcworkflow.drawing import as_drawn
from workflows.engine.dcworkflow.importing import ImportReport, import_definition, import_text
from workflows.engine.dcworkflow.reading import read_definition
from workflows.engine.dcworkflow.writing import write_definition

CHINESE = re.compile("[\u4e00-\u9fff]")
ENTITIES = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
ROOT = '<dc-workflow workflow_id="x" title="{}" state_variable="s" initial_state="a">{}</dc-workflow>'

HOSTILE: dict[str, str | bytes] = {
    "a billion laughs": f'<!DOCTYPE lolz [<!ENTITY l0 "ha">{ENTITIES}]>{ROOT.format("&l9;", "")}',
    "a quadratic blow-up": f'<!DOCTYPE q [<!ENTITY a "{"a" * 50_000}">]>{ROOT.format("", "&a;" * 50_000)}',
    "an outside entity": '<!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/passwd">]>' + ROOT.format("", "&f;"),
    "an outside entity of the network": '<!DOCTYPE a [<!ENTITY f SYSTEM "http://127.0.0.1:1/x">]>' + ROOT.format("", "&f;"),
    "a parameter entity": '<!DOCTYPE a [<!ENTITY % p SYSTEM "file:///etc/passwd">%p;]>' + ROOT.format("", ""),
    "an outside document type": '<!DOCTYPE dc-workflow SYSTEM "file:///etc/passwd">' + ROOT.format("", ""),
    "a document type in sixteen bits": ('<!DOCTYPE a [<!ENTITY f "x">]>' + ROOT.format("", "")).encode("utf-16"),
    "an attribute list": '<!DOCTYPE a [<!ATTLIST state title CDATA "x">]>' + ROOT.format("", ""),
    "an entity nobody defined": ROOT.format("&laugh;", ""),
    "depth": "<a>" * 200_000,
    "a tag that never ends": "<dc-workflow " + "a" * 1_000_000,
    "an attribute that never ends": '<dc-workflow title="' + "a" * 1_000_000,
    "a hundred thousand attributes": "<dc-workflow " + " ".join(f'a{n}=""' for n in range(100_000)) + "/>",
    "a hundred thousand unknown elements": ROOT.format("", "<x/>" * 100_000),
    "too many elements": ROOT.format("", "<permission>x</permission>" * 400_000),
    "a number as long as a book": changed('type="int">7', f'type="int">{"7" * 100_000}'),
    "a name as long as a book": changed('new_state="pending"', f'new_state="{"p" * 100_000}"'),
    "a state called as a book is long": changed('state_id="pending"', f'state_id="{"p" * 100_000}"'),
    "one long name and very many things wrong with it": changed(
        '<exit-transition transition_id="publish"/>', '<assignment name="a">x</assignment>' * 5_000
    ).replace('state_id="pending"', f'state_id="{"p" * 1_000_000}"'),
    "a beginning as long as a book": changed('initial_state="draft"', f'initial_state="{"d" * 1_000_000}"').replace(
        "</dc-workflow>", "".join(f'<state state_id="s{n}" title=""/>' for n in range(20_000)) + "</dc-workflow>"
    ),
    "a name of many lines": changed('new_state="pending"', 'new_state="p&#10;q&#13;r"'),
    "an expression nested without end": changed("object/flag", "python: " + "(" * 1500 + "1" + ")" * 1500),
    "an expression that grows without end": changed("object/flag", "python: 9**9**9**9"),
    "an expression that runs something": changed("object/flag", "python: __import__('os').system('true')"),
    "blanks that fill the memory": changed("Pending (%(count)d)", "%(count)999999999d"),
    "slashes that a pattern could stumble over": changed("object/flag", "string:${user/" + "/" * 1900),
    "an encoding nobody knows": b'<?xml version="1.0" encoding="x-none"?><dc-workflow/>',
    "an encoding of several bytes": '<?xml version="1.0" encoding="gb18030"?><dc-workflow title="流程"/>'.encode("gb18030"),
    "an encoding that is not the one declared": '<?xml version="1.0" encoding="utf-8"?><dc-workflow title="流程"/>'.encode("gb18030"),
    "an encoding that is not what it says": '<?xml version="1.0" encoding="utf-16"?><dc-workflow/>',
    "half a letter": "<dc-workflow title='流程".encode()[:-1],
    "nothing": b"",
    "blanks only": b" \r\n\t ",
    "zeros": b"\0" * 10_000,
    "garbage": Random(1).randbytes(100_000),
    "an archive": b"PK\x03\x04" + Random(2).randbytes(1000),
    "a page": "<!DOCTYPE html><html><body>404</body></html>",
    "another kind of XML": '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>',
    "a lone surrogate": "<dc-workflow title='\ud800'/>",
}


def told(report: ImportReport) -> None:
    """Every refusal is a Chinese sentence on one line, with the line it speaks of."""
    assert report.refusals
    for problem in report.refusals:
        assert problem.line > 0, problem
        assert CHINESE.search(problem.sentence)
    for sentence in report.sentences():
        assert "\n" not in sentence and "\r" not in sentence
        assert len(sentence) < 500


@pytest.mark.parametrize("case", HOSTILE)
def test_what_a_stranger_sends_is_refused_soon_and_in_words(case: str) -> None:
    begun = time.process_time()
    report = import_text(HOSTILE[case], "definition.xml")
    assert time.process_time() - begun < 6
    told(report)


SAVED = "请另存为 UTF-8，并把文件开头的 encoding 改为 utf-8"
IN_CHINESE = DEFINITION.replace('title="Paper"', 'title="公文"')
MENDED: dict[str, tuple[str | bytes, str]] = {
    **{
        f"saved in {name}": (IN_CHINESE.replace("utf-8", name).encode(name), f"第1行：声明的编码“{name}”不能读；{SAVED}")
        for name in ("gb18030", "gbk", "gb2312", "big5")
    },
    "saved anew, declared as before": (IN_CHINESE.replace("utf-8", "gb18030"), f"第1行：声明的编码“gb18030”不能读；{SAVED}"),
    "declared in sixteen bits, saved in eight": (DEFINITION.replace("utf-8", "utf-16").encode(), f"声明的编码与实际不符；{SAVED}"),
    "an ampersand": (changed('title="Draft"', 'title="A & B"'), "第6行：不是合格的 XML：有不允许的字符"),
    "an angle": (changed('title="Draft"', 'title="A < B"'), "< 应写作 &lt;"),
    "quotation marks of a word processor": (changed('title="Draft"', "title=“Draft”"), "属性用半角引号括起"),
}


@pytest.mark.parametrize("case", MENDED)
def test_what_a_hand_gets_wrong_is_told_with_what_mends_it(case: str) -> None:
    text, said = MENDED[case]
    report = import_text(text.encode() if isinstance(text, str) else text, "definition.xml")
    told(report)
    assert said in report.sentences()[1]


LARGE = ["a billion laughs", "a quadratic blow-up", "too many elements", "a hundred thousand attributes", "a name as long as a book"]


def test_what_is_large_takes_little_memory() -> None:
    """In a process of its own that may have no more than 700 MB."""
    script = (
        "import resource; resource.setrlimit(resource.RLIMIT_AS, (700 * 2**20,) * 2)\n"
        "from tests.engine.dcworkflow.test_hostile import HOSTILE, LARGE, import_text, long_definition\n"
        "for text in [*map(HOSTILE.get, LARGE), '<a>' + '<b/>' * 4_100_000, ' ' * 2**24]: assert not import_text(text, 'x').taken\n"
        "assert import_text(long_definition(10_000), 'x').taken\n"
    )
    given = {**os.environ, "PYTHONPATH": "."}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=240, env=given)
    assert done.returncode == 0, done.stderr[-2000:]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("missing.xml", "没有这个文件"),
        ("there/definition.xml", "没有这个文件"),
        ("definition.xml/more", "有一段不是文件夹"),
        (".", "是文件夹或设备"),
        ("x" * 300, "路径太长"),
        ("round", "链接循环不止"),
        ("pipe", "是文件夹或设备"),
        ("/dev/zero", "是文件夹或设备"),
    ],
)
def test_what_is_no_file_is_refused(tmp_path: Path, name: str, sentence: str) -> None:
    (tmp_path / "definition.xml").write_text(DEFINITION, encoding="utf-8")
    (tmp_path / "round").symlink_to(tmp_path / "round")
    os.mkfifo(tmp_path / "pipe")
    (told_once,) = import_definition(tmp_path / name).sentences()[1:]
    assert sentence in told_once


def test_a_name_that_cannot_be_written_out_is_told_all_the_same(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff\n.xml"))
    path.write_text(changed('title="Paper"', 'title="two&#10;lines"'), encoding="utf-8")
    assert import_definition(path).sentences() == [" .xml：流程“two lines”已读入，状态2个、流转2个、变量2个、工作清单1个"]


def test_a_file_that_may_not_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "stat", refuse)
    assert "没有读取的权限" in import_definition("definition.xml").sentences()[1]


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workflows.engine.dcworkflow.files.MOST_BYTES", 10)
    (tmp_path / "paper.xml").write_text(DEFINITION, encoding="utf-8")
    assert "文件超过0千字节，不予读取" in import_definition(tmp_path / "paper.xml").sentences()[1]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "iso-8859-1", "us-ascii"])
def test_a_definition_is_read_in_any_encoding_that_says_which_it_is(encoding: str) -> None:
    declared = "utf-16" if encoding.startswith("utf-16") else encoding.removesuffix("-sig")
    text = DEFINITION.replace('encoding="utf-8"', f'encoding="{declared}"').replace('title="Paper"', 'title="Pap\u00e9r"')
    data = text.encode(encoding, "xmlcharrefreplace")
    if encoding in ("utf-16-le", "utf-16-be"):
        data = (b"\xff\xfe" if encoding.endswith("le") else b"\xfe\xff") + data
    assert read_definition(data).title == "Pap\u00e9r"


def test_a_state_without_exits_is_an_end() -> None:
    assert import_text(changed('<exit-transition transition_id="publish"/>', ""), "paper.xml").taken


def test_only_the_first_of_very_many_problems_are_told() -> None:
    report = import_text(ROOT.format("", "<x/>\n" * 10_000), "definition.xml")
    assert len(report.sentences()) == 52
    assert report.sentences()[-1].startswith("不予采用：另有9950处问题没有列出")


# -- changed at random

SPICES = [
    *('"', "'", "<", ">", "&", "&#0;", "&amp;", "&x;", "]]>", "<![CDATA[", "<!--", "-->", "<?x?>", "\0", "\x85", "\u2028", "\ud800"),
    *("%", "%(user_id)s", "${", "$", ";", "|", "/", ":", "python:", "not:", "string:", "nothing", "()", "[0]", "=", "(" * 50, "9" * 5000),
    *("xmlns:x='y'", "i18n:translate=''", "流程", " ", "\n" * 3, "<state state_id='' title=''/>", "<guard/>", "<guard>", "</guard>"),
    *("True", "2026/13/45"),
]


def spoiled(text: str, random: Random) -> str:
    """Change the text in one to four places: something cut out, said twice, put elsewhere, put in, taken for another."""
    for _ in range(random.randint(1, 4)):
        start = random.randrange(len(text) + 1)
        end = min(len(text), start + random.choice([1, 2, 5, 20, 100, 400]))
        piece = text[start:end]
        how = random.randrange(6)
        if how == 0:
            text = text[:start] + text[end:]
        elif how == 1:
            text = text[:end] + piece + text[end:]
        elif how == 2:
            rest = text[:start] + text[end:]
            where = random.randrange(len(rest) + 1)
            text = rest[:where] + piece + rest[where:]
        elif how == 3:
            text = text[:start] + random.choice(SPICES) + text[start:]
        elif how == 4:
            words = re.findall(r"[\w-]+", text)
            text = text.replace(random.choice(words), random.choice(words), random.choice([1, -1])) if words else text
        else:
            quoted = [found.span(1) for found in re.finditer(r'="([^"]*)"', text)]
            if quoted:
                first, last = random.choice(quoted)
                text = text[:first] + random.choice([*SPICES, "", "gone"]) + text[last:]
    return text


def survives(text: str | bytes) -> bool:
    """Import a text; what is taken can be written, read again and drawn, what is not is told in words."""
    report = import_text(text, "definition.xml", TABLE)
    if not report.taken:
        told(report)
        return False
    report.sentences()
    if report.definition is not None:
        assert read_definition(write_definition(report.definition)) == report.definition
        as_drawn(report.definition)
    if report.bindings is not None:
        assert read_bindings(write_bindings(report.bindings)) == report.bindings
    return True


def real() -> dict[str, str]:
    found = {"small": DEFINITION, "tool": TOOL} | {f"invented {number}": Inventor(41, number).xml() for number in range(4)}
    return found | ({name: WALKS[name].xml(wheel()) or "" for name in PLONES} if wheel() else {})


@pytest.mark.parametrize("name", real())
def test_no_change_to_a_real_definition_ends_in_a_traceback(name: str) -> None:
    random, text = Random(name), real()[name]
    taken = sum(survives(spoiled(text, random)) for _ in range(300))
    assert 0 < taken < 300, "both outcomes are tried"


def test_no_change_to_the_bytes_of_a_definition_ends_in_a_traceback() -> None:
    random, data = Random(3), DEFINITION.encode("utf-8")
    for _ in range(600):
        spoilt = bytearray(data)
        for _ in range(random.randint(1, 8)):
            spoilt[random.randrange(len(spoilt))] = random.randrange(256)
        survives(bytes(spoilt[: random.choice([len(spoilt), random.randrange(len(spoilt))])]))


def test_ten_thousand_states_are_imported_and_written_in_seconds() -> None:
    begun = time.process_time()
    report = import_text(long_definition(10_000), "definition.xml")
    assert report.taken and report.definition is not None
    assert write_definition(report.definition)
    assert time.process_time() - begun < 15
