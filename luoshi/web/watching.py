"""Every request counted and told to the log: by its view, never by its address or by who asked."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from prometheus_client import Counter, Histogram

log = logging.getLogger("luoshi.requests")
REQUESTS = Counter("luoshi_requests", "Requests by view and status", ["view", "method", "status"])
SECONDS = Histogram("luoshi_request_seconds", "Seconds of a request by view", ["view"])
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
SILENT = "elections:ballots:"
"""Views of which no line may tell the time (docs/decisions/0040)."""


class WatchingMiddleware:
    """It stands before every other."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = self.get_response(request)
        took = time.perf_counter() - began
        view = request.resolver_match.view_name if request.resolver_match else "none"
        if view.startswith(SILENT):
            return response
        method = request.method if request.method in METHODS else "other"
        REQUESTS.labels(view, method, str(response.status_code)).inc()
        SECONDS.labels(view).observe(took)
        told = {"view": view, "method": method, "status": response.status_code, "ms": round(took * 1000)}
        log.info("request", extra=told)
        return response
