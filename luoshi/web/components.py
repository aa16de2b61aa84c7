"""The values that template components show. A view builds them; a tag in `luoshi` renders them.

They hold what is shown and where it leads, and no HTML. Words for people are passed in translated.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from django.utils.translation import gettext as _

from luoshi.packs.spec import Light

Tone = Literal["green", "yellow", "orange", "red", "blue", "purple", "black", "grey"]
TONES: frozenset[str] = frozenset({"green", "yellow", "orange", "red", "blue", "purple", "black", "grey"})

Kind = Literal["text", "number", "percent", "points", "change", "date", "moment", "badge"]
NUMERIC: frozenset[str] = frozenset({"number", "percent", "points", "change"})


SORTED_BY = 4
"""Columns by which a list may be sorted at once."""


@dataclass(frozen=True)
class Link:
    """Something that leads somewhere: a crumb, a tab, a button, an item of a menu.

    `count` is what waits behind it; `dialog` names the Confirm that the button opens instead.
    """

    label: str
    url: str = ""
    icon: str = ""
    count: int | None = None
    current: bool = False
    strong: bool = False
    danger: bool = False
    dialog: str = ""


@dataclass(frozen=True)
class Page:
    """What the base layout says about a page: its title, where it stands, what can be done here."""

    title: str
    crumbs: tuple[Link, ...] = ()
    actions: tuple[Link, ...] = ()
    tabs: tuple[Link, ...] = ()
    lead: str = ""
    badge: Badge | None = None


@dataclass(frozen=True)
class Chooser:
    """A choice of a few addresses behind one button; a page puts its periods in the top bar as `periods`."""

    what: str
    label: str
    links: tuple[Link, ...]


@dataclass(frozen=True)
class Badge:
    """A light or a state: always a word, with a colour that only repeats it."""

    label: str
    tone: str = "grey"
    help: str = ""
    url: str = ""

    @property
    def colour(self) -> str:
        """A pack may name a colour that pages do not know; it is then shown grey."""
        return self.tone if self.tone in TONES else "grey"


def light_badge(lights: Iterable[Light], key: str | None) -> Badge | None:
    """The badge of a figure's light, by the pack's own words and colours."""
    return next((Badge(str(light.label), light.colour) for light in lights if light.key == key), None)


def verification_badge(state: str) -> Badge:
    """A record's or a file's verification: pending, verified or rejected."""
    words = {"verified": (_("已核实"), "green"), "rejected": (_("已退回"), "red")}
    return Badge(*words.get(state, (_("待审核"), "yellow")))


@dataclass(frozen=True)
class Empty:
    """What a list says when nothing is in it: what is missing, and what to do about it."""

    title: str
    hint: str = ""
    action: Link | None = None


@dataclass(frozen=True)
class Column:
    """A table's column. `unit` is printed in the heading; `phone=False` leaves it out on a phone."""

    key: str
    label: str
    kind: Kind = "text"
    unit: str = ""
    places: int = 2
    sort: bool = False
    phone: bool = True
    pin: bool = False
    """Stays in sight when the table is moved sideways."""

    @property
    def numeric(self) -> bool:
        return self.kind in NUMERIC


@dataclass(frozen=True)
class Row:
    """A table's row: values by column key (plain values, a Link or a Badge); `url` opens it."""

    cells: Mapping[str, Any]
    url: str = ""
    key: str = ""
    selectable: bool = False
    """In a table of which rows may be selected, whether this one is; `key` is then what is sent."""


@dataclass(frozen=True)
class Pager:
    """Which page of how many rows: `number` counts from 1."""

    number: int
    size: int
    total: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        return (self.number - 1) * self.size + 1 if self.total else 0

    @property
    def last(self) -> int:
        return min(self.number * self.size, self.total)

    @property
    def window(self) -> list[int | None]:
        """The page numbers to show; None stands for a gap."""
        near = {1, self.pages, self.number - 1, self.number, self.number + 1}
        shown = sorted(number for number in near if 1 <= number <= self.pages)
        window: list[int | None] = []
        for number in shown:
            if window and number != (window[-1] or 0) + 1:
                window.append(None)
            window.append(number)
        return window


@dataclass(frozen=True)
class Table:
    """A list of rows. Sorting and paging go through the query string (`sort`, `page`)."""

    columns: Sequence[Column]
    rows: Sequence[Row]
    caption: str = ""
    total: Row | None = None
    pager: Pager | None = None
    empty: Empty | None = None
    export: str = ""
    export_shown: str = ""
    """The same with only the columns on the screen."""
    select: bool = False


def sorting(query: Mapping[str, str], columns: Iterable[Column]) -> tuple[str, ...]:
    """The order asked for by `?sort=unit,-total` (`-`: the greatest first), of columns that may be sorted."""
    allowed = {column.key for column in columns if column.sort}
    asked = query.get("sort", "").split(",")[:SORTED_BY]
    return tuple(one for one in asked if one.removeprefix("-") in allowed)


@dataclass(frozen=True)
class Step:
    """A stage on the stage bar: when it was entered, what is due, and what still blocks it."""

    label: str
    state: Literal["done", "current", "next"] = "next"
    day: date | None = None
    due: date | None = None
    overdue: bool = False
    blocks: tuple[str, ...] = ()
    note: str = ""
    """Working days left, or that the clock stands still."""


@dataclass(frozen=True)
class Change:
    """A value before and after; empty text is shown as “—”."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Event:
    """An entry of the journal as people read it."""

    at: datetime
    who: str
    title: str
    changes: tuple[Change, ...] = ()
    why: str = ""
    holds_from: date | None = None
    tone: Tone = "grey"


@dataclass(frozen=True)
class Fact:
    """A label and its value in a list of fields; `wide` takes the whole line."""

    label: str
    value: Any
    note: str = ""
    url: str = ""
    wide: bool = False


@dataclass(frozen=True)
class File:
    """A piece of evidence: what it proves, its size in bytes, its SHA-256, who put it there."""

    name: str
    url: str
    purpose: str
    size: int
    digest: str
    who: str
    at: datetime
    badge: Badge | None = None
    note: str = ""
    look: str = ""
    """Where it is shown in the page, for an image, a PDF or a text …"""
    image: bool = False
    """… and whether it is the first."""


@dataclass(frozen=True)
class Confirm:
    """A dialog before something that cannot be undone; `reason` labels a reason to be given."""

    key: str
    title: str
    text: str
    url: str
    button: str
    danger: bool = False
    reason: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    """Values posted along: the version of the record that was seen, for example."""


@dataclass(frozen=True)
class Job:
    """Long work under way; while it runs the block asks `url` again every second.

    `done` and `total` are steps; a failed job says in `message` what to do.
    """

    url: str
    label: str
    state: Literal["waiting", "running", "done", "failed", "stopped"]
    done: int = 0
    total: int = 0
    message: str = ""
    result: Link | None = None
    cancel: str = ""
    """Where it may be given up."""


@dataclass(frozen=True)
class Stat:
    """A figure on a tile: completion and pace in percent; `light` the pack's word."""

    label: str
    value: str
    unit: str = ""
    completion: Decimal | None = None
    pace: Decimal | None = None
    light: Badge | None = None
    note: str = ""
    url: str = ""


@dataclass(frozen=True)
class Chart:
    """An ECharts option as plain data; `caption` says in words what is to be seen."""

    key: str
    option: Mapping[str, Any]
    caption: str


@dataclass(frozen=True)
class Address:
    """An address that is passed on to somebody without log-in: to copy, or to be looked at by a phone."""

    url: str
    title: str
    note: str = ""


@dataclass(frozen=True)
class Proof:
    """What makes a document checkable: the package's digest and the address where it is checked."""

    digest: str
    url: str
    note: str = ""
    label: str = ""
    """What the digest is of, where it is not a package."""
