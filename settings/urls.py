"""All addresses of the site."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path, re_path


def no_such_door(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
    """Answer 404: accounts, addresses and lost passwords are the security administrator's, whatever the library offers."""
    raise Http404


urlpatterns: list[URLPattern | URLResolver] = [
    re_path(r"^account/(signup|email|confirm-email|inactive|password/(reset|set)|login/code)\b", no_such_door),
    path("account/", include("allauth.account.urls")),
    path("account/mfa/", include("allauth.mfa.urls")),
    path("", include("reports.urls")),
    path("", include("casework.urls")),
]
