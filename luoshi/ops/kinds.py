"""What the worker can do: one function per kind of job."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from luoshi.kernel.actor import Actor
from luoshi.kernel.periods import Period
from luoshi.periods import actions as periods

Tell = Callable[[str, int, int], None]
"""(what is being done, how many steps are done, of how many)."""
Work = Callable[[Actor, Mapping[str, Any], Tell], dict[str, Any]]


def close(actor: Actor, said: Mapping[str, Any], tell: Tell) -> dict[str, Any]:
    """Close a month (`period`); answers its digest."""
    made = periods.close(actor, Period.parse(said["period"]), tell=tell)
    return {"period": made.period, "digest": made.digest}


KINDS: Mapping[str, Work] = {"close": close}
"""Every kind by name."""
