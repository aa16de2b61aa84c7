"""How the small sites of browser tests begin (the test county, its packs, people who log in) and how their
pages are read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from playwright.sync_api import Locator, expect

from luoshi.cli import setup
from luoshi.config import site as sites
from tests.demo import PASSWORD


def begin(folder: Path, name: str, today: date, *packs: str) -> None:
    """A new site with the test county and some packs, chosen for the rest of the process."""
    sites.make(folder, name=name, today=today)
    setup.choose(folder)
    setup.ready()
    setup.migrate()
    from tests.adopted import adopt
    from tests.conftest import make_county

    make_county()
    adopt(*packs)


def introduce(cast: Iterable[tuple[str, str, str, str]]) -> dict[str, int]:
    """People with a password by (log-in, name, role, unit), once for each role; log-in → number."""
    from luoshi.units import actions as units
    from tests.people import ADMIN

    made: dict[str, int] = {}
    for login, name, role, unit in cast:
        if login not in made:
            made[login] = units.add_person(ADMIN, login, name, PASSWORD).id
        units.grant(ADMIN, login, role, unit)
    return made


def every(there: Locator) -> list[Locator]:
    """All of them, once the page that has them is there: `all` and `count` do not wait for a click's page."""
    expect(there.first).to_be_visible()
    return there.all()
