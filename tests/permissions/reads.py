"""Reads every ledger's personal values in every way: `python -m tests.permissions reads FILE`.

Of each reading it is written down whether the value was shown as it is, and whether the journal says so.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.urls import reverse

from luoshi.ledgers import queries
from luoshi.ledgers.policy import roles_that, roles_that_know
from luoshi.packs.spec import Ledger
from luoshi.units import queries as units
from tests.permissions.asking import Said, Site
from tests.permissions.cast import Somebody, people
from tests.permissions.personal import text

WAYS = {
    "page": "ledgers:record", "edit": "ledgers:edit", "history": "ledgers:history", "print": "ledgers:paper",
    "interface": "api:record", "interface, history": "api:history",
}  # fmt: skip
"""How one record is read."""
TOGETHER = {
    "list": "ledgers:list", "board": "ledgers:board", "grid": "ledgers:grid", "parts": "ledgers:parts",
    "calendar": "ledgers:calendar", "export": "exchange:export", "options": "ledgers:options",
    "interface, list": "api:records",
}  # fmt: skip
"""How many are read together."""
SEARCHED = ("export", "options", "interface, list")
"""Where the value itself is looked for; pages say again what they are asked, so that one could not tell."""


def kept(spec: Ledger) -> tuple[int, str] | None:
    """A record and a personal value of it that stands nowhere else: no unit, nobody of the site, no other
    record is called so. Telephones first."""
    rows = list(queries.table(spec.name).objects.filter(withdrawn=False).order_by("-id").values())
    others = {*units.names().values(), *units.person_names().values()}
    keys = sorted(spec.personal, key=lambda key: (spec.fields[key].type != "phone", key))
    for row, key in ((row, key) for key in keys for row in rows):
        said = str(row[key] or "").partition("\n")[0]
        alone = sum(said in str(one) for one in rows) == 1
        if len(said) > 2 and alone and not any(said in one for one in others):
            return row["id"], said
    return None


def ways(spec: Ledger, number: int, value: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every address by which the value might be read, with its query."""
    for way, view in WAYS.items():
        names = ("ledger", "id") if view.startswith("api:") else ("name", "number")
        yield way, reverse(view, kwargs=dict(zip(names, (spec.name, number), strict=True))), {}
    for way, view in TOGETHER.items():
        where = reverse(view, kwargs={"name": spec.name})
        yield way, where, {"size": 200} if way.startswith("interface") else {}
        if way in SEARCHED:
            yield f"{way}, searched", where, {"search" if way.startswith("interface") else "q": value}


def ask(site: Site, who: Somebody, where: str, query: dict[str, Any]) -> Said:
    if where.startswith("/api/"):
        return site.ask("", "GET", where, data=query, HTTP_AUTHORIZATION=f"Bearer {who.token}")
    return site.ask(who.key, "GET", where, data=query)


def main(target: str) -> None:
    """Read everything, by one who knows and by one who may read but has no need to know."""
    site, cast, told = Site(), people(), []
    for spec in queries.ledgers().values():
        found = kept(spec) if spec.personal else None
        if found is None:
            continue
        number, value = found
        knows = [role for role in roles_that_know(spec) if role in cast and role in roles_that("read", spec)]
        blind = [
            role for role in roles_that("read", spec) if role in cast and role not in roles_that_know(spec)
        ]
        for need, role in [("need", one) for one in knows[:1]] + [("none", one) for one in blind[:2]]:
            for way, where, query in ways(spec, number, value):
                said = ask(site, cast[role], where, query)
                shown = said.how == "yes" and value in text(said.body)
                told.append([spec.name, way, role, need, shown, (spec.name, number) in said.looked])
    Path(target).write_text(json.dumps(told, ensure_ascii=False), "utf-8")
