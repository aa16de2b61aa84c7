"""A file's way into a ledger from a page: kept, talked about, carried out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from luoshi.exchange import queries, sheets
from luoshi.exchange.actions import COUNTS, Imported, import_rows
from luoshi.exchange.headings import IGNORED
from luoshi.exchange.models import KnownHeading, Upload
from luoshi.exchange.sheets import Choice
from luoshi.exchange.tables import Table
from luoshi.journal.actions import action, append
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError
from luoshi.kernel.progress import Tell
from luoshi.ledgers import files
from luoshi.ledgers import queries as ledgers
from luoshi.packs.expressions import suggestion

KEPT = 200
"""Problems and warnings of a long file that are kept to be shown."""


@action
def receive(actor: Actor, ledger: str, unit: str, content: bytes, name: str) -> Upload:
    """Keep a file that is to go into a ledger; what the person said of its headings before is said again."""
    spec = ledgers.ledger(ledger)
    if unit:
        ledgers.may(actor, "report", spec, unit)
    made = Upload.objects.create(
        person=actor.person, ledger=ledger, unit=unit, name=files.named(name), sha256=files.keep(content),
        size=len(content), choice=_stored(Choice(columns=queries.known(actor, ledger))), made_at=actor.now(),
    )  # fmt: skip
    append(
        actor, f"upload:{made.id}", "receive", {"ledger": ledger, "name": made.name, "sha256": made.sha256}
    )
    return made


@action
def say(
    actor: Actor,
    number: int,
    *,
    columns: Mapping[str, str] | None = None,
    cells: Mapping[tuple[str, int, int], str] | None = None,
    which: tuple[str, ...] | None = None,
    why: str | None = None,
    tops: Mapping[str, int] | None = None,
) -> Upload:
    """Say what headings mean (remembered for the next file) and where they begin, what cells should have
    said, which sheets count, why closed months are corrected. What is not said stays as it was."""
    held = _open(actor, number)
    before = queries.choice(held)
    known = {*ledgers.ledger(held.ledger).fields, "unit", IGNORED}
    known |= {f"{key}_code" for key in known}
    for field in (columns or {}).values():
        if field not in known:
            raise InputError(f"没有字段“{field}”", hint=suggestion(field, sorted(known)))
    said = Choice(
        {**before.columns, **(columns or {})}, {**before.cells, **(cells or {})},
        before.sheets if which is None else which, before.why if why is None else why,
        {**before.tops, **(tops or {})},
    )  # fmt: skip
    held.choice = _stored(said)
    held.save(update_fields=["choice"])
    for heading, field in (columns or {}).items():
        KnownHeading.objects.update_or_create(
            person=actor.person, ledger=held.ledger, heading=heading[:200], defaults={"field": field}
        )
    append(actor, f"upload:{held.id}", "say", held.choice)
    return held


def tried(actor: Actor, number: int, tell: Tell | None = None) -> Imported:
    """What the file would do now."""
    held = queries.upload(actor, number)
    return _imported(actor, held, dry_run=True, tell=tell)


def headed(actor: Actor, number: int) -> tuple[Table, ...]:
    """The file's tables, for somebody to say what their headings mean."""
    held = queries.upload(actor, number)
    return sheets.headed(ledgers.ledger(held.ledger), content(held), held.name, queries.choice(held))


def carry_out(actor: Actor, number: int, tell: Tell | None = None) -> Imported:
    """Import the file as it was talked about; what came of it is kept with it, in the transaction in which
    its rows are written."""
    held = _open(actor, number)

    def kept(done: Imported) -> None:
        _refuse_done(queries.upload(actor, number))
        keep(actor, held, done)

    done = _imported(actor, held, dry_run=False, tell=tell, then=kept)
    if done.problems:
        keep(actor, held, done)
    return done


def came_of(number: int) -> dict[str, int] | None:
    """The counts of an import that was carried out; None of one that was not."""
    held = Upload.objects.filter(id=number, state="done").first()
    return {key: held.result[key] for key in COUNTS} if held else None


@action
def keep(actor: Actor, held: Upload, done: Imported) -> Upload:
    """Keep what came of an import; one without problems is done."""
    held.result = {
        **done.counts,
        "said": [asdict(one) for one in done.problems[:KEPT]],
        "warned": [asdict(one) for one in done.warnings[:KEPT]],
    }  # fmt: skip
    held.state = "open" if done.problems else "done"
    held.save(update_fields=["result", "state"])
    append(actor, f"upload:{held.id}", "import", done.counts)
    return held


def content(held: Upload) -> bytes:
    """The file as it came."""
    return files.content(held.sha256)


def _imported(
    actor: Actor,
    held: Upload,
    *,
    dry_run: bool,
    tell: Tell | None,
    then: Callable[[Imported], None] | None = None,
) -> Imported:
    said = queries.choice(held)
    return import_rows(
        actor, held.ledger, held.unit, content(held), held.name, dry_run=dry_run, choice=said, tell=tell,
        then=then,
    )  # fmt: skip


def _open(actor: Actor, number: int) -> Upload:
    held = queries.upload(actor, number)
    _refuse_done(held)
    return held


def _refuse_done(held: Upload) -> None:
    if held.state != "open":
        raise InputError("这个文件已经导入", hint="再导入时，请重新选择文件")


def _stored(said: Choice) -> dict[str, Any]:
    cells = [[*place, value] for place, value in said.cells.items()]
    return {
        "columns": dict(said.columns),
        "cells": cells,
        "sheets": list(said.sheets),
        "why": said.why,
        "tops": dict(said.tops),
    }
