"""What Luoshi says no to, as pages: the error's own words, and what can be done about it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.defaults import server_error

from luoshi.kernel import errors
from luoshi.ops import troubles
from luoshi.web.components import Page


@dataclass(frozen=True)
class Answer:
    status: int
    title: str
    advice: str


def answer(error: errors.LuoshiError) -> Answer:
    """The HTTP status of an error, its heading, and what to do."""
    match error:
        case errors.Refused():
            return Answer(403, _("没有权限"), _("如确需办理，请联系本单位的系统管理员调整角色。"))
        case errors.Missing():
            return Answer(404, _("没有找到"), _("可能地址有误，也可能不在您可以查看的范围内。"))
        case errors.Stale():
            return Answer(409, _("别人已先修改"), _("返回后刷新页面，核对最新内容再提交。"))
        case errors.Locked():
            return Answer(423, _("期间已锁定"), _("确需更正的，请按上面的说明办理。"))
        case errors.InputError() | errors.UsageError():
            return Answer(400, _("填写有误"), _("没有作任何改动。请返回改正后再提交。"))
    return Answer(500, _("系统配置有问题"), _("没有作任何改动。请把本页内容告诉系统管理员。"))


def _back(request: HttpRequest) -> str:
    """The page that the request came from, when it is one of ours."""
    came_from = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(came_from, {request.get_host()}, request.is_secure())
    return came_from if ours else ""


class ErrorsMiddleware:
    """Turns a LuoshiError raised by a view into a page, or into a fragment for htmx."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, errors.LuoshiError):
            return None
        return refusal(request, error)


def broken(request: HttpRequest) -> HttpResponse:
    """What no view foresaw: of disk and database people are told that it passes, of the rest that it was
    noted. The page asks nothing of the database."""
    if troubles.of(sys.exception()) is None:
        return server_error(request)
    page = loader.get_template("503.html").render()
    return HttpResponse(page, status=503, headers={"Retry-After": "10"})


def refusal(request: HttpRequest, error: errors.LuoshiError) -> HttpResponse:
    """An error as a page, or as a fragment for htmx."""
    said = answer(error)
    fragment = "HX-Request" in request.headers
    template = f"errors/{'fragment' if fragment else 'page'}.html"
    context = {
        "page": Page(said.title),
        "answer": said,
        "error": error,
        "problems": getattr(error, "problems", ()),
        "fragment": fragment,
        "back": _back(request),
    }
    return render(request, template, context, status=said.status)
