"""`manage.py rules`: lines in, lines out, in order, errors in their place, exit status 1 at the end, without a database."""

import io
import json
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from tests.rules.conformance import INPUT_KEYS, inputs, vectors
from workflows.rules import stream
from workflows.rules.stream import answers

ROOT = Path(settings.BASE_DIR)


def run(rule: str, content: bytes, folder: Path) -> tuple[int, list[dict[str, Any]]]:
    """Call the command in this process; no test here has a database, so asking for one would fail."""
    file = folder / "输入.jsonl"
    file.write_bytes(content)
    out, code = io.StringIO(), 0
    try:
        call_command("rules", rule, input=str(file), stdout=out)
    except CommandError as failed:
        code = failed.returncode
    return code, [json.loads(line) for line in out.getvalue().splitlines()]


def identity_line(name: str = "a", value: str = "11010519491231002X") -> bytes:
    return json.dumps({"id": name, "kind": "resident_id", "value": value}).encode() + b"\n"


@pytest.mark.parametrize("rule", sorted(INPUT_KEYS))
def test_every_vector_is_answered_in_its_order(rule: str, tmp_path: Path) -> None:
    content = "\n".join(json.dumps(one, ensure_ascii=False) for one in inputs(rule))
    code, lines = run(rule, content.encode(), tmp_path)
    assert code == 0
    for line, vector in zip(lines, vectors(rule), strict=True):
        expected = {key: value for key, value in vector.items() if key not in (INPUT_KEYS[rule], "why")}
        reasons = line.pop("reasons", None)
        assert line == {"id": vector[INPUT_KEYS[rule]]["id"], **expected}
        assert (reasons is not None) is (rule == "eligibility")


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (b"", "空行"),
        (b"   ", "空行"),
        (b"{", "不是有效的JSON"),
        (b"null", "应为对象"),
        (b"[]", "应为对象"),
        (b"{}", "缺少这个字段"),
        (b"{'id': 1}", "不是有效的JSON"),
        (b'{"id": "a"} {"id": "b"}', "不是有效的JSON"),
        (b'{"id": NaN, "kind": "resident_id", "value": ""}', "NaN"),
        (b'{"id": "a", "kind": "resident_id", "value": -Infinity}', "Infinity"),
        (b'{"id": "a", "id": "a", "kind": "resident_id", "value": ""}', "写了两次"),
        (b'{"id": "a", "kind": "resident_id", "value": "\xff"}', "UTF-8"),
        (b'{"id": "a", "kind": "resident_id", "value": ' + b"9" * 5000 + b"}", "数字太长"),
        (b'{"id": "a", "kind": "resident_id", "value": ' + b"[" * 100_000 + b"}", "JSON"),
        (b'{"id": "a", "kind": "resident_id", "value": "a\tb"}', "不是有效的JSON"),
        (b"\xef\xbb\xbf" + identity_line().strip(), "不是有效的JSON"),
    ],
)
def test_a_bad_line_is_answered_in_its_place_and_the_rest_goes_on(bad: bytes, said: str, tmp_path: Path) -> None:
    code, lines = run("identity", identity_line("before") + bad + b"\n" + identity_line("after"), tmp_path)
    assert code == 1
    assert [lines[0]["id"], lines[2]["id"], len(lines)] == ["before", "after", 3]
    assert lines[1].keys() == {"line", "error"} and lines[1]["line"] == 2
    assert said in lines[1]["error"]


def test_a_mark_at_the_files_head_windows_line_ends_and_a_missing_last_one_do_no_harm(tmp_path: Path) -> None:
    content = b"\xef\xbb\xbf" + (identity_line("a") + identity_line("b")).replace(b"\n", b"\r\n") + identity_line("c").strip()
    code, lines = run("identity", content, tmp_path)
    assert code == 0 and [line["id"] for line in lines] == ["a", "b", "c"]


def test_an_empty_file_has_no_answers_and_no_errors(tmp_path: Path) -> None:
    assert run("identity", b"", tmp_path) == (0, [])


def test_a_file_that_is_not_there_is_said_in_chinese(tmp_path: Path) -> None:
    for name, said in (("none", "没有这个文件"), ("", "这是一个文件夹")):
        with pytest.raises(CommandError, match=f"打不开输入文件 .*：{said}"):
            call_command("rules", "identity", input=str(tmp_path / name))


def test_a_reader_who_leaves_and_a_full_disk_are_told_without_a_traceback(tmp_path: Path, environment: dict[str, str]) -> None:
    file = tmp_path / "in.jsonl"
    file.write_bytes(identity_line() * 20_000)
    command, environment = (
        [sys.executable, "manage.py", "rules", "identity", "--input", str(file)],
        environment | {"PYTHONIOENCODING": "utf-8"},
    )
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as left:
        assert left.stdout is not None and left.stderr is not None
        left.stdout.readline()
        left.stdout.close()
        said = left.stderr.read().decode()
    assert left.returncode == 1 and "接收输出的程序已经结束" in said and "Traceback" not in said
    if Path("/dev/full").exists():
        with Path("/dev/full").open("wb") as full:
            done = subprocess.run(command, cwd=ROOT, env=environment, stdout=full, stderr=subprocess.PIPE, check=False)
        assert done.returncode == 1 and "磁盘已满" in done.stderr.decode() and b"Traceback" not in done.stderr


def test_names_come_back_as_they_went_in(tmp_path: Path) -> None:
    for name in ("𬍛张·𠅤", "a b", "line\u2028end", "\ud800", "\\", '"', ""):
        code, lines = run("identity", identity_line(name), tmp_path)
        assert (code, lines[0]["id"]) == (0, name)


def test_a_line_too_long_for_memory_is_refused_and_the_next_one_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "LONGEST_LINE", 100)
    source = io.BytesIO(b"1" * 350 + b"\n" + b"2" * 100 + b"\n" + b"3" * 101)
    found = [line and line[:1] for line in stream.lines_of(source)]
    assert found == [None, b"2", None]


def test_memory_stays_the_same_however_long_the_file() -> None:
    class Endless(io.RawIOBase):
        """A file of a hundred thousand lines that is never held whole."""

        def __init__(self, lines: int) -> None:
            self.lines = lines

        def readline(self, size: int | None = -1, /) -> bytes:
            self.lines -= 1
            return identity_line() if self.lines >= 0 else b""

    def peak(lines: int) -> int:
        tracemalloc.start()
        for _ in answers(Endless(lines), lambda value: {"id": "a"}):  # type: ignore[arg-type]
            pass
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    peak(10)
    assert peak(20_000) < peak(200) + 20_000


def started(rule: str, file: Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "manage.py", "rules", rule, "--input", str(file)], cwd=ROOT, capture_output=True, env=environment, check=False
    )


@pytest.fixture
def environment() -> Iterator[dict[str, str]]:
    """A machine without database, locale or secrets of ours."""
    yield {
        "DJANGO_SETTINGS_MODULE": "settings.test",
        "LC_ALL": "C",
        "PYTHONIOENCODING": "ascii",
        "CASEWORK_DATABASE_URL": "postgres://127.0.0.1:1/none",
    }


def test_the_command_line_writes_utf8_whatever_the_locale_and_needs_no_database(tmp_path: Path, environment: dict[str, str]) -> None:
    file = tmp_path / "in.jsonl"
    file.write_text(json.dumps(inputs("eligibility")[0]) + "\n{}\n", "utf-8")
    done = started("eligibility", file, **environment)
    assert done.returncode == 1
    lines = [json.loads(line) for line in done.stdout.decode("utf-8").splitlines()]
    assert "属孤寡老年人" in lines[0]["reasons"]["lone"] and lines[1]["line"] == 2
    assert b"\\u" not in done.stdout


@pytest.mark.slow
def test_a_hundred_thousand_elders_take_less_than_twenty_seconds(tmp_path: Path, environment: dict[str, str]) -> None:
    file = tmp_path / "in.jsonl"
    given = [json.dumps(one) for one in inputs("eligibility")]
    with file.open("w", encoding="utf-8") as lines:
        lines.writelines(given[number % len(given)] + "\n" for number in range(100_000))
    begun = time.monotonic()
    done = started("eligibility", file, **environment)
    assert done.returncode == 0 and done.stdout.count(b"\n") == 100_000
    assert time.monotonic() - begun < 20
