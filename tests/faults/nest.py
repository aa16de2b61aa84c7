"""Where operations are broken: a process with Django ready that forks for every try, on a copy of a site.

    python -m tests.faults.nest PLAN WORK [POSTGRESQL]

On SQLite, or on a PostgreSQL server where a database of the name of each prepared folder is its
site's. It says a JSON object for each operation: how many steps, how many tries, what was wrong with which.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psycopg

from tests.faults.injector import Fault, breaking, concerns, points
from tests.faults.looking import Found, look

PLACE, SAID, TRIAL = "site", "said.json", "trial"


@dataclass(frozen=True)
class Try:
    """What came of an operation that was broken: how it ended, what it said, the site before it is opened by
    anybody, and what became of doing it again."""

    fault: Fault
    at: int
    step: str
    status: int
    told: str
    found: Found
    again: int | None
    after: Found | None


class Nest:
    """Copies of a prepared site in one place, one after the other; on a server in one database."""

    def __init__(
        self, operation: str, prepared: Path, work: Path, server: str = "", notes: Path | None = None
    ) -> None:
        self.operation, self.prepared, self.work, self.server = operation, prepared, work, server
        self.site, self.notes = work / PLACE, notes or work

    def fresh(self) -> None:
        for left in self.work.iterdir():
            shutil.rmtree(left) if left.is_dir() else left.unlink()
        shutil.copytree(self.prepared, self.site)
        if self.server:
            with psycopg.connect(self.server, autocommit=True) as one:
                one.execute(f"DROP DATABASE IF EXISTS {TRIAL} WITH (FORCE)")
                one.execute(f'CREATE DATABASE {TRIAL} TEMPLATE "{self.prepared.name}"'.encode())

    def broken(self, fault: Fault, at: int) -> Try:
        """Break the operation at a step, look at the site, do it again where it was not done, look again."""
        self.fresh()
        return self._came(fault, at, *self._do(fault, at))

    def squeezed(self, room: int) -> Try:
        """The same where the disk has so many bytes left and no more, until there is room again."""
        self.fresh()
        with filled(self.work, room):
            came = self._do("none", 0)
        return self._came("full", room, *came)

    def _came(self, fault: Fault, at: int, status: int, told: str, steps: list[str]) -> Try:
        found = self._look(whole=self.operation.startswith(("close", "import_job")))
        again = after = None
        if not found.done or self.operation.endswith("_job"):
            again, told_again, _ = self._do("none", 0, again=True)
            after = self._look()
            told += told_again if again else ""
        return Try(fault, at, steps[-1] if steps else "", status, told, found, again, after)

    def whole(self) -> tuple[list[str], Found, Found]:
        """The steps of the operation, the site before it and after it."""
        self.fresh()
        before = self._look(whole=True)
        status, told, steps = self._do("none", 0)
        assert status == 0, told
        after = self._look(whole=True)
        assert (before.wrong, after.wrong, before.done, after.done) == ([], [], False, True), (before, after)
        return steps, before, after

    def _do(self, fault: Fault, at: int, *, again: bool = False) -> tuple[int, str, list[str]]:
        said, noted = self.notes / "told.txt", self.notes / "steps.json"
        noted.unlink(missing_ok=True)
        status = _forked(lambda: self._act(fault, at, noted, again=again), said)
        steps = json.loads(noted.read_bytes()) if noted.exists() else []
        return status, said.read_text("utf-8"), steps

    def _act(self, fault: Fault, at: int, noted: Path, *, again: bool) -> int:
        from tests.faults import operations

        act = (operations.AGAIN if again else operations.ACTS)[self.operation]
        with breaking(fault, at) as steps:
            status = operations.commanded(act, self.work)
        noted.write_text(json.dumps(steps.seen), "utf-8")
        return status

    def _look(self, *, whole: bool = False) -> Found:
        target = self.notes / SAID

        def looked() -> int:
            from tests.faults import operations

            done = operations.DONE[self.operation](self.work)
            found = look(self.work, done=done, more=operations.checks() if whole else ())
            target.write_text(json.dumps(asdict(found)), "utf-8")
            return 0

        status = _forked(looked, self.notes / "looked.txt")
        assert status == 0, (self.notes / "looked.txt").read_text("utf-8")[-3_000:]
        return Found(**json.loads(target.read_bytes()))


@contextmanager
def filled(folder: Path, room: int) -> Iterator[None]:
    """A disk with so many bytes left."""
    filler = folder / "filler"
    with filler.open("wb") as stream:
        os.posix_fallocate(stream.fileno(), 0, shutil.disk_usage(folder).free - room)
    try:
        yield
    finally:
        filler.unlink()


def _forked(work: Any, said: Path) -> int:
    """Do something in a child whose words go to a file; its exit status, or the signal that ended it."""
    child = os.fork()
    if child:
        _, ended = os.waitpid(child, 0)
        return os.WTERMSIG(ended) if os.WIFSIGNALED(ended) else os.WEXITSTATUS(ended)
    status = 70
    try:
        handle = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(handle, 1)
        os.dup2(handle, 2)
        status = work()
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def tries(nest: Nest, steps: list[str], kills: int, others: int) -> Iterator[Try]:
    many: dict[Fault, int] = {"kill": kills, "full": others, "lost": others}
    for fault, most in many.items():
        count = sum(concerns(fault, one.partition(" ")[0]) for one in steps)
        for at in points(count, most):
            yield nest.broken(fault, at)


def main(plan: str, work: str, server: str = "") -> None:
    """Every operation of a plan (JSON: [operation, prepared site, kills, others]), one after the other."""
    os.environ |= {"LUOSHI_SITE": f"{work}/{PLACE}", "DJANGO_SETTINGS_MODULE": "luoshi.config.settings"}
    if server:
        os.environ["DATABASE_URL"] = server.replace("/postgres?", f"/{TRIAL}?")
    from tests.faults import judging, operations

    for number, (operation, prepared, kills, others) in enumerate(json.loads(plan)):
        nest = Nest(operation, Path(prepared), Path(work), server)
        nest.fresh()
        if not number:
            operations.ready()
        steps, before, after = nest.whole()
        tried = list(tries(nest, steps, kills, others))
        wrong = [
            said for one in tried for said in judging.judged(operation, one, before, after, gaps=bool(server))
        ]
        said = {"operation": operation, "steps": len(steps), "tries": len(tried), "wrong": wrong}
        sys.stdout.write(json.dumps(said, ensure_ascii=False) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
