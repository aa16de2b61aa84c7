"""Where operations are broken: a process with Django ready that forks for every try, on a copy of a site.

    python -m tests.faults.nest PLAN WORK

It says a JSON object for each operation: how many steps, how many tries, what was wrong with which.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.faults.injector import Fault, breaking, points
from tests.faults.looking import Found, look

PLACE, SAID = "site", "said.json"


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
    """Copies of a prepared site in one place, one after the other."""

    def __init__(self, operation: str, prepared: Path, work: Path) -> None:
        self.operation, self.prepared, self.work = operation, prepared, work
        self.site = work / PLACE

    def fresh(self) -> None:
        for left in self.work.iterdir():
            shutil.rmtree(left) if left.is_dir() else left.unlink()
        shutil.copytree(self.prepared, self.site)

    def broken(self, fault: Fault, at: int) -> Try:
        """Break the operation at a step, look at the site, do it again where it was not done, look again."""
        self.fresh()
        status, told, steps = self._do(fault, at)
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

    def steps(self, fault: Fault) -> int:
        """How many steps there are at which a fault can be."""
        self.fresh()
        return len(self._do(fault, sys.maxsize)[2])

    def _do(self, fault: Fault, at: int, *, again: bool = False) -> tuple[int, str, list[str]]:
        said, noted = self.work / "told.txt", self.work / "steps.json"
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
        target = self.work / SAID

        def looked() -> int:
            from tests.faults import operations

            done = operations.DONE[self.operation](self.work)
            found = look(self.work, done=done, more=operations.checks() if whole else ())
            target.write_text(json.dumps(asdict(found)), "utf-8")
            return 0

        status = _forked(looked, self.work / "looked.txt")
        assert status == 0, (self.work / "looked.txt").read_text("utf-8")[-3_000:]
        return Found(**json.loads(target.read_bytes()))


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


def tries(nest: Nest, kills: int, others: int) -> Iterator[Try]:
    many: dict[Fault, int] = {"kill": kills, "full": others, "lost": others}
    for fault, most in many.items():
        for at in points(nest.steps(fault), most):
            yield nest.broken(fault, at)


def main(plan: str, work: str) -> None:
    """Every operation of a plan (JSON: [operation, prepared site, kills, others]), one after the other."""
    os.environ |= {"LUOSHI_SITE": f"{work}/{PLACE}", "DJANGO_SETTINGS_MODULE": "luoshi.config.settings"}
    from tests.faults import judging, operations

    for number, (operation, prepared, kills, others) in enumerate(json.loads(plan)):
        nest = Nest(operation, Path(prepared), Path(work))
        nest.fresh()
        if not number:
            operations.ready()
        steps, before, after = nest.whole()
        tried = list(tries(nest, kills, others))
        wrong = [said for one in tried for said in judging.judged(operation, one, before, after)]
        said = {"operation": operation, "steps": len(steps), "tries": len(tried), "wrong": wrong}
        sys.stdout.write(json.dumps(said, ensure_ascii=False) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
