"""The frame of every page: the top bar and the menu. They also stand on pages nobody is logged in to."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import RequestContext
from django.urls import reverse

from luoshi.kernel.actor import Actor
from luoshi.units import queries as units
from luoshi.web import navigation as menu

register = template.Library()


def _actor(context: RequestContext) -> Actor | None:
    request = context["request"]
    return request.actor if request.user.is_authenticated else None


@register.inclusion_tag("shell/topbar.html", takes_context=True)
def topbar(context: RequestContext) -> dict[str, Any]:
    """Product, site, the page's period chooser (`periods` in its context), inbox, person."""
    return {
        "actor": _actor(context),
        "home": reverse("home:index"),
        "site": units.site_name(),
        "chooser": context.get("periods"),
        "waiting": context.get("waiting"),
        "csrf_token": context.get("csrf_token"),
        "here": context["request"].get_full_path(),
    }


@register.inclusion_tag("shell/navigation.html", takes_context=True)
def navigation(context: RequestContext) -> dict[str, Any]:
    actor = _actor(context)
    return {"groups": menu.navigation(actor, context["request"].path) if actor else ()}
