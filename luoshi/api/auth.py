"""Who asks: the person whose token stands in the Authorization header. Sessions count for nothing here."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from ninja.security import HttpBearer

from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Refused
from luoshi.ledgers import queries as ledgers
from luoshi.units import tokens


class Token(HttpBearer):
    """`Authorization: Bearer luoshi_…`."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor:
        del request
        actor = tokens.actor_of_token(token.strip(), settings.CLOCK)
        if ledgers.is_outside(actor):
            raise Refused("接口供单位使用", hint="企业、专家和农户请登录网站办理")
        return actor
