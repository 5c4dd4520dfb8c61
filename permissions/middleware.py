"""A first password, given by somebody else, is changed before anything else is done."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

GetResponse = Callable[[HttpRequest], HttpResponse]
OPEN_PAGES = ("account_change_password", "account_logout")


class FirstPasswordMiddleware:
    """Leads whoever signs in with a given password to the page where it is changed; an interface gets a plain 403."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = getattr(request, "user", None)
        if user is None or not user.is_authenticated or not user.must_change_password or self._is_open(request.path):
            return self.get_response(request)
        if "application/json" in request.headers.get("Accept", ""):
            return HttpResponse("请先登录网页修改初始密码", status=403, content_type="text/plain; charset=utf-8")
        there = reverse(OPEN_PAGES[0])
        if request.headers.get("HX-Request"):
            return HttpResponse(status=204, headers={"HX-Redirect": there})
        return HttpResponseRedirect(there)

    def _is_open(self, path: str) -> bool:
        return path in {reverse(name) for name in OPEN_PAGES} or path.startswith(settings.STATIC_URL)
