"""What the worker can do: one function per kind of job."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from luoshi.exchange import uploads
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


def import_(actor: Actor, said: Mapping[str, Any], tell: Tell) -> dict[str, Any]:
    """Check and import a file that was received (`upload`); answers what came of it, counts only."""
    done = uploads.carry_out(actor, said["upload"], tell)
    return {
        "made": done.made, "amended": done.amended, "same": done.same, "problems": len(done.problems),
    }  # fmt: skip


KINDS: Mapping[str, Work] = {"close": close, "import": import_}
"""Every kind by name."""
