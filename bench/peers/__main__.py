"""Luoshi and its peers side by side: `python -m bench.peers DIR --rows 10000 100000`.

In DIR lie the peers (installed once), one PostgreSQL with a database for each system and number of rows
(filled once), and what was measured, as markdown. Every run works on copies of those databases, so that it
can be repeated. `--only` names systems, `--asked` how often each is asked, `--seconds` how long the equal
load lasts on each.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from tempfile import gettempdir

from bench.peers import measures, postgres, rows, told
from bench.peers.directus import Directus
from bench.peers.luoshi import Luoshi
from bench.peers.nocobase import NocoBase
from bench.peers.peer import Peer
from bench.peers.postgres import Postgres
from bench.peers.redmine import Redmine

PEERS: dict[str, type[Peer]] = {one.key: one for one in (Luoshi, Directus, NocoBase, Redmine)}


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    asked.add_argument("folder", type=Path, nargs="?", default=Path(gettempdir()) / "luoshi-peers")
    asked.add_argument("--rows", type=int, nargs="+", default=[10_000, 100_000])
    asked.add_argument("--only", nargs="+", choices=sorted(PEERS), default=list(PEERS))
    asked.add_argument("--asked", type=int, default=100)
    asked.add_argument("--seconds", type=float, default=30)
    asked.add_argument("--measure", default="", help="part of a measure's name: those, no load, no import")
    said = asked.parse_args()
    signal.signal(
        signal.SIGTERM, lambda *_signal: sys.exit(1)
    )  # what was started is ended, whoever ends this
    folder = said.folder.absolute()
    folder.mkdir(parents=True, exist_ok=True)
    with postgres.running(folder) as server:
        peers = [PEERS[key](folder, server) for key in PEERS if key in said.only]
        for peer in peers:
            with _told(f"{peer.label} installed"):
                peer.install()
        out = folder / f"peers-{date.today()}.md"  # noqa: DTZ011 - the day of whoever runs it
        out.write_text("")
        _say(out, f"{os.cpu_count()} cores; PostgreSQL {server.version}: {postgres.SETTINGS}\n")
        _say(out, told.settings({peer.label: peer.settings() for peer in peers}))
        for count in said.rows:
            _say(out, f"\n### {count:,} rows\n")
            side_by_side(peers, server, count, said.asked, said.seconds, said.measure, out)


def side_by_side(
    peers: Sequence[Peer], server: Postgres, count: int, asked: int, seconds: float, only: str, out: Path
) -> None:
    """Every measure (or those with `only` in their names) on every system, all of them served on copies of
    their databases."""
    with ExitStack() as stack:
        for peer in peers:
            with _told(f"{peer.label} filled with {count:,} rows"):
                database = peer.filled(count)
            with _told(f"{peer.label} served"):
                server.create(f"{peer.key}_run", like=database)
                stack.enter_context(peer.serving(f"{peer.key}_run"))
        others = {peer.key: peer.client("own").numbers() for peer in peers}
        results: list[told.Result] = []
        right = measures.expected(count)
        for measure in measures.measures(right, others):
            if not only or only in measure.name:
                with _told(measure.name):
                    results += measures.taken(measure, peers, asked)
        if only:
            _say(out, told.table(results, peers[0].label))
            return
        with _told("equal load"):
            loads = list(measures.loaded(peers, seconds, others, right))
        with _told("import"):
            results += measures.imported(peers, rows.sheet())
        _say(out, told.table(results, peers[0].label))
        mix = ", ".join(f"{share} % {what}" for what, share in measures.MIX.items())
        _say(out, f"\n{measures.CLIENTS} people at once, {seconds:.0f} s on each in turns, {mix}:\n")
        _say(out, told.loads(loads, peers[0].label))
        sizes = {peer.label: server.size(peer.filled(count)) for peer in peers}
        _say(out, "\nOn disk: " + ", ".join(f"{name} {size:,} MB" for name, size in sizes.items()))


def _say(out: Path, words: str) -> None:
    print(words, flush=True)
    with out.open("a") as file:
        file.write(f"{words}\n")


@contextmanager
def _told(what: str) -> Iterator[None]:
    """Say how long something took, for whoever waits for it."""
    begun = time.monotonic()
    yield
    print(f"[{what}: {time.monotonic() - begun:.1f} s]", flush=True)


if __name__ == "__main__":
    main()
