"""Puts other units' names into addresses: what somebody of one township is answered and shown then."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.urls import reverse

from luoshi.ledgers import queries
from tests.permissions.asking import YES, Site
from tests.permissions.cast import people
from tests.permissions.objects import ASIDE, BELOW, COUNTY, HOME, PROJECT, TOWN, Object, objects
from tests.permissions.personal import text
from tests.permissions.walk import operations, views

ABOVE_AND_ASIDE = (HOME, COUNTY, ASIDE, BELOW)
UNIT_WORDS = frozenset({"unit", "code"})
"""How addresses call a unit in their path."""
HERE = "reporter there"


def in_paths() -> Iterator[tuple[str, str, Object]]:
    """Every address with a unit in its path, with every unit that is not the asker's."""
    every = [(view, "GET", names) for view, names, takes in views() if "GET" in takes]
    for view, method, names in [*every, *operations()]:
        for word in names & UNIT_WORDS:
            for about in objects(view, names)[:1] if method == "GET" else ():
                for unit in ABOVE_AND_ASIDE:
                    yield view, unit, Object("", {**about.arguments, word: unit})


def in_queries() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every page and operation that needs no more than a ledger's name, asked for another unit's."""
    for view, names, takes in views():
        if "GET" in takes and names <= {"name"} and not view.startswith(("public:", "account:", "api:")):
            yield view, reverse(view, kwargs={"name": PROJECT} if names else {}), {}
    for view in ("api:records", "api:figures", "api:bulletins"):
        arguments = {"api:records": {"name": PROJECT}, "api:figures": {"period": "2026-03"}}.get(view, {})
        yield view, reverse(view, kwargs=arguments), {}


def theirs() -> list[str]:
    """What projects of other townships are called that nobody of `TOWN` sees."""
    rows = queries.table(PROJECT).objects.filter(unit__in=[BELOW, "LX0107", "LX0101"]).values("name")
    mine = {row["name"] for row in queries.table(PROJECT).objects.filter(unit=TOWN).values("name")}
    return sorted({row["name"] for row in rows} - mine)[:40]


def main(target: str) -> None:
    """Write down whether another unit's address opened, and what was shown that is not shown without."""
    site, cast, names = Site(), people(), theirs()
    me, told = cast[HERE], {"opened": [], "shown": [], "asked": 0}
    for view, unit, about in in_paths():
        head = {"HTTP_AUTHORIZATION": f"Bearer {me.token}"} if view.startswith("api:") else {}
        said = site.ask("" if head else me.key, "GET", reverse(view, kwargs=dict(about.arguments)), **head)
        told["asked"] += 1
        if said.how == YES:
            told["opened"].append([view, unit])
    for view, where, query in in_queries():
        head = {"HTTP_AUTHORIZATION": f"Bearer {me.token}"} if view.startswith("api:") else {}
        shown = dict[str, set[str]]()
        for unit in ("", *ABOVE_AND_ASIDE):
            asked = {**query, "unit": unit} if unit else query
            said = site.ask("" if head else me.key, "GET", where, data=asked, **head)
            told["asked"] += 1
            words = text(said.body) if said.how == YES else ""
            shown[unit] = {one for one in names if one in words}
        told["shown"] += [
            [view, unit, *sorted(more - shown[""])] for unit, more in shown.items() if more - shown[""]
        ]
    Path(target).write_text(json.dumps(told, ensure_ascii=False), "utf-8")
