"""What every request passes: the client's traces for the audit entry, and refusals turned into a sentence with the right status."""

import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from audit.acts import Refusal, client

GetResponse = Callable[[HttpRequest], HttpResponse]


class ClientMiddleware:
    """Names the request in every audit entry written while it runs."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = uuid.uuid4().hex
        device = request.headers.get("User-Agent", "")[:200]
        with client(request_id=request_id, address=request.META.get("REMOTE_ADDR", ""), device=device, channel="web"):
            response = self.get_response(request)
        response["X-Request-Id"] = request_id
        response.setdefault("Cache-Control", "private, no-store")  # pages carry personal data
        return response


class RefusalMiddleware:
    """Shows a refusal no view has handled as a page that says what to do."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refusal):
            return None
        return refusal_response(request, exception)


def refusal_response(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Answer with the refusal's status and all its reasons, as JSON where the caller asked for it."""
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse(
            {"reasons": list(refusal.reasons), "code": refusal.code}, status=refusal.status, json_dumps_params={"ensure_ascii": False}
        )
    return render(request, "refused.html", {"refusal": refusal, "back": request.headers.get("Referer", "/")}, status=refusal.status)
