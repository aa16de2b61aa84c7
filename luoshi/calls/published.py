"""What anybody may read without logging in: published calls, approved projects, results. Of each only the
fields named here, never one that its pack calls personal; nothing is found by a word that is not shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from luoshi.calls.policy import CALL, PROJECT
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Missing
from luoshi.ledgers import columns
from luoshi.ledgers import queries as ledgers
from luoshi.packs.spec import Ledger

RESULT = "innovation.result"
SIZE, LONGEST = 20, 100


@dataclass(frozen=True)
class Shape:
    """What of a ledger is public: records from a stage on in which `given` is filled in; of them `fields`,
    those in `columns` in the list too; looked for in `searched`, narrowed by `choices`, in `order`."""

    ledger: str
    since: str
    fields: tuple[str, ...]
    columns: tuple[str, ...]
    searched: tuple[str, ...]
    choices: tuple[str, ...]
    order: tuple[str, ...]
    given: str


SHAPES: Mapping[str, Shape] = {
    "calls": Shape(
        CALL, "published",
        ("number", "title", "category", "domains", "budget", "most_each", "opens_on", "closes_on",
         "closes_at", "per_firm", "contact", "phone", "rules", "corrections"),
        ("title", "category", "budget", "closes_on"), ("number", "title", "domains", "rules"), ("category",),
        ("-opens_on", "-id"), "number",
    ),
    "projects": Shape(
        PROJECT, "approved",
        ("name", "level", "plan", "domain", "host", "funds", "approved_on", "starts_on", "ends_on"),
        ("name", "host", "level", "domain", "funds"), ("name", "host", "plan"), ("level", "domain"),
        ("-approved_on", "-id"), "approved_on",
    ),
    "results": Shape(
        RESULT, "research",
        ("name", "domain", "owner", "registered_on", "registration_no", "keywords", "price", "pilot_on",
         "pilot_at", "produced_on", "produced_by", "capacity", "summary", "use"),
        ("name", "owner", "domain", "registered_on"), ("name", "owner", "keywords", "summary", "use"),
        ("domain",), ("-registered_on", "-id"), "name",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Published:
    """A record as anybody may read it."""

    id: int
    spec: Ledger
    unit: str
    stage: str | None
    values: Mapping[str, Any]
    withdrawn: bool = False

    @property
    def title(self) -> str:
        return str(self.values.get(self.spec.title or "") or f"{self.spec.label} {self.id}")

    @property
    def stage_label(self) -> str:
        return next((str(one.label) for one in self.spec.stages if one.key == self.stage), "")


@dataclass(frozen=True)
class Found:
    """A page of what was found, and how much there is in all."""

    rows: tuple[Published, ...]
    total: int
    page: int


def kinds() -> tuple[str, ...]:
    """What of it the site keeps at all."""
    known = ledgers.ledgers()
    return tuple(key for key, one in SHAPES.items() if one.ledger in known)


def shape(kind: str) -> tuple[Shape, Ledger]:
    """What of a kind is public, with its ledger; `Missing` where the site keeps none."""
    if kind not in kinds():
        raise Missing("本站没有公开这类信息", hint="从公开页面的栏目进入")
    return SHAPES[kind], ledgers.ledger(SHAPES[kind].ledger)


def fields(kind: str) -> tuple[str, ...]:
    """The fields of a kind that are shown."""
    of, spec = shape(kind)
    return tuple(key for key in of.fields if _open(spec, key))


def _open(spec: Ledger, key: str) -> bool:
    """A pack of a place may lack a field, or call it personal."""
    return key in spec.fields and not spec.fields[key].personal and spec.fields[key].type != "person"


def search(
    kind: str, words: str = "", *, choices: Mapping[str, str] | None = None, sort: Sequence[str] = (),
    page: int = 1,
) -> Found:  # fmt: skip
    """A page of what is public: the records that hold every word, with the choices asked for (`stage` too),
    in the shape's order after the one asked for. Two queries."""
    of, spec = shape(kind)
    shown = fields(kind)
    found = _public(of, spec)
    for word in words[:LONGEST].split():
        found = found.filter(
            Q(*((f"{key}__icontains", word) for key in of.searched if key in shown), _connector=Q.OR)
        )
    allowed = {"stage", *(key for key in of.choices if key in shown)}
    found = found.filter(
        **{key: value for key, value in (choices or {}).items() if value and key in allowed}
    )  # fmt: skip
    order = [one for one in sort if one.removeprefix("-") in shown]
    first = (max(page, 1) - 1) * SIZE
    rows = found.order_by(*order, *of.order).values()[first : first + SIZE]
    return Found(tuple(_of_row(kind, spec, row) for row in rows), found.count(), max(page, 1))


def one(kind: str, number: int) -> Published:
    """One record; what is not public looks as if it were not there."""
    of, spec = shape(kind)
    row = _public(of, spec).filter(id=number).values().first() if number < 2**63 else None
    if row is None:
        raise Missing("没有公开这条信息", hint="它可能已经撤回，或编号有误")
    return _of_row(kind, spec, row)


def stages(kind: str) -> list[tuple[str, str]]:
    """The stages in which a record is public, with their labels."""
    of, spec = shape(kind)
    asides = {one.key for one in spec.stages if one.aside}
    return [(one.key, str(one.label)) for one in spec.stages if one.key in {*spec.reached(of.since), *asides}]


def _public(of: Shape, spec: Ledger) -> QuerySet[Any]:
    """The System looks, so that a ledger need not be opened to everybody for a few of its fields."""
    rows = ledgers.visible(Actor.system(), of.ledger).exclude(verification="rejected")
    return rows.filter(ledgers.come(spec, of.since)).exclude(**{of.given: None})


def _of_row(kind: str, spec: Ledger, row: Mapping[str, Any]) -> Published:
    values = columns.shown(spec, row)
    return Published(row["id"], spec, row["unit"], row["stage"], {key: values[key] for key in fields(kind)})
