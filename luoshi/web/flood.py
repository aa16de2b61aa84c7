"""How often an address does something: pages that anybody may send a form from ask before they act."""

from __future__ import annotations

from axes.helpers import get_client_ip_address
from django.core.cache import cache
from django.http import HttpRequest


def count(request: HttpRequest, what: str, *, seconds: int) -> int:
    """How often this address has done it in so long, this time too; 1 where nothing is remembered."""
    key = f"{what}:{get_client_ip_address(request)}"
    cache.add(key, 0, seconds)
    try:
        return cache.incr(key)
    except ValueError:  # it ended this moment, or nothing is remembered at all
        return 1
