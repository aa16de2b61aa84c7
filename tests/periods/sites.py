"""Sites of several levels on one machine: each with its own folder, database, key and processes."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from luoshi.kernel import canonical
from luoshi.periods.keys import public_hex
from tests.demo import LUOSHI, environment, luoshi, objects

ROOT = Path(__file__).resolve().parents[2]
PROVINCE = ("P0", "江南省", "province", "")
CITY = ("C0", "临溪市", "city", "P0")
COUNTIES = (("C01", "清河县", "county", "C0"), ("C02", "云岭县", "county", "C0"))
TOWNS = (("C0101", "青石镇", "township", "C01"), ("C0102", "柳林乡", "township", "C01"))

FUNDS = "investment.funds_in_place"
FIRST, SECOND = "2026-01", "2026-02"


def run(site: Path, work: Callable[..., None], *given: Any) -> None:
    """Do something on a site in a process of its own, as its people would."""
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import django; django.setup();"
        f"from {work.__module__} import {work.__name__} as work; work(*{given!r})"
    )
    said = {"LUOSHI_SITE": str(site), "DJANGO_SETTINGS_MODULE": "luoshi.config.settings"}
    command = [sys.executable, "-c", code, str(ROOT)]
    done = subprocess.run(command, env=environment() | said, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]


def begin(units: list[tuple[str, str, str, str]]) -> None:
    """In the site's process: a new site with these units, working by the investment pack."""
    from luoshi.cli import setup
    from luoshi.config import site as sites
    from luoshi.units import actions
    from tests.adopted import adopt
    from tests.people import SYSTEM

    sites.make(sites.folder(), name=units[0][1])
    setup.migrate()
    known = {code for code, *_rest in units}
    for code, name, kind, parent in units:
        above = parent if parent in known else None
        actions.add_unit(SYSTEM, code, name, kind, parent=above, rank_class="A" if kind == "township" else "")
    adopt("investment")


def record(unit: str, facts: list[tuple[str, int]]) -> None:
    """In the site's process: a project with receipts (day, 万元), verified by somebody else."""
    from luoshi.kernel.actor import Actor, Holding
    from luoshi.ledgers import actions as ledgers
    from tests.people import morning

    clerk = Actor(11, "王丽", (Holding("reporter", unit),), morning)
    reviewer = Actor(13, "周敏", (Holding("reviewer", unit),), morning)
    project = ledgers.create(clerk, "investment.project", unit, {"name": f"{unit}果汁厂", "total": 90_000})
    for day, amount in facts:
        values = {
            "project": project.ref.id, "received_on": day, "amount": amount, "voucher_no": f"{day}/{amount}"
        }  # fmt: skip
        made = ledgers.create(clerk, "investment.receipt", unit, values)
        ledgers.verify(reviewer, made.ref)


def killed(site: Path, point: str, path: str) -> None:
    """Receive a package in a process that is killed when a step begins."""
    module, _, name = point.rpartition(".")
    code = (
        f"import os, django; django.setup(); from luoshi.periods import {module} as at, receiving;"
        f"at.{name} = lambda *a, **k: os._exit(9);"
        "from pathlib import Path; from tests.people import SYSTEM;"
        f"receiving.receive(SYSTEM, Path({path!r}))"
    )
    said = {"LUOSHI_SITE": str(site), "DJANGO_SETTINGS_MODULE": "luoshi.config.settings"}
    done = subprocess.run([sys.executable, "-c", code], env=environment() | said, cwd=ROOT, check=False)
    assert done.returncode == 9


def resigned(package: Path, to: Path, signer: Path, **changes: Any) -> Path:
    """A copy of a package whose manifest states something else, signed by a site's key."""
    shutil.copytree(package, to)
    key = Ed25519PrivateKey.from_private_bytes((signer / "keys" / "signing.key").read_bytes())
    said = json.loads((to / "manifest.json").read_bytes()) | changes
    content = canonical.dumps(said | {"public_key": public_hex(key)})
    (to / "manifest.json").write_bytes(content)
    (to / "manifest.sig").write_bytes(key.sign(content))
    return to


def target(unit: str, amount: int) -> None:
    """In the site's process: what a unit owes of funds in place this year."""
    from decimal import Decimal

    from luoshi.commitments import actions
    from luoshi.commitments.actions import Owed
    from tests.people import SYSTEM

    actions.set_target(SYSTEM, unit, "investment.funds_in_place", 2026, Owed(Decimal(amount)))


def refused(site: Path, *words: str) -> str:
    """What a command says that is refused for what it was given; nothing of the site has changed by it."""
    before = state(site)
    command = [*LUOSHI, "--site", str(site), *words]
    done = subprocess.run(command, env=environment(), capture_output=True, text=True)
    assert done.returncode == 1, (done.returncode, done.stdout, done.stderr[-2000:])
    assert state(site) == before
    return "".join(done.stderr.split())


def state(site: Path) -> dict[str, object]:
    """All a site holds: every row of every table, the journal's among them, and every file's digest."""
    found: dict[str, object] = {}
    with closing(sqlite3.connect(site / "db.sqlite3")) as database:
        tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        for (name,) in tables.fetchall():
            found[name] = database.execute(f'SELECT * FROM "{name}"').fetchall()
    for file in sorted(site.rglob("*")):
        if file.is_file() and not file.name.startswith("db.sqlite3") and file.name != "migrating":
            found[str(file.relative_to(site))] = hashlib.sha256(file.read_bytes()).hexdigest()
    return found


def registered(above: Path, below: Path, since: str, *more: str) -> str:
    """Let a site know another's key, as after the telephone call; answers the fingerprint."""
    (own,) = objects(below, "key", "--json")
    luoshi(above, "senders", "add", own["unit"], own["public"], "--since", since, *more)
    return str(own["fingerprint"])


def figures(site: Path, period: str, *words: str) -> dict[tuple[str, str], dict[str, Any]]:
    """(indicator, unit) → figure, without what a site calls things."""
    return {
        (one["indicator"], one["unit"]): one for one in objects(site, "figures", period, "--json", *words)
    }


def made(folder: Path, name: str, units: list[tuple[str, str, str, str]]) -> Path:
    """A new site."""
    site = folder / name
    site.mkdir()
    run(site, begin, units)
    return site
