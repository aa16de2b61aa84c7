"""What the API says no to: one shape for everything, in the error's own words, never a traceback."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, JsonResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from pydantic import Field

from luoshi.kernel import errors
from luoshi.ledgers.errors import Blocked
from luoshi.ops import troubles
from luoshi.units.errors import BadToken

logger = logging.getLogger("luoshi.api")

STATUSES: Mapping[str, int] = {
    "invalid": 400, "unauthenticated": 401, "refused": 403, "missing": 404, "method": 405, "stale": 409,
    "too_large": 413, "locked": 423, "site": 500, "unavailable": 503,
}  # fmt: skip
"""Every value of `error` with its HTTP status."""


class Trouble(Schema):
    """One thing wrong in what was sent."""

    field: str = Field(default="", description="哪个字段（台账字段为其名称）")
    what: str = Field(description="哪里不对")
    right: str = Field(default="", description="应为什么")


class Fault(Schema):
    """Every answer that is not a success."""

    error: str = Field(description="错误种类：" + "、".join(STATUSES))
    message: str = Field(description="说明，可直接给人看")
    hint: str = Field(default="", description="应如何处理")
    problems: list[Trouble] = Field(default=[], description="逐项的问题，一次列全")


CASES: tuple[tuple[type[errors.LuoshiError], str], ...] = (
    (BadToken, "unauthenticated"),
    (errors.Refused, "refused"),
    (errors.Missing, "missing"),
    (errors.Stale, "stale"),
    (errors.Locked, "locked"),
    (errors.InputError, "invalid"),
    (errors.UsageError, "invalid"),
)

NO_TOKEN = Fault(error="unauthenticated", message="没有令牌", hint="请求头写 Authorization: Bearer 令牌")
NO_METHOD = Fault(error="method", message="这个地址不支持这种请求方法", hint="见 Allow 响应头")
NOTHING = Fault(error="missing", message="没有这个地址", hint="见 /api/v1/openapi.json")
UNREADABLE = Fault(error="invalid", message="请求内容无法读取", hint="应为完整的 JSON，或 multipart 表单")
TOO_LARGE = Fault(error="too_large", message="请求内容太大")
BROKEN = Fault(
    error="site",
    message="系统出错",
    hint="请重新读取，看改动是否已保存；仍不行的，把时间和请求地址告诉系统管理员",
)

WRONG: Mapping[str, str] = {
    "missing": "必填，没有填",
    "extra_forbidden": "没有这一项",
    "int_parsing": "应为整数",
    "int_type": "应为整数",
    "int_from_float": "应为整数",
    "int_parsing_size": "数太大",
    "string_type": "应为文字",
    "string_unicode": "含有不能保存的字符",
    "date_parsing": "应为日期，如 2026-03-05",
    "date_from_datetime_parsing": "应为日期，如 2026-03-05",
    "date_type": "应为日期，如 2026-03-05",
    "dict_type": "应为对象，键对应值",
    "model_attributes_type": "应为对象，键对应值",
    "bool_parsing": "应为 true 或 false",
    "greater_than_equal": "应不小于 {ge}",
    "less_than_equal": "应不大于 {le}",
    "string_too_long": "不超过 {max_length} 字",
    "value_error": "{error}",
}
"""What pydantic finds wrong → what would be right; anything else is “值不对”."""


def respond(fault: Fault) -> JsonResponse:
    """A fault as an answer."""
    answer = JsonResponse(
        fault.model_dump(), status=STATUSES[fault.error], json_dumps_params={"ensure_ascii": False}
    )
    if fault.error == "unauthenticated":
        answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


def of_error(error: errors.LuoshiError) -> Fault:
    """What Luoshi said no to."""
    kind = next((name for case, name in CASES if isinstance(error, case)), "site")
    return Fault(error=kind, message=error.message, hint=error.hint, problems=list(_troubles(error)))


def _troubles(error: errors.LuoshiError) -> Iterable[Trouble]:
    if isinstance(error, Blocked):
        for block in error.blocks:
            yield Trouble(field=block.key, what=block.what, right=block.right)
    if isinstance(error, errors.InputError):
        for one in error.problems:
            yield Trouble(field=one.field or one.column, what=one.what, right=one.right)


def of_validation(found: Iterable[Mapping[str, Any]]) -> Fault:
    """What of a request has the wrong form, item by item."""
    problems = []
    for one in found:
        where = one["loc"][2:] if one["loc"][:2] == ("body", "body") else one["loc"][1:]
        right = WRONG.get(one["type"], "值不对").format(**one.get("ctx", {}))
        problems.append(Trouble(field=".".join(map(str, where)), what=right))
    message = "；".join(f"{one.field}：{one.what}" if one.field else one.what for one in problems)
    return Fault(error="invalid", message=message, problems=problems)


def install(api: NinjaAPI) -> None:
    """Let the API answer every fault in the one shape."""
    api.add_exception_handler(errors.LuoshiError, _luoshi)
    api.add_exception_handler(AuthenticationError, lambda _request, _error: respond(NO_TOKEN))
    api.add_exception_handler(ValidationError, _validation)
    api.add_exception_handler(RequestDataTooBig, lambda _request, _error: respond(TOO_LARGE))
    for kind in (HttpError, BadRequest, SuspiciousOperation, MultiPartParserError, UnreadablePostError):
        api.add_exception_handler(kind, lambda _request, _error: respond(UNREADABLE))
    api.add_exception_handler(Exception, _broken)


def _luoshi(request: HttpRequest, error: Any) -> JsonResponse:
    fault = of_error(error)
    if fault.error == "site":
        logger.error("%s %s: %s", request.method, request.path, error)
    return respond(fault)


def _validation(_request: HttpRequest, error: Any) -> JsonResponse:
    return respond(of_validation(error.errors))


def _broken(request: HttpRequest, error: Any) -> JsonResponse:
    logger.error("%s %s", request.method, request.path, exc_info=error)
    said = troubles.of(error)
    return respond(Fault(error="unavailable", message=said.message, hint=said.hint) if said else BROKEN)
