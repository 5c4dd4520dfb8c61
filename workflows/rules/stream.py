"""JSON lines in, JSON lines out: one line at a time, in constant memory, each bad line answered in its place."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import IO

from workflows.rules.shapes import Misfit

LONGEST_LINE = 16 * 1024 * 1024
_LINE_MARKS = "\u0085\u2028\u2029"
_BOM = b"\xef\xbb\xbf"
_encode = json.JSONEncoder(ensure_ascii=False).encode
_encode_ascii = json.JSONEncoder(ensure_ascii=True).encode


def _no_constant(name: str) -> object:
    raise Misfit(f"不是有效的JSON：没有 {name} 这样的数")


def _without_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Refuse an object that names a field twice: which of the two holds would be anybody's guess."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise Misfit("同一字段写了两次").at(next(name for name in names if names.count(name) > 1))
    return found


_decode = json.JSONDecoder(parse_constant=_no_constant, object_pairs_hook=_without_repeats).decode


def lines_of(source: IO[bytes]) -> Iterator[bytes | None]:
    """Yield the lines without their ends; None for one that is longer than memory should hold."""
    while line := source.readline(LONGEST_LINE + 1):
        if len(line) > LONGEST_LINE and not line.endswith(b"\n"):
            while (rest := source.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
                pass
            yield None
        else:
            yield line.rstrip(b"\r\n")


def read_line(line: bytes | None) -> object:
    """Read one JSON value; a Misfit says in Chinese what is wrong with the line."""
    if line is None:
        raise Misfit(f"这一行超过{LONGEST_LINE // 1024 // 1024}MB")
    try:
        written = line.decode("utf-8")
    except UnicodeDecodeError as broken:
        raise Misfit(f"不是有效的UTF-8：第{broken.start + 1}个字节") from None
    if not written.strip(" \t\r\n"):
        raise Misfit("空行：每行应为一个JSON对象")
    try:
        return _decode(written)
    except json.JSONDecodeError as broken:
        raise Misfit(f"不是有效的JSON：第{broken.colno}个字符处") from None
    except RecursionError:
        raise Misfit("不是约定的JSON：嵌套太深") from None
    except Misfit:
        raise
    except ValueError:  # a number of more digits than Python reads
        raise Misfit("不是约定的JSON：数字太长") from None


def answers(source: IO[bytes], answer: Callable[[object], dict[str, object]]) -> Iterator[tuple[bool, bytes]]:
    """Yield for each line whether it could be answered, and the answer as a line of UTF-8."""
    for number, line in enumerate(lines_of(source), start=1):
        if number == 1 and line is not None:
            line = line.removeprefix(_BOM)
        try:
            yield True, _as_line(answer(read_line(line)))
        except Misfit as misfit:
            yield False, _as_line({"line": number, "error": misfit.sentence})


def _as_line(answer: dict[str, object]) -> bytes:
    written = _encode(answer)
    for mark in _LINE_MARKS:  # legal in JSON, but many readers take them for the end of a line
        if mark in written:
            written = written.replace(mark, f"\\u{ord(mark):04x}")
    try:
        return written.encode() + b"\n"
    except UnicodeEncodeError:  # half a surrogate pair, which JSON can write and UTF-8 cannot
        return _encode_ascii(answer).encode() + b"\n"
