"""What machines ask a site: whether it lives, whether it can serve, how it does; nothing is for people."""

from __future__ import annotations

import ipaddress
import os
import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from luoshi.ops import health


@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """The process answers; it asks nobody else."""
    del request
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Whether it can serve: 503 with what is lacking."""
    del request
    lacking = health.unready()
    return JsonResponse({"ready": not lacking, "lacking": lacking}, status=503 if lacking else 200)


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Everything counted, for whoever is allowed: requests of all processes, and how work stands."""
    if not _allowed(request):
        return HttpResponse("forbidden", status=403, content_type="text/plain")
    site, counted = CollectorRegistry(), REGISTRY
    site.register(health.Standing())
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        counted = CollectorRegistry()
        MultiProcessCollector(counted)  # type: ignore[no-untyped-call]  # theirs has no types
    return HttpResponse(generate_latest(counted) + generate_latest(site), content_type=CONTENT_TYPE_LATEST)


def _allowed(request: HttpRequest) -> bool:
    """By a token, or by an address from which it was asked without anybody between: behind a proxy every
    request would come from the proxy's."""
    said = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if settings.METRICS_TOKEN and secrets.compare_digest(said.encode(), settings.METRICS_TOKEN.encode()):
        return True
    if "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
        return False
    try:
        asking = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    return any(asking in ipaddress.ip_network(one) for one in settings.METRICS_FROM)
