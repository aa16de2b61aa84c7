"""On whose behalf a command acts: `--as LOGIN`, else the site's operator, who is the System."""

from __future__ import annotations

from django.conf import settings

from luoshi.kernel.actor import Actor
from luoshi.units import queries as units


def operator(login: str = "") -> Actor:
    """The actor of a command. Whoever has the site's files may act as the System."""
    if not login:
        return Actor.system(settings.CLOCK)
    return units.actor_for(units.person(login), settings.CLOCK)
