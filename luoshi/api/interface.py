"""The interface put together: its parser, its words, its parts."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any, NoReturn

from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.parser import Parser
from ninja.renderers import JSONRenderer

from luoshi.api import bulletins, errors, figures, ledgers, records, units
from luoshi.api.auth import Token
from luoshi.kernel.signs import plain

DESCRIPTION = (
    "与页面权限相同：令牌代表签发它的人，看得到的、办得到的和本人在页面上一样。"
    '键用小写加下划线；金额为元，写作字符串，如 "5000000.00"；小数为字符串；日期写 2026-03-05；单位写代码。'
)


class ExactParser(Parser):
    """JSON in which a number is what was written, never a float, and every text can be kept."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        made: dict[str, Any] = json.loads(request.body, parse_float=Decimal, parse_constant=_refuse_constant)
        json.dumps(made, ensure_ascii=False, default=str).encode()  # half of a surrogate pair is no text
        plainly: dict[str, Any] = _plain(made)
        return plainly


def _plain(said: Any) -> Any:
    """What was said, its texts without signs that none has; keys and units' codes, which nobody pastes from
    a text, are left to whoever knows them, and told where they are none."""
    match said:
        case str():
            return plain(said)
        case list():
            return [_plain(one) for one in said]
        case dict():
            return {key: one if key == "unit" else _plain(one) for key, one in said.items()}
    return said


def _refuse_constant(word: str) -> NoReturn:
    raise ValueError(f"{word} is no JSON")


class ReadableRenderer(JSONRenderer):
    """Chinese as it is read."""

    json_dumps_params = {"ensure_ascii": False}  # noqa: RUF012  # the base class's own name


def build() -> NinjaAPI:
    """The interface with all its endpoints."""
    api = NinjaAPI(
        title="落实", version="1", description=DESCRIPTION, docs_url=None, auth=Token(),
        parser=ExactParser(), renderer=ReadableRenderer(), urls_namespace="api",
    )  # fmt: skip
    errors.install(api)
    for part in (units, ledgers, records, figures, bulletins):
        api.add_router("", part.router)
    return api
