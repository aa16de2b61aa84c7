"""How often an address does something: pages that anybody may send a form from ask before they act."""

from __future__ import annotations

from axes.helpers import get_client_ip_address
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext as _

from luoshi.kernel.errors import InputError

OBJECTIONS, AN_HOUR = 10, 3_600
"""Objections that are taken of one address in so many seconds."""


def count(request: HttpRequest, what: str, *, seconds: int) -> int:
    """How often this address has done it in so long, this time too; 1 where nothing is remembered."""
    key = f"{what}:{get_client_ip_address(request)}"
    cache.add(key, 0, seconds)
    try:
        return cache.incr(key)
    except ValueError:  # it ended this moment, or nothing is remembered at all
        return 1


def refuse_flood(request: HttpRequest, what: str) -> None:
    """Refuse an address that objects too often in an hour; `what` names to which kind of thing."""
    if count(request, what, seconds=AN_HOUR) > OBJECTIONS:
        raise InputError(_("这个地址提出的异议太多了"), hint=_("请一小时后再提，或当面提出"))
