"""XML from a stranger, read into plain elements that know their line.

Document types and entities are refused before they can expand, size and depth are bounded, nothing outside the text is ever fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

from workflows.engine.dcworkflow.problems import Unreadable, refuse

MOST_BYTES: Final = 16 * 1024 * 1024
MOST_ELEMENTS: Final = 300_000  # ten thousand states have some eighty thousand; each takes about a kilobyte of memory
DEEPEST: Final = 12
I18N: Final = "http://xml.zope.org/namespaces/i18n"
XML: Final = "http://www.w3.org/XML/1998/namespace"
PREFIXES: Final[Mapping[str, str]] = {I18N: "i18n", XML: "xml"}

_SAVED: Final = "请另存为 UTF-8，并把文件开头的 encoding 改为 utf-8"  # who does only one of both reads the same refusal again
_DECLARED: Final = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_FAULTS: Final[Mapping[int, str]] = {  # expat's own words are English
    2: "语法不对",
    3: "文件没有内容，或没有写完",
    4: "有不允许的字符，或编码与声明不符（& 应写作 &amp;，< 应写作 &lt;，属性用半角引号括起）",
    5: "标签没有写完",
    6: "文件在一个字的中间断了",
    7: "结束标签与开始标签不配对",
    8: "同一属性写了两次",
    9: "根元素之后还有内容",
    11: "用到没有定义的实体",
    14: "字符编号不合法",
    17: "XML 声明不在文件开头",
    18: f"不认识的编码；{_SAVED}",
    19: f"声明的编码与实际不符；{_SAVED}",
    20: "CDATA 段没有写完",
    27: "前缀没有声明命名空间",
    28: "前缀的命名空间不能取消",
    30: "XML 声明不合格",
    38: "xml 前缀不能改作他用",
    39: "xmlns 前缀不能改作他用",
    40: "前缀不能指向保留的命名空间",
}
Marks = tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Element:
    """One element: `marks` are its translation attributes (`i18n:…`), kept apart because they decide nothing."""

    tag: str
    line: int
    attributes: dict[str, str] = field(default_factory=dict)
    marks: Marks = ()
    children: list[Element] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    cdata_line: int = 0

    @property
    def text(self) -> str:
        """The element's own text as the format reads it: lines without their indentation, the end without blanks."""
        return tidy("".join(self.pieces))

    def all(self) -> Iterator[Element]:
        """Yield the element and everything in it."""
        yield self
        for child in self.children:
            yield from child.all()

    def named(self, tag: str) -> Iterator[Element]:
        return (child for child in self.children if child.tag == tag)


def tidy(text: str) -> str:
    """Strip every line's indentation and the blanks at the end, as Plone's importer does."""
    return "".join(line.lstrip() for line in text.splitlines(keepends=True)).rstrip()


class _Builder:
    def __init__(self, source: bytes | str) -> None:
        self.parser = expat.ParserCreate("utf-8" if isinstance(source, str) else None, namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.ordered_attributes = True
        self.parser.StartDoctypeDeclHandler = self.doctype
        self.parser.EntityDeclHandler = self.entity
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.characters
        self.parser.StartCdataSectionHandler = self.cdata
        self.root: Element | None = None
        self.open: list[Element] = []
        self.elements = 0

    def doctype(self, name: str, *_: object) -> None:
        raise refuse(self.parser.CurrentLineNumber, "文件含有文档类型声明（DOCTYPE），为安全起见不予读取；请删去这一声明")

    def entity(self, *_: object) -> None:
        raise refuse(self.parser.CurrentLineNumber, "文件含有实体声明（ENTITY），为安全起见不予读取；请删去这一声明")

    def start(self, tag: str, attributes: list[str]) -> None:
        line = self.parser.CurrentLineNumber
        self.elements += 1
        if self.elements > MOST_ELEMENTS:
            raise refuse(line, f"文件的元素超过{MOST_ELEMENTS}个；请拆分定义")
        if len(self.open) >= DEEPEST:
            raise refuse(line, f"元素嵌套超过{DEEPEST}层；流程定义不会这样深，请检查文件")
        element = Element(self.plain(tag, line), line)
        marks = []
        for name, value in zip(attributes[::2], attributes[1::2], strict=True):
            if " " in name:
                marks.append((self.plain(name, line), value))
            else:
                element.attributes[name] = value
        element.marks = tuple(marks)
        if self.open:
            self.open[-1].children.append(element)
        else:
            self.root = element
        self.open.append(element)

    def plain(self, name: str, line: int) -> str:
        if " " not in name:
            return name
        namespace, _, local = name.rpartition(" ")
        if namespace not in PREFIXES:
            raise refuse(line, f"不认识的命名空间“{namespace}”（用于“{local}”）；请删去或改正")
        return f"{PREFIXES[namespace]}:{local}"

    def end(self, tag: str) -> None:
        self.open.pop()

    def characters(self, text: str) -> None:
        self.open[-1].pieces.append(text)

    def cdata(self) -> None:
        if not self.open[-1].cdata_line:
            self.open[-1].cdata_line = self.parser.CurrentLineNumber


def parse(source: bytes | str) -> Element:
    """Read the text into its root element, or refuse it with the line where it went wrong."""
    data = source.encode("utf-8", "surrogatepass") if isinstance(source, str) else source
    if not data.strip():
        raise refuse(1, "文件是空的；请检查是否选错了文件")
    if len(data) > MOST_BYTES:
        raise refuse(0, f"文件超过{MOST_BYTES // 1024 // 1024}兆字节，不予读取；请拆分定义")
    builder = _Builder(source)
    try:
        builder.parser.Parse(data, True)
    except expat.ExpatError as error:
        fault = _FAULTS.get(error.code, f"无法解析（{error.code}）")
        raise refuse(error.lineno, f"不是合格的 XML：{fault}（第{error.offset + 1}列）；请检查这一行") from None
    except Unreadable:
        raise
    except (ValueError, LookupError):  # what expat makes of an encoding that Python does not know, or knows as more than one byte a letter
        declared = _DECLARED.search(data[:400])
        raise refuse(1, f"声明的编码{f'“{declared[1].decode()}”' if declared else ''}不能读；{_SAVED}") from None
    if builder.root is None:
        raise refuse(1, "文件里没有内容；请检查是否选错了文件")
    return builder.root
