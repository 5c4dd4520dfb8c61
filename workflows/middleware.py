"""What every request of a signed-in person reads of the policy is as fresh as what a step reads."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from workflows.overlays import keep_fresh


class FreshPolicyMiddleware:
    """Looks for new standards, calendars and processes, at most every few seconds: a page must not show a figure that holds no more."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:  # who is not signed in sees no figure, and /healthz asks no database
            keep_fresh()
        return self.get_response(request)
