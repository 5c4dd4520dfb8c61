"""What is read is written again without loss, whatever the format can say."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.dcworkflow.definitions import bindings, definitions
from tests.engine.dcworkflow.texts import DEFINITION
from tests.peers.inventing import Inventor
from tests.peers.test_walks import PLONES, WALKS, wheel
from workflows.engine.dcworkflow.bindings import read_bindings, write_bindings
from workflows.engine.dcworkflow.importing import import_text
from workflows.engine.dcworkflow.model import Bindings, Definition
from workflows.engine.dcworkflow.parsing import Element, parse
from workflows.engine.dcworkflow.problems import Unreadable
from workflows.engine.dcworkflow.reading import read_definition
from workflows.engine.dcworkflow.writing import Unwritable, write_definition


@settings(max_examples=150, deadline=None)
@given(definitions())
def test_a_definition_written_reads_back_the_same(definition: Definition) -> None:
    text = write_definition(definition)
    assert read_definition(text) == definition
    assert write_definition(read_definition(text)) == text


@settings(max_examples=100, deadline=None)
@given(bindings())
def test_bindings_written_read_back_the_same(tool: Bindings) -> None:
    text = write_bindings(tool)
    assert read_bindings(text) == tool
    assert write_bindings(read_bindings(text)) == text


ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "us-ascii"]


def otherwise(element: Element, random: Random) -> str:
    """Write what an element says in another of the ways XML has for it: quotes, order, references, CDATA, comments, blanks."""

    def referred(text: str) -> str:
        return "".join(one if one.isalnum() and random.random() < 0.8 else f"&#{ord(one)};" for one in text)

    def worded(text: str) -> str:
        if text and random.random() < 0.3 and text.isascii() and "\r" not in text:  # where references are not read
            return "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>"
        cut = random.randrange(len(text) + 1)
        return referred(text[:cut]) + random.choice(["", "<!-- said in passing -->", "<?passing by?>"]) + referred(text[cut:])

    def blank() -> str:
        return random.choice(["", "\n", "\t ", "<!-- <guard/> -->", "\r\n", "<?skip?>"])

    attributes = list(element.attributes.items())
    random.shuffle(attributes)
    attributes += element.marks  # whose order is kept
    quote = random.choice("'\"")
    written = "".join(f"{random.choice([' ', chr(10)])}{name} ={quote}{referred(value)}{quote}" for name, value in attributes)
    inside = worded(element.text) if element.text else ""
    children = "".join(blank() + otherwise(child, random) for child in element.children) + (blank() if element.children else "")
    if not inside and not children and random.random() < 0.5:
        return f"<{element.tag}{written} />"
    return f"<{element.tag}{written}>{inside}{children}</{element.tag} >"


@settings(max_examples=80, deadline=None)
@given(definitions(), st.integers(0, 10**6), st.sampled_from(ENCODINGS))
def test_however_it_is_written_a_definition_reads_the_same(definition: Definition, seed: int, encoding: str) -> None:
    text = otherwise(parse(write_definition(definition)), Random(seed))
    text = text.replace("<dc-workflow", '<dc-workflow xmlns:i18n="http://xml.zope.org/namespaces/i18n"', 1)
    declared = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}" standalone="yes"?>\n<!-- first -->{text}\n<!-- last -->'
    assert read_definition(declared.encode(encoding, "xmlcharrefreplace")) == definition


@pytest.mark.parametrize("number", range(20))
def test_an_invented_definition_read_and_written_reads_back_the_same(number: int) -> None:
    once = read_definition(Inventor(11, number).xml())
    assert read_definition(write_definition(once)) == once


def test_writing_is_settled_after_once() -> None:
    text = write_definition(read_definition(DEFINITION))
    assert write_definition(read_definition(text)) == text


@pytest.mark.parametrize("name", PLONES)
def test_plones_definitions_read_back_the_same_with_their_translation_marks(name: str) -> None:
    if wheel() is None:
        pytest.skip("Plone's wheel is not here; `make peers` downloads it")
    once = read_definition(WALKS[name].xml(wheel()) or "")
    assert once.marks
    assert read_definition(write_definition(once)) == once


def test_what_xml_cannot_hold_is_refused_when_writing() -> None:
    with pytest.raises(Unwritable, match="U\\+0000"):
        write_definition(Definition("x", title="a\0b"))


TOOL = """<object name="portal_workflow" meta_type="Plone Workflow Tool">
 <object name="case" meta_type="Workflow"/>
 <bindings>
  <default><bound-workflow workflow_id="case"/></default>
  <type type_id="File"/>
  <type type_id="Note" remove="True"/>
 </bindings>
</object>
"""


def test_a_type_has_its_own_chain_or_the_default_one() -> None:
    tool = read_bindings(TOOL)
    assert tool.chain_of("Case") == ("case",), "by default"
    assert tool.chain_of("File") == (), "bound to none"
    assert tool.chain_of("Note") == ("case",), "its binding is taken back"


@pytest.mark.parametrize(
    ("old", "new", "line", "sentence"),
    [
        ('workflow_id="case"', 'workflow_id="gone"', 4, "流程“gone”没有定义"),
        ('meta_type="Workflow"', 'meta_type="Workflow" remove=""', 2, "移除请写 True"),
        ('type_id="Note"', 'type_id="File"', 6, "类型“File”绑定了两次"),
        ('remove="True"', 'remove="False"', 6, "只能写 True"),
        ('remove="True"', 'purge="True"', 6, "属性“purge”不认识"),
        ("<bindings>", "<chains/><bindings>", 3, "不认识的元素“chains”"),
    ],
)
def test_bindings_that_are_not_understood_are_refused_with_their_line(old: str, new: str, line: int, sentence: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_bindings(TOOL.replace(old, new, 1), ())
    assert [one.line for one in refused.value.problems if sentence in one.sentence] == [line]


def test_a_chain_may_name_what_is_there_already() -> None:
    text = TOOL.replace('workflow_id="case"', 'workflow_id="old"')
    assert read_bindings(text, {"old"}).default == read_bindings(text).default == ("old",)


@pytest.mark.parametrize("old", ['type_id="Note" remove="True"', 'type_id="Note" remove=""'])
def test_a_type_is_freed_by_the_mere_mark_as_in_plone(old: str) -> None:
    assert read_bindings(TOOL.replace('type_id="Note" remove="True"', old)).types["Note"].removed


def test_a_workflow_is_given_up_and_keeps_its_kind() -> None:
    tool = read_bindings(TOOL.replace('meta_type="Workflow"', 'meta_type="Old Workflow" remove="yes"'))
    assert (tool.workflows, tool.removed) == ({}, {"case": "Old Workflow"})
    assert read_bindings(write_bindings(tool)) == tool


def test_bindings_are_imported_with_a_report_too() -> None:
    assert import_text(TOOL, "workflows.xml").sentences() == ["workflows.xml：流程绑定已读入，流程1个、类型2个"]
    elsewhere = import_text(TOOL.replace('workflow_id="case"', 'workflow_id="gone"'), "workflows.xml")
    assert elsewhere.sentences()[1] == "提示：第4行：绑定的流程“gone”不在这个文件里；请确认它另有定义［W013］"
