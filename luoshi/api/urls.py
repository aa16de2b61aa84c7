"""Addresses of the interface. They ask for a token, not for a session, and answer faults as JSON."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, re_path
from django.views.decorators.csrf import csrf_exempt

from luoshi.api.errors import NO_METHOD, NOTHING, respond
from luoshi.api.interface import build

View = Callable[..., HttpResponseBase]

api = build()


def _open(view: View) -> View:
    """Without the session's log-in; what there is not, and a wrong method, in the one shape."""

    @login_not_required
    @csrf_exempt
    @wraps(view, assigned=())
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            response = view(request, *args, **kwargs)
        except Http404:
            return respond(NOTHING)
        if response.status_code != 405:
            return response
        said = respond(NO_METHOD)
        said.headers["Allow"] = response.headers["Allow"]
        return said

    return answer


def _nothing(request: HttpRequest) -> HttpResponseBase:
    del request
    return respond(NOTHING)


def _patterns() -> list[Any]:
    patterns, _app, _namespace = api.urls
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            pattern.callback = _open(pattern.callback)
    return [*patterns, re_path("", _open(_nothing))]


app_name = "api"
urlpatterns = _patterns()
