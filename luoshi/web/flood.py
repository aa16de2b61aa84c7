"""Forms that anybody may send are taken so often from one address in an hour."""

from __future__ import annotations

from axes.helpers import get_client_ip_address
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext as _

from luoshi.kernel.errors import InputError

AN_HOUR, SECONDS = 10, 3_600


def refuse_flood(request: HttpRequest, what: str) -> None:
    """Refuse the eleventh of a kind of form that an address sends within an hour."""
    key = f"{what}:{get_client_ip_address(request)}"
    cache.add(key, 0, SECONDS)
    try:
        count = cache.incr(key)
    except ValueError:  # it ended this moment, or nothing is remembered at all
        return
    if count > AN_HOUR:
        raise InputError(_("这个地址提出的异议太多了"), hint=_("请一小时后再提，或当面提出"))
