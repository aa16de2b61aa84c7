"""The operations that are broken, on sites that are prepared for them."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from luoshi.kernel.actor import SHANGHAI

if TYPE_CHECKING:
    from luoshi.ops.doctor.rounds import Check

Act = Callable[[Path], None]


def evening() -> datetime:
    """When it all happens."""
    return datetime(2026, 3, 4, 18, 30, tzinfo=SHANGHAI)


def ready() -> None:
    """Django made ready, and everything imported that a try needs, so that no child does it again."""
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection

    settings.CLOCK = evening
    from luoshi.cli import main  # noqa: F401
    from luoshi.exchange import actions, uploads  # noqa: F401
    from luoshi.ops import worker  # noqa: F401
    from luoshi.ops.backup import making  # noqa: F401
    from luoshi.ops.doctor import rounds  # noqa: F401
    from luoshi.periods import receiving  # noqa: F401
    from tests.faults.looking import look
    from tests.faults.preparing import next_version

    next_version()
    look(Path(os.environ["LUOSHI_SITE"]).parent, done=False, more=checks())
    connection.close()


def checks() -> tuple[Check, ...]:
    """Those of the doctor's checks that take long, or a worker's job into account."""
    from luoshi.ops.doctor import data, published

    return (data.schema, data.drift, published.root)


def commanded(act: Act, work: Path) -> int:
    """Do something as a command does it; its exit status."""
    from luoshi.cli import main

    main.app = lambda: act(work)  # type: ignore[assignment]
    try:
        main.main()
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def _command(*words: str) -> Act:
    """A command of the product; `{work}` in its words is the folder of the tries."""
    from luoshi.cli.main import app

    def act(work: Path) -> None:
        given = [word.replace("{work}", str(work)) for word in words]
        (work / "out").mkdir(exist_ok=True)
        app(["--site", str(work / "site"), *given], standalone_mode=False)

    return act


def _work(_work_folder: Path) -> None:
    from luoshi.ops.worker import work

    work(until_empty=True)


def _again(work_folder: Path) -> None:
    """The next worker; what a dead one left undone is asked for anew, as its message says."""
    from luoshi.ops import actions
    from luoshi.ops.models import Job
    from tests.people import SYSTEM

    _work(work_folder)
    job = Job.objects.earliest("id")
    if job.state == "failed":
        assert "请重新办理" in job.message or "没有办成；" in job.message or "先查看" in job.message, (
            job.message
        )
        actions.start(SYSTEM, job.kind, job.label, job.arguments)
        _work(work_folder)


def _adopt(_work_folder: Path) -> None:
    from luoshi.ledgers import adoption
    from tests.faults.preparing import next_version
    from tests.people import SYSTEM

    adoption.adopt(SYSTEM, next_version())


def _attach(_work_folder: Path) -> None:
    from luoshi.ledgers import actions
    from luoshi.ledgers.records import Ref
    from tests.people import WANG

    actions.attach(WANG, Ref("investment.project", 1), "contract", "合同.pdf", b"%PDF-1.4 contract")


def _hand_in(_work_folder: Path) -> None:
    from luoshi.kernel.periods import Period
    from luoshi.periods import actions
    from tests.people import WANG
    from tests.periods.test_close import on

    actions.hand_in(on("2026-03-04", WANG), "C0101", Period.parse("2026-03"))


ACTS: Mapping[str, Act] = {
    "import": _command("import", "investment.receipt", "{work}/site/rows.xlsx", "--unit", "C0101"),
    "import_job": _work,
    "close": _command("close", "2026-02"),
    "close_job": _work,
    "receive": _command("receive", "{work}/site/package.zip"),
    "backup": _command("backup", "{work}/out/backup.zip", "--without-keys"),
    "adopt": _adopt,
    "attach": _attach,
    "hand_in": _hand_in,
}


AGAIN: Mapping[str, Act] = {**ACTS, "import_job": _again, "close_job": _again}
"""What is done after an operation was broken."""


def _counted(table: str, count: int, where: str = "1 = 1") -> Callable[[Path], bool]:
    """Whether so many rows are there now."""

    def done(_work_folder: Path) -> bool:
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute(f"SELECT COUNT(*) FROM {table} WHERE {where}")
            return bool(cursor.fetchone()[0] == count)

    return done


DONE: Mapping[str, Callable[[Path], bool]] = {
    "import": _counted("ledger_investment_receipt", 15),
    "import_job": _counted("ledger_investment_receipt", 15),
    "close": _counted("closing", 2),
    "close_job": _counted("closing", 2),
    "receive": _counted("package_received", 1),
    "backup": lambda work: (work / "out" / "backup.zip").exists(),
    "adopt": _counted("adopted_pack", 2, "pack = 'investment'"),
    "attach": _counted("evidence", 1),
    "hand_in": _counted("hand_in", 1, "period = '2026-03'"),
}
"""Whether an operation was done, by what it leaves."""

if __name__ == "__main__":
    sys.exit("tests.faults.nest runs these")
