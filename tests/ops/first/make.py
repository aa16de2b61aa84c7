"""How `site.zip` was made: by the code of the first landed version that had ledgers, months and commands
(commit e131ef0 of 25 November 2026), in a checkout of it and with its own tests' people:

    git worktree add ../first e131ef0 && cd ../first
    PYTHONPATH=. python ../main/tests/ops/first/make.py FOLDER ../main/tests/ops/first/site.zip

Today's code does not run this file: only the site that it left is tested (tests/ops/test_upgrade.py).
"""

# mypy: ignore-errors

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

LUOSHI = [sys.executable, "-c", "from luoshi.cli.main import main; main()"]
PASSWORD = "luoshi-2026-first"


def fill(folder: Path) -> None:
    """Two months closed with targets, shares, gates and evidence; a third month open with facts in it."""
    from luoshi.cli import setup
    from luoshi.config import site as sites

    sites.make(folder, name="清河县", today=date(2026, 3, 18))
    setup.choose(folder)
    setup.ready()
    setup.migrate()
    from luoshi.ledgers import adoption
    from luoshi.packs import library
    from luoshi.units import actions as units
    from tests.conftest import make_county
    from tests.people import ADMIN, OTHER_TOWN, TOWN

    make_county()
    for pack in library.shipped().values():
        adoption.adopt(ADMIN, pack)
    for login, name, role, unit in (
        ("admin", "何管", "admin", "C0"), ("wangli", "王丽", "reporter", TOWN),
        ("liuyang", "刘洋", "reporter", OTHER_TOWN), ("zhoumin", "周敏", "reviewer", "C01"),
        ("chendu", "陈督", "supervisor", "C01"), ("linjing", "林静", "supervisor", "C0"),
    ):  # fmt: skip
        units.add_person(ADMIN, login, name, PASSWORD)
        units.grant(ADMIN, login, role, unit)
    _work()


def _work() -> None:
    from luoshi.commitments import actions as commitments
    from luoshi.commitments.actions import Owed
    from luoshi.ledgers import actions as ledgers
    from tests.people import CHEN, COUNTY, OTHER_TOWN, TOWN, WANG, ZHOU
    from tests.periods.test_close import FEBRUARY, FUNDS, JANUARY, close, project, receipt

    whole = commitments.set_target(CHEN, COUNTY, FUNDS, 2026, Owed(Decimal(51_000)))
    commitments.split(CHEN, whole.id, {TOWN: Owed(Decimal(6_000)), OTHER_TOWN: Owed(Decimal(4_000))})
    first = project()
    ledgers.attach(WANG, first.ref, "contract", "合同.pdf", b"%PDF-1.4 contract of the first site")
    halves = {TOWN: Decimal(60), OTHER_TOWN: Decimal(40)}
    ledgers.share(CHEN, first.ref, halves, from_day=date(2026, 1, 1), why="两乡镇合作引进")
    ledgers.verify(ZHOU, first.ref)
    receipt(first, "2026-01-15", 500)
    close(JANUARY, "2026-02-04")
    receipt(first, "2026-01-30", 80)
    receipt(first, "2026-02-10", Decimal("20.05"))
    close(FEBRUARY, "2026-03-04")
    receipt(first, "2026-03-02", 7)
    values = {"project": first.ref.id, "received_on": "2026-03-09", "amount": 9, "voucher_no": "9"}
    ledgers.create(WANG, "investment.receipt", TOWN, values)


def pack(folder: Path, target: Path) -> None:
    """The site as a zip, with the figures that its own version told of its months beside it."""
    told = {
        month: [
            json.loads(line)
            for line in subprocess.run(
                [*LUOSHI, "--site", str(folder), "figures", month, "--json"],
                check=True, capture_output=True, text=True,
            ).stdout.splitlines()
        ]
        for month in ("2026-01", "2026-02")
    }  # fmt: skip
    (folder / "told.json").write_text(json.dumps(told, ensure_ascii=False, indent=0), "utf-8")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                archive.write(file, file.relative_to(folder))


if __name__ == "__main__":
    fill(Path(sys.argv[1]))
    pack(Path(sys.argv[1]), Path(sys.argv[2]))
