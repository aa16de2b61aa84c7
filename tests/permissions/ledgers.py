"""Every ledger, every stage that there is a record at, every file, asked as everybody: `… ledgers FILE`.

A pack says of each ledger which roles read, report, verify, correct. Who is answered though it does not say
so is put down, and each ledger that nobody is answered about.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from luoshi.ledgers import queries
from luoshi.ledgers.models import Evidence
from luoshi.ledgers.policy import DEFAULT
from luoshi.packs.spec import Ledger, Verb, ledger_of
from luoshi.units.queries import subtree
from tests.permissions.asking import YES, Said, Site
from tests.permissions.cast import THERE, Somebody, everybody, people
from tests.permissions.objects import ASIDE, BELOW, COUNTY, HOME

ONCE = frozenset({"api:attach", "api:verify", "api:reject", "api:adjust"})
"""Asked of one record of a ledger: their rights are asked before its stage is."""
METHODS = {"api:edit": "PATCH"}
WRITES: dict[Verb, dict[str, dict[str, Any]]] = {
    "report": {
        "api:edit": {"version": 1, "values": {}},
        "api:attach": {"purpose": "x", "file": SimpleUploadedFile("试.txt", b"x")},
    },
    "verify": {"api:verify": {}, "api:reject": {"why": "试一试"}},
    "adjust": {"api:adjust": {"version": 1, "values": {}, "why": "试一试"}},
}
"""What a role may do with a record → the operations that do it, and what is sent."""


def stated(spec: Ledger, verb: Verb) -> set[str]:
    """The roles that a pack gives a ledger's records; who decides a gate reads too."""
    roles = {role for role, verbs in (spec.roles or DEFAULT).items() if verb in verbs}
    return roles | {gate.decided_by for gate in spec.gates.values()} if verb == "read" else roles


def read_by(spec: Ledger) -> set[str] | None:
    """Those, and whoever sees the record through the one above or one beneath; None: everybody."""
    if spec.public or spec.public_from:
        return None
    found = stated(spec, "read")
    if spec.parent and spec.seen_above:
        above = read_by(queries.ledger(ledger_of(spec, spec.fields[spec.parent])))
        return None if above is None else found | above
    return found | {
        role for key in spec.seen_through for role in stated(queries.ledger(f"{spec.pack}.{key}"), "read")
    }


def records(spec: Ledger) -> Iterator[tuple[str, int]]:
    """A record at home at each stage that there is one at; those nearest first."""
    rows, met = queries.table(spec.name).objects.filter(withdrawn=False), set[str]()
    home, near = subtree([HOME]) - subtree([ASIDE, BELOW]), subtree([COUNTY])
    for row in sorted(rows.values(), key=lambda row: (row["unit"] not in near, row["id"])):
        if row["unit"] in home and str(row["stage"]) not in met:
            met.add(str(row["stage"]))
            yield str(row["stage"]), row["id"]


def main(target: str) -> None:
    """Ask, and write down what differs from what the packs say."""
    site, cast = Site(), people()
    told: dict[str, Any] = {"asked": [], "more": [], "unread": [], "files": []}
    for spec in queries.ledgers().values():
        met = set[str]()
        for place, (stage, number) in enumerate(records(spec)):
            told["asked"].append([spec.name, stage])
            read = answers(site, cast, "GET", "api:record", {"ledger": spec.name, "id": number})
            met |= read
            told["more"] += more(spec, stage, "api:record", read, read_by(spec))
            told["files"] += files(site, cast, spec, number, read)
            for view, verb, may in written(site, cast, spec, number, first=not place):
                told["more"] += more(spec, stage, view, may, stated(spec, verb))
        if told["asked"] and told["asked"][-1][0] == spec.name and not met:
            told["unread"].append(spec.name)
    Path(target).write_text(json.dumps(told, ensure_ascii=False), "utf-8")


def more(spec: Ledger, stage: str, view: str, may: set[str], said: set[str] | None) -> list[list[str]]:
    """Who is answered though no pack says so; a unit beside may help with a record, or share in it."""
    helps = {"under"} if view == "api:record" and (spec.seen_through or spec.shares) else set[str]()
    return [] if said is None else [[spec.name, stage, view, who] for who in sorted(may - said - helps)]


def written(
    site: Site, cast: dict[str, Somebody], spec: Ledger, number: int, *, first: bool
) -> Iterator[tuple[str, Verb, set[str]]]:
    """Who may do what with a record by each operation."""
    for verb, operations in WRITES.items():
        for view, body in operations.items():
            if first or view not in ONCE:
                method, where = METHODS.get(view, "POST"), {"ledger": spec.name, "id": number}
                yield view, verb, answers(site, cast, method, view, where, body)


def files(
    site: Site, cast: dict[str, Somebody], spec: Ledger, number: int, read: set[str]
) -> Iterator[list[Any]]:
    """Each file of a record that opens to others than the record does."""
    for one in Evidence.objects.filter(ledger=spec.name, record=number):
        where = {"ledger": spec.name, "id": number, "evidence": one.id}
        opens = answers(site, cast, "GET", "api:content", where)
        if opens - read:
            yield [spec.name, one.id, sorted(opens - read)]


def answers(
    site: Site, cast: dict[str, Somebody], method: str, view: str, where: dict[str, Any], body: Any = None
) -> set[str]:
    """Who is answered yes; whoever would be, were the record in another state, is too."""
    address = reverse(view, kwargs=where)
    more = {} if method == "GET" or view == "api:attach" else {"content_type": "application/json"}

    def answer(name: str) -> Said:
        token = cast[name].token
        head = {"HTTP_AUTHORIZATION": f"Bearer {token}"} if token else {}
        return site.ask("", method, address, data=body, **more, **head)

    found = {name for name, said in everybody(answer).items() if said.how == YES}
    return {name.removesuffix(THERE) for name in found}
