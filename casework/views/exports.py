"""Lists as files that Excel opens: nothing in them runs, each says who took it out and when, and the taking out is an entry."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse
from django.utils import timezone

from audit.acts import act
from permissions.models import Account
from permissions.scope import reach_of
from workflows.rules.dates import moment_in_words

RUNS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
MOST = 20_000  # as many lines as a table on a desk can be worked with


def harmless(value: object) -> str:
    """Write a value so that a table program shows it and never runs it."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(RUNS) else text


def csv_text(lines: Iterable[Sequence[object]]) -> bytes:
    """Write lines as CSV, with the mark without which Excel reads it in another encoding."""
    out = io.StringIO()
    csv.writer(out).writerows([[harmless(value) for value in line] for line in lines])
    return out.getvalue().encode("utf-8-sig")


def csv_file(
    user: Account, *, action: str, chain: str, title: str, filename: str, headings: Sequence[str], rows: Iterable[Sequence[object]]
) -> HttpResponse:
    """Answer with a list as CSV. The entry is written before the first byte leaves; without it nothing leaves."""
    lines = list(rows)
    with act(user, action, chain=chain, details={"title": title, "lines": str(len(lines))}):
        who, when = f"{user.display_name}（{reach_of(user).summary}）", moment_in_words(timezone.localtime())
        taken = f"{who}于{when}导出，共{len(lines)}行，请妥善保管"
    response = HttpResponse(csv_text([[title], [taken], headings, *lines]), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response
