"""The request as a view meets it: somebody is logged in, and acts."""

from __future__ import annotations

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from luoshi.kernel.actor import Actor


class Request(HttpRequest):
    """What the middleware adds; annotate a view's request with it."""

    actor: Actor
    htmx: HtmxDetails
