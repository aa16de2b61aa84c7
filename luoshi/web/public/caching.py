"""Answers that may be kept: nobody's own, alike for all, checked anew after a while."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.cache import patch_cache_control, patch_vary_headers

MINUTES = 5


def kept(answer: HttpResponse, *, minutes: int = MINUTES) -> HttpResponse:
    """May be kept for so long by whoever passes it on; a reader's language is told by cookie and header."""
    patch_cache_control(answer, public=True, max_age=minutes * 60)
    patch_vary_headers(answer, ["Accept-Language", "Cookie"])
    return answer
