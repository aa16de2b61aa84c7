"""Registrations that wait for a person: a science office's, or those who would join one's firm."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.kernel.actor import Actor
from luoshi.units import registrations
from luoshi.web.components import Link


def links(actor: Actor) -> Iterator[Link]:
    """How many, and where it is done."""
    if found := registrations.waiting(actor):
        yield Link(_("待审核：注册申请"), reverse("portal:registrations"), "user-check", len(found))
