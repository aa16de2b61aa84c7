"""A small county that works by ISO 9001, before its first audit: `python -m tests.browser.qualified SITE`."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from luoshi.cli import setup
from luoshi.config import site as sites
from tests.demo import PASSWORD

TODAY = date(2026, 3, 18)


def fill(folder: Path) -> None:
    """Units, the pack, and people: who keeps the system, two auditors, the owner of a process, a leader."""
    sites.make(folder, name="临溪市", today=TODAY)
    setup.choose(folder)
    setup.ready()
    setup.migrate()
    from luoshi.ledgers import adoption
    from luoshi.packs import library
    from luoshi.units import actions as units
    from tests.conftest import make_county
    from tests.people import ADMIN, COUNTY, SYSTEM, TOWN

    make_county()
    adoption.adopt(SYSTEM, library.shipped()["quality"])
    cast = (
        ("qian", "钱质", "quality_manager", COUNTY), ("shen", "沈审", "auditor", COUNTY),
        ("lin", "林核", "auditor", COUNTY), ("guo", "郭工", "reporter", TOWN),
        ("zhao", "赵总", "leader", COUNTY),
    )  # fmt: skip
    for login, name, role, unit in cast:
        units.add_person(ADMIN, login, name, PASSWORD)
        units.grant(ADMIN, login, role, unit)


if __name__ == "__main__":
    fill(Path(sys.argv[1]))
