"""What is measured, the same for every system, in turns: what else the machine does falls on all.

An answer is not only waited for: what a system tells is compared with the rows that it was filled with.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import count
from typing import Any

from bench.peers import rows
from bench.peers.peer import PAGE, Client, Lacks, Listed, Peer, Who
from bench.peers.told import Load, Result, Took

TURN = 10
"""So many questions to one system before the next has its turn."""
CLIENTS = 8
MIX = {"list": 40, "narrowed": 20, "record": 20, "change": 20}
"""Of a hundred things that somebody does, under equal load."""
SLICE = 10.0
"""Seconds of load on one system before the next has its turn."""
Act = Callable[[Client, int], Any]


@dataclass(frozen=True)
class Measure:
    """`act` is timed; `before`, by whoever sees one unit, is not. `right` is what an answer has to be; `kept`
    tells, untimed, whether what was written can be read."""

    name: str
    who: Who
    act: Act
    share: float = 1
    before: Act | None = None
    right: Any = None
    kept: Callable[[Client, int], bool] | None = None


@dataclass(frozen=True)
class Expected:
    """What every system should tell, counted from the rows themselves."""

    own: Listed
    narrowed: Listed
    all: Listed
    rolled_up: Mapping[str, tuple[int, Decimal]]
    own_rolled_up: Mapping[str, tuple[int, Decimal]]
    names: Mapping[int, str]
    """Of the own unit's records, by their numbers."""


def expected(many: int) -> Expected:
    """The answers about so many rows."""
    newest, mine = list[str](), dict[int, str]()
    wanted = list[tuple[Decimal, int, str]]()
    sums: dict[str, tuple[int, Decimal]] = {}
    for row in rows.rows(many):
        newest = [row["name"], *newest[: PAGE - 1]]
        unit, total = row["unit"], row["total"]
        if unit == rows.OWN:
            mine[row["id"]] = row["name"]
            if row["industry"] == rows.WANTED and total >= rows.AT_LEAST:
                wanted.append((-total, row["id"], row["name"]))
        if rows.FIRST <= row["signed_on"] <= rows.LAST:
            before, whole = sums.get(unit, (0, Decimal(0)))
            sums[unit] = (before + 1, whole + total)
    narrowed = tuple(name for *_order, name in sorted(wanted)[:PAGE])
    return Expected(
        own=Listed(len(mine), tuple(reversed([*mine.values()][-PAGE:]))),
        narrowed=Listed(len(wanted), narrowed),
        all=Listed(many, tuple(newest)),
        rolled_up=sums,
        own_rolled_up={unit: one for unit, one in sums.items() if unit == rows.OWN},
        names=mine,
    )


def measures(right: Expected, others: Mapping[str, list[int]]) -> Sequence[Measure]:
    """What is asked; `others` are the records of every system that may be changed."""

    changes, said = count(1), dict[tuple[str, int], str]()

    def mine_of(client: Client, step: int) -> int:
        mine = others[client.system]
        return mine[step % len(mine)]

    def update(client: Client, step: int) -> None:
        """Something new is written, which nobody can tell from memory."""
        number, word = mine_of(client, step), f"第{next(changes)}次会商，月底前开工"
        client.change(number, {"problem": word})
        said[client.system, number] = word

    def kept(client: Client, step: int) -> bool:
        number = mine_of(client, step)
        return bool(client.value(number, "problem") == said[client.system, number])

    return (
        Measure("list", "own", lambda client, _step: client.listed(), right=right.own),
        Measure(
            "list, filtered and sorted", "own", lambda client, _step: client.narrowed(), right=right.narrowed
        ),
        Measure("list, by who sees all", "all", lambda client, _step: client.listed(), right=right.all),
        Measure("one update, with history", "own", update, kept=kept),
        Measure(
            "record", "own",
            lambda client, step: client.record(mine_of(client, step)) == right.names[mine_of(client, step)],
            right=True,
        ),
        Measure(
            "history of a record with few changes", "own",
            lambda client, step: client.history(mine_of(client, step)) > 0, right=True,
        ),
        Measure(
            "all 1,000 changes of a record", "own",
            lambda client, _step: client.history(rows.OFTEN) >= rows.CHANGES, share=0.2, right=True,
        ),
        Measure(
            "month rolled up, own unit, after a change", "own", lambda client, _step: client.rolled_up(),
            before=update, share=0.5, right=right.own_rolled_up,
        ),
        Measure(
            "month rolled up, 126 units, after a change", "all", lambda client, _step: client.rolled_up(),
            before=update, share=0.5, right=right.rolled_up,
        ),
        Measure("list as a page", "own", lambda client, _step: client.list_page() > 0, right=True),
        Measure(
            "page of the record with 1,000 changes", "own",
            lambda client, _step: client.record_page(rows.OFTEN) > 0, share=0.2, right=True,
        ),
    )  # fmt: skip


def taken(measure: Measure, peers: Sequence[Peer], asked: int) -> Iterator[Result]:
    """One measure on every system, some questions in turn; the first answer of each is not timed."""
    sides = [_Side(measure, peer) for peer in peers]
    for start in range(0, max(TURN, round(asked * measure.share)), TURN):
        for side in sides:
            side.turn(start)
    return (side.result() for side in sides)


class _Side:
    """One system under one measure."""

    def __init__(self, measure: Measure, peer: Peer) -> None:
        self._measure, self._peer = measure, peer
        self._took: list[float] = []
        self._lacks = self._wrong = ""
        try:
            self._client, self._own = peer.client(measure.who), peer.client("own")
            self._own.numbers()
            self._once(-1)
            self._took.clear()
        except Lacks as why:
            self._lacks = str(why)
        except RuntimeError as fault:
            self._lacks = f"failed: {fault}"[:200]

    def turn(self, start: int) -> None:
        for step in range(start, start + TURN) if not self._lacks else ():
            self._once(step)

    def _once(self, step: int) -> None:
        if self._measure.before:
            self._measure.before(self._own, step)
        begun = time.perf_counter()
        answer = self._measure.act(self._client, step)
        self._took.append(1_000 * (time.perf_counter() - begun))
        right, kept = self._measure.right, self._measure.kept
        if right is not None and answer != right:
            self._wrong = f"{_short(answer)} for {_short(right)}"
        if kept and not kept(self._client, step):
            self._wrong = "what was written is not there"

    def result(self) -> Result:
        took = None if self._lacks else Took.of(self._took)
        return Result(self._measure.name, self._peer.label, took, self._lacks, self._wrong)


def _short(answer: Any) -> str:
    said = repr(answer)
    return said if len(said) < 120 else f"{said[:120]}…"


def imported(peers: Sequence[Peer], made: Sequence[rows.Row]) -> Iterator[Result]:
    """The sheet into every system, once, from the file's leaving to the last row's being there."""
    for peer in peers:
        try:
            client = peer.client("own")
            files, before = client.prepared(made), client.listed().total
            begun = time.perf_counter()
            for file in files:
                client.imported(file)
            took = Took.of([1_000 * (time.perf_counter() - begun)])
            came = client.listed().total - before
            wrong = "" if came == len(made) else f"{came:,} of {len(made):,} rows came"
            yield Result(f"import of {len(made):,} rows", peer.label, took, "", wrong)
        except (Lacks, RuntimeError) as why:
            yield Result(f"import of {len(made):,} rows", peer.label, None, str(why)[:200], "")


def loaded(
    peers: Sequence[Peer], seconds: float, others: Mapping[str, list[int]], right: Expected
) -> Iterator[Load]:
    """So many people at once on one system after another, in slices, the same mix for all. A wrong answer and
    a change that cannot be read afterwards have failed."""
    crowds = [_Crowd(peer, others[peer.key], right) for peer in peers]
    rounds = max(1, round(seconds / SLICE))
    for turn in range(rounds):
        for crowd in crowds:
            crowd.work(min(SLICE, seconds), turn)
    return (crowd.load() for crowd in crowds)


class _Crowd:
    """`CLIENTS` people who each change records of their own."""

    def __init__(self, peer: Peer, numbers: Sequence[int], right: Expected) -> None:
        self._peer, self._spent, self._right = peer, 0.0, right
        self._said: dict[int, str] = {}
        self._took: list[float] = []
        self._failed: list[str] = []
        self._people = [peer.client("own", number) for number in range(CLIENTS)]
        self._shares = [numbers[nth::CLIENTS] for nth in range(CLIENTS)]
        for client in self._people:
            client.numbers()

    def work(self, seconds: float, turn: int) -> None:
        begun = time.perf_counter()
        threads = [
            threading.Thread(target=self._stay, args=(nth, begun + seconds, turn)) for nth in range(CLIENTS)
        ]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        self._spent += time.perf_counter() - begun

    def _stay(self, nth: int, end: float, turn: int) -> None:
        chance, client, mine = random.Random(nth + 100 * turn), self._people[nth], self._shares[nth]
        while (begun := time.perf_counter()) < end:
            kind = chance.choices([*MIX], [*MIX.values()])[0]
            try:
                done = self._done(client, kind, chance.choice(mine), f"{chance.random()}")
            except (RuntimeError, OSError) as fault:
                self._failed.append(str(fault)[:200])
            else:
                self._took.append(1_000 * (time.perf_counter() - begun))
                self._failed += [] if done else [f"{kind}: a wrong answer"]

    def load(self) -> Load:
        reader = self._people[0]
        self._failed += [
            f"record {number}: what was written is not there"
            for number, word in self._said.items()
            if reader.value(number, "next_step") != word
        ]
        return Load(self._peer.label, len(self._took) / self._spent, Took.of(self._took), self._failed)

    def _done(self, client: Client, kind: str, number: int, word: str) -> bool:
        """One thing of `MIX`; whether it was answered rightly."""
        match kind:
            case "list":
                return client.listed() == self._right.own
            case "narrowed":
                return client.narrowed() == self._right.narrowed
            case "record":
                return client.record(number) == self._right.names[number]
        client.change(number, {"next_step": word})
        self._said[number] = word
        return True
