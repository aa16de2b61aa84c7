"""Puts other units' names into addresses: what somebody of one township is answered and shown then."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.urls import reverse

from luoshi.ledgers import queries
from tests.permissions.asking import YES, Site
from tests.permissions.cast import Somebody, people
from tests.permissions.commands import given, run
from tests.permissions.objects import ASIDE, BELOW, COUNTY, HOME, PROJECT, TOWN, Object, objects
from tests.permissions.personal import text
from tests.permissions.walk import Walk, filled, operations, views

ABOVE_AND_ASIDE = (HOME, COUNTY, ASIDE, BELOW)
UNIT_WORDS = frozenset({"unit", "code"})
"""How addresses call a unit in their path."""
UNIT_FIELDS = frozenset({"unit", "place", "parent", "about", "side"})
"""How forms call one, beside every field that was filled with the asker's own."""
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


def told_of(site: Site, me: Somebody, where: str, asked: dict[str, Any]) -> tuple[str, str]:
    """How somebody is answered, and the words of it; nothing where they are not."""
    api = where.startswith("/api/")
    head = {"HTTP_AUTHORIZATION": f"Bearer {me.token}"} if api else {}
    said = site.ask("" if api else me.key, "GET", where, data=asked, **head)
    return said.how, text(said.body) if said.how == YES else ""


def sent(walk: Walk, me: Somebody) -> Iterator[list[str]]:
    """Every form that needs no more than a ledger's name, sent as it is shown but for another unit, and a
    record made over the interface: whether the journal was told of anything."""
    for view, names, takes in views():
        if "POST" not in takes or not names <= {"name"} or view.startswith(("public:", "account:", "api:")):
            continue
        where = reverse(view, kwargs={"name": PROJECT} if names else {})
        page = walk.site.ask(me.key, "GET", where)
        form = filled(page.body) if page.status == 200 and b"<form" in page.body else {}
        for field in [key for key, value in form.items() if value == TOWN or key in UNIT_FIELDS]:
            for unit in ABOVE_AND_ASIDE:
                said = walk.site.ask(me.key, "POST", where, data={**form, field: unit})
                yield [view, unit, *(["written"] if "journal_entry" in said.wrote else [])]
    for unit in ABOVE_AND_ASIDE:
        head = {"HTTP_AUTHORIZATION": f"Bearer {me.token}"}
        body = {"unit": unit, "values": {"name": "果汁厂"}}
        where = reverse("api:create", kwargs={"name": PROJECT})
        said = walk.site.ask("", "POST", where, data=body, content_type="application/json", **head)
        yield ["api:create", unit, *(["written"] if "journal_entry" in said.wrote else [])]


COMMANDS = (
    "trace investment.funds_in_place {unit} 2026-03",
    "import investment.project {folder}/projects.csv --unit {unit}",
    "report {folder}/template.docx 2026-03 --unit {unit} -o {folder}/report.docx",
    "units change {unit} --short 改名",
    "units end {unit} --why 撤并",
    "people grant clerk leader {unit}",
)
"""Commands that name a unit and do something for it, or tell of it."""


def run_for(site: Site, me: Somebody) -> Iterator[list[str]]:
    """Commands for other units; and whether `figures` tells of more units when one is named."""
    with tempfile.TemporaryDirectory() as name:
        files = given(Path(name))
        for unit in ABOVE_AND_ASIDE:
            for words in COMMANDS:
                said = run(site, words.replace("{unit}", unit), me.login, files)
                yield [words.split()[0], unit, *(["opened"] if said.how == YES else [])]
            told = run(site, f"figures 2026-03 --unit {unit} --json", me.login, files)
            whole = run(site, "figures 2026-03 --json", me.login, files)
            more = units_in(told.body.decode()) - units_in(whole.body.decode())
            yield ["figures", unit, *sorted(more)]


def units_in(words: str) -> set[str]:
    """The units of which lines of JSON tell."""
    return set(re.findall(r'"unit": ?"([A-Z0-9]+)"', words))


def main(target: str) -> None:
    """Write down whether another unit's name opened something, wrote something, or showed what is not shown
    without."""
    walk = Walk(Site(), people())
    site, names = walk.site, theirs()
    me, told = (
        walk.people[HERE],
        dict[str, Any](opened=[], shown=[], written=[], run=[], asked=0, sent=0, ran=0),
    )
    for view, unit, about in in_paths():
        told["asked"] += 1
        if told_of(site, me, reverse(view, kwargs=dict(about.arguments)), {})[0] == YES:
            told["opened"].append([view, unit])
    for view, where, query in in_queries():
        shown = dict[str, set[str]]()
        for unit in ("", *ABOVE_AND_ASIDE):
            told["asked"] += 1
            words = told_of(site, me, where, {**query, "unit": unit} if unit else query)[1]
            rows = units_in(words) if view.startswith("api:") else set[str]()
            shown[unit] = {one for one in names if one in words} | rows
        told["shown"] += [
            [view, unit, *sorted(more - shown[""])] for unit, more in shown.items() if more - shown[""]
        ]
    for found in sent(walk, me):
        told["sent"] += 1
        told["written"] += [found] if found[2:] else []
    for found in run_for(site, me):
        told["ran"] += 1
        told["run"] += [found] if found[2:] else []
    Path(target).write_text(json.dumps(told, ensure_ascii=False), "utf-8")
