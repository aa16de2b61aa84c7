"""All checks in order, and the little that may be mended without asking."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from luoshi.kernel.actor import Actor
from luoshi.ledgers import rebuild
from luoshi.ops import troubles
from luoshi.ops.doctor import data, published, running
from luoshi.ops.doctor.findings import Finding, wrong

Check = Callable[[Path], Iterator[Finding]]
FIRST: Sequence[Check] = (data.schema, data.chain, published.root)
"""While these are wrong nothing else can be relied on, nor mended."""
CHECKS: Sequence[Check] = (
    data.drift, data.evidence, published.packages, data.leftovers, running.keys,
    running.clock, running.calendar, running.disk, running.worker, running.stuck_jobs, running.outbox,
    running.backed_up,
)  # fmt: skip


def look(folder: Path) -> Iterator[Finding]:
    """Every finding as it comes. A check that fails is a finding itself, and keeps no other from being made.
    Drift is asked only of a whole journal: what it says is what a table would be mended to."""
    sound = True
    for check in (*FIRST, *CHECKS):
        if not sound and check is data.drift:
            continue
        try:
            for one in check(folder):
                sound = sound and not (check in FIRST and one.level == "wrong")
                yield one
        except Exception as fault:  # whatever is broken, the other checks still tell something
            sound = sound and check not in FIRST
            yield _not_done(check, fault)


def _not_done(check: Check, fault: Exception) -> Finding:
    said = troubles.of(fault)
    why, do = (said.message, said.hint) if said else (type(fault).__name__, "先解决别的问题，再检查一次")
    return wrong(check.__name__, f"检查没有做完：{why}", do)


def mend(actor: Actor, folder: Path, found: Sequence[Finding]) -> list[str]:
    """Do what is safe and certain about findings; what was done. A table is written anew from a journal
    only when the chain is whole, for `look` finds no drift before that."""
    done = []
    for fix in (fix for one in found for fix in one.fixes):
        verb, _, what = fix.partition(" ")
        if verb == "rebuild":
            rebuild.repair(actor, what)
        else:
            target = folder / what
            shutil.rmtree(target) if target.is_dir() else target.unlink(missing_ok=True)
        done.append(fix)
    return done
