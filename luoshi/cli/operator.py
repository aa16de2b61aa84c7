"""On whose behalf a command acts: `--as LOGIN`, else the site's operator, who is the System."""

from __future__ import annotations

from django.conf import settings

from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError
from luoshi.units import queries as units
from luoshi.units.models import Person


def operator(login: str = "") -> Actor:
    """The actor of a command. Whoever has the site's files may act as the System."""
    if not login:
        return Actor.system(settings.CLOCK)
    try:
        return units.actor_for(units.person(login), settings.CLOCK)
    except Person.DoesNotExist as fault:
        raise InputError(f"没有登录名“{login}”", hint="用 luoshi people 查看") from fault
