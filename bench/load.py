"""Pages under load against the same queries by hand: `python -m bench.load DIR`.

DIR is a site made by `bench.sites`. `luoshi serve` is started on it as a real process; 20 clients ask at
once, each logged in as somebody who sees as little as possible; in turn with them 20 threads with connections
of their own ask the database the same by hand. Printed: p50 and p95 in milliseconds, the ratio of the p95.
Run under `python -m scripts.on_postgresql` both ask a PostgreSQL site.
"""

from __future__ import annotations

import argparse
import http.client
import statistics
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote

from bench import by_hand
from bench.browser import Browser
from bench.by_hand import COUNTY, TOWN
from bench.sites import PASSWORD
from tests.demo import LUOSHI

CLIENTS, ASKED, TURN = 20, 300, 100
PORT = 18_555
Act = Callable[[int], None]


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--asked", type=int, default=ASKED)
    said = asked.parse_args()
    with serving(said.folder):
        print(f"{'':<24}{'page p50':>10}{'p95':>9}{'by hand p50':>13}{'p95':>9}{'p95 ratio':>11}")
        for name, (ours, plain) in _pages(said.folder):
            page, hand = _in_turns(ours, plain, said.asked)
            ratio = page[1] / hand[1]
            print(
                f"{name:<24}{page[0]:>10.1f}{page[1]:>9.1f}{hand[0]:>13.1f}{hand[1]:>9.1f}{ratio:>11.1f}",
                flush=True,
            )


@contextmanager
def serving(folder: Path) -> Iterator[None]:
    """A site served as it would be, at `PORT`."""
    server = subprocess.Popen(
        [*LUOSHI, "--site", str(folder), "serve", "--port", str(PORT)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _answers()
        yield
    finally:
        server.terminate()
        server.wait(30)


def _answers() -> None:
    for _ in range(200):
        try:
            http.client.HTTPConnection("127.0.0.1", PORT, timeout=2).request("GET", "/account/login/")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the server does not answer")


def _in_turns(ours: Act, plain: Act, asked: int) -> list[tuple[float, float]]:
    """(p50, p95) in milliseconds of so many acts of either by 20 at once, in turns: what else the machine
    does falls on both. Everybody has logged in and asked once before: a log-in is slow on purpose."""
    with ThreadPoolExecutor(CLIENTS) as people, ThreadPoolExecutor(CLIENTS) as hands:
        sides = [(people, ours, list[float]()), (hands, plain, list[float]())]
        for pool, act, _taken in sides:
            list(pool.map(partial(_enter, act, threading.Barrier(CLIENTS)), range(CLIENTS)))
        for numbers in _turns(asked):
            for pool, act, taken in sides:
                taken.extend(pool.map(partial(_milliseconds, act), numbers))
    cuts = [statistics.quantiles(taken, n=20) for _pool, _act, taken in sides]
    return [(one[9], one[18]) for one in cuts]


def _turns(asked: int) -> list[range]:
    return [range(start, min(start + TURN, asked)) for start in range(0, asked, TURN)]


def _enter(act: Act, ready: threading.Barrier, number: int) -> None:
    act(number)
    ready.wait()


def _milliseconds(act: Act, number: int) -> float:
    begun = time.perf_counter()
    act(number)
    return 1_000 * (time.perf_counter() - begun)


def _pages(folder: Path) -> Iterator[tuple[str, tuple[Act, Act]]]:
    """What is asked of the site, and the same of its database."""
    people = {
        login: _each(partial(Browser, PORT, login, PASSWORD)) for login in ("town", "county", "checker")
    }
    hands = _each(lambda: by_hand.connect(folder))
    mine = by_hand.numbers(folder, "receipt", TOWN, "verified", 4_000)
    waiting = by_hand.numbers(folder, "receipt", COUNTY, "pending", 6_000)
    pending, verified, saved = iter(waiting[::2]), iter(waiting[1::2]), count()
    projects = by_hand.numbers(folder, "project", COUNTY, "verified", 500)
    lock = threading.Lock()

    def get(login: str, address: str) -> Act:
        return lambda _number: people[login]().get(address) and None

    yield (
        "list, filtered, sorted",
        (
            get("town", "/ledgers/investment.receipt/?received_on__min=2023-01-01&sort=-amount"),
            lambda _number: by_hand.listed(hands()),
        ),
    )
    yield (
        "search",
        (
            get("town", f"/ledgers/investment.project/?q={quote('果汁加工')}"),
            lambda _number: by_hand.searched(hands()),
        ),
    )
    yield (
        "record",
        (
            lambda number: (
                people["county"]().get(f"/ledgers/investment.project/{projects[number % 500]}/") and None
            ),
            lambda number: by_hand.record(hands(), projects[number % 500]),
        ),
    )
    yield (
        "record, 1,000 changes",
        (
            get("county", "/ledgers/investment.project/1/"),
            lambda _number: by_hand.record(hands(), 1),
        ),
    )

    def save(number: int) -> None:
        browser, ref = people["town"](), mine[number % len(mine)]
        address = f"/ledgers/investment.receipt/{ref}/edit"
        browser.post(address, {**browser.form(address), "remark": f"核对第{next(saved)}次"})

    yield (
        "edit: open and save",
        (save, lambda number: by_hand.save(hands(), mine[number % len(mine)], next(saved))),
    )

    def verify(_number: int) -> None:
        with lock:
            ref = next(pending)
        people["checker"]().post(f"/ledgers/investment.receipt/{ref}/verify", {})

    def verify_by_hand(_number: int) -> None:
        with lock:
            ref = next(verified)
        by_hand.verify(hands(), ref)

    yield "verify", (verify, verify_by_hand)
    figures = get("town", "/figures/")

    def changed(number: int) -> None:
        by_hand.note(hands(), number)
        figures(number)

    yield "figures, nothing new", (figures, lambda _number: by_hand.figures(hands()))
    yield "figures after a change", (changed, lambda _number: by_hand.figures(hands()))


def _each(make: Callable[[], Any]) -> Callable[[], Any]:
    """One for each thread."""
    held = threading.local()

    def mine() -> Any:
        if not hasattr(held, "one"):
            held.one = make()
        return held.one

    return mine


if __name__ == "__main__":
    main()
