"""The frame of every page: the top bar and the menu. They also stand on pages nobody is logged in to."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import RequestContext
from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.calls import published
from luoshi.kernel.actor import Actor
from luoshi.ledgers import queries as ledgers
from luoshi.units import queries as units
from luoshi.web import navigation as menu
from luoshi.web.components import Link

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


@register.inclusion_tag("shell/public.html", takes_context=True)
def public_kinds(context: RequestContext) -> dict[str, Any]:
    """What anybody may read on this site, and where to register; nothing but bulletins on most."""
    path = context["request"].path
    offered = [
        (str(ledgers.ledger(published.SHAPES[kind].ledger).label), reverse("public:published", args=[kind]))
        for kind in published.kinds()
    ]
    if not offered:
        return {"links": ()}
    offered = [(_("通报"), reverse("public:index")), *offered, (_("注册"), reverse("public:register"))]
    here = max((url for _label, url in offered if path.startswith(url)), key=len, default="")
    return {"links": [Link(label, url, current=url == here) for label, url in offered]}
