"""Live figures after one change, beside a full recomputation: `python -m bench.live DIR…`.

Each DIR is a site made by `bench.sites` (run under `python -m scripts.on_postgresql` give a folder and
`--records`: the site is made in that database first). One thing is changed by the product's own actions (an
amount, a verification, a record taken back, a new one, a project's shares, a project's total), by chance;
then the city's supervisor asks `periods.queries.figures` of an open month, all units and indicators, timed;
then all is counted anew, timed, and the two must be equal. Printed in milliseconds: median and 95th
percentile of both by the clock, in brackets the median of the process's own time (which is without the
server's on PostgreSQL); and the first look of a process, which counts everything.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from bench import sites

ASKED, MONTH, SEED = 60, "2026-04", 20261127
Times = tuple[float, float]
"""By the clock, and of the process itself."""


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", type=Path, nargs="+")
    asked.add_argument("--records", type=int, default=0, help="make a site of so many in the folder first")
    asked.add_argument("--asked", type=int, default=ASKED)
    said = asked.parse_args()
    if len(said.folder) > 1:  # a process serves one site
        for folder in said.folder:
            command = [sys.executable, "-m", "bench.live", str(folder), f"--asked={said.asked}"]
            os.spawnv(os.P_WAIT, sys.executable, command)
        return
    (folder,) = said.folder
    if said.records:
        sites.make(folder, said.records)
    else:
        sites.begin(folder)
    measure(folder.name, said.asked)


def measure(name: str, asked: int) -> None:
    """Change, ask, count anew, compare; again and again."""
    from luoshi.kernel.actor import Actor, Holding
    from luoshi.kernel.periods import Period
    from luoshi.periods import live, queries

    supervisor, month = Actor(99, "督查", (Holding("supervisor", "S"),)), Period.parse(MONTH)
    changes = _Changes(random.Random(SEED))

    def follows() -> Any:
        return queries.figures(supervisor, month)

    def anew() -> Any:
        return queries._computed(month)

    live.forget()
    first, _ = _timed(follows)
    times: list[tuple[str, Times, Times]] = []
    for _ in range(asked):
        kind = changes.one()
        mine, found = _timed(follows)
        full, right = _timed(anew)
        assert found == right, kind
        times.append((kind, mine, full))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{name}: {len(found):,} figures, first look {first[0]:,.0f} ms, {memory:.0f} MB at the peak")
    _told("all changes", times)
    for kind in sorted({one[0] for one in times}):
        _told(kind, [one for one in times if one[0] == kind])


def _told(what: str, times: list[tuple[str, Times, Times]]) -> None:
    mine, full = _shown([one[1] for one in times]), _shown([one[2] for one in times])
    faster = statistics.median(one[2][0] / one[1][0] for one in times)
    print(
        f"  {what:<12}{len(times):>4} ×  follows {mine}   anew {full}   {faster:>6.1f} × faster", flush=True
    )


def _shown(times: list[Times]) -> str:
    clock = [one[0] for one in times]
    late = statistics.quantiles(clock, n=20)[-1] if len(clock) > 1 else clock[0]
    own = statistics.median(one[1] for one in times)
    return f"{statistics.median(clock):>7,.0f}, {late:>7,.0f} ({own:,.0f})"


def _timed(work: Callable[[], Any]) -> tuple[Times, Any]:
    begun = time.perf_counter(), time.process_time()
    found = work()
    ended = time.perf_counter(), time.process_time()
    return ((ended[0] - begun[0]) * 1000, (ended[1] - begun[1]) * 1000), found


class _Changes:
    """Things that happen, by the product's actions."""

    def __init__(self, chance: random.Random) -> None:
        from luoshi.kernel.actor import Actor
        from luoshi.ledgers import actions, queries

        self._chance, self._actions, self._queries = chance, actions, queries
        self._system = Actor.system(lambda: sites.START.replace(year=2026, month=5))
        self._most = {
            name: queries.table(name).objects.order_by("-id").values_list("id", flat=True)[0]
            for name in ("investment.receipt", "investment.project")
        }

    def one(self) -> str:
        """Do one that the product takes, and say what it was."""
        from luoshi.kernel.errors import LuoshiError

        while True:
            kinds = [
                self.amount,
                self.amount,
                self.verified,
                self.withdrawn,
                self.new,
                self.shares,
                self.total,
            ]
            act = self._chance.choice(kinds)
            try:
                act()
            except LuoshiError:
                continue
            return act.__name__

    def _record(self, ledger: str) -> Any:
        from luoshi.ledgers.records import Ref

        ref = Ref(ledger, self._chance.randint(1, self._most[ledger]))
        return self._queries.record(self._system, ref)

    def _recent(self) -> Any:
        """A receipt of this year."""
        while True:
            found = self._record("investment.receipt")
            if found.row["received_on"] >= date(2026, 1, 1) and not found.row["withdrawn"]:
                return found

    def amount(self) -> None:
        self._set(self._recent(), "amount")

    def total(self) -> None:
        self._set(self._record("investment.project"), "total")

    def _set(self, found: Any, field: str) -> None:
        values = {field: Decimal(self._chance.randrange(1, 50_000))}
        self._actions.adjust(self._system, found.ref, values, version=found.version, why="核对")

    def verified(self) -> None:
        self._actions.verify(self._system, self._recent().ref)

    def withdrawn(self) -> None:
        self._actions.withdraw(self._system, self._recent().ref, why="重复")

    def new(self) -> None:
        project = self._record("investment.project")
        day = date(2026, 1, 1) + timedelta(self._chance.randrange(110))
        values = {
            "project": project.ref.id, "received_on": day,
            "amount": self._chance.randrange(1, 500), "voucher_no": f"测-{time.time_ns()}",
        }  # fmt: skip
        made = self._actions.create(self._system, "investment.receipt", project.unit, values)
        self._actions.verify(self._system, made.ref)

    def shares(self) -> None:
        project = self._record("investment.project")
        part = Decimal(self._chance.randint(1, 99))
        holders = self._chance.sample(sorted(sites.towns()), 2)
        split = {holders[0]: part, holders[1]: 100 - part}
        day = date(2026, 1, 1) + timedelta(self._chance.randrange(60))
        self._actions.share(self._system, project.ref, split, from_day=day, why="联合引进")


if __name__ == "__main__":
    main()
