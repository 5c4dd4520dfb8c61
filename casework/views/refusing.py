"""A page that says why something was not done, with what was typed still on it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from audit.acts import Refusal


@dataclass
class Told:
    """What a refusal said, if there was one; `page` shows it with the status that it had."""

    reasons: tuple[str, ...] = ()
    status: int = 200

    def page(self, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
        return render(request, template, {**context, "reasons": self.reasons}, status=self.status)


@contextmanager
def refusals() -> Iterator[Told]:
    """Keep what a refusal inside says, instead of leaving the page for it."""
    told = Told()
    try:
        yield told
    except Refusal as refusal:
        told.reasons, told.status = refusal.reasons, refusal.status
