"""通报: which sections a bulletin has, and who signs it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field as Attribute

from luoshi.packs.spec.basics import Key, Spec, Text

SectionKind = Literal[
    "progress",
    "by_unit",
    "by_field",
    "ranking",
    "lists",
    "changes",
    "projects",
    "stuck",
    "lagging",
    "problems",
    "corrections",
    "next_steps",
    "text",
    "annex",
]


class Honours(Spec):
    """One of the red and black lists: the first or last units of each class by the section's indicator.

    What a colour means is the place's: there are places where red is good.
    """

    label: Text
    """红榜"""
    colour: str = ""
    """The word for the colour as pages know it: red, black, green …"""
    take: Literal["best", "worst"]
    count: int = Attribute(3, ge=1, le=100)
    """So many of each class; units that share the last place all stand in it."""
    lights: tuple[Key, ...] = ()
    """Only units that show one of these lights; any when not given."""


class Section(Spec):
    """A part of a bulletin: `kind` is one that the reports know."""

    kind: SectionKind
    title: Text
    indicators: tuple[str, ...] = ()
    unit_kind: str = ""
    classes: tuple[str, ...] = ()
    """Only units of these classes, in this order; all when not given."""
    by: Key | None = None
    """The choice field of the indicator's ledger, or of its parent, by which figures are told apart."""
    lists: tuple[Honours, ...] = ()
    """In the order in which they stand."""
    lights: tuple[Key, ...] = ()
    """Units that show one of these lights lag behind; the pack's last light when not given."""
    ledger: str | None = None
    """The ledger whose records are listed, `project` in this pack or `investment.project`."""
    where: str = ""
    """Which of them, as in an indicator."""
    columns: tuple[Key, ...] = ()
    """Fields shown of each record; `unit` and `stage` may stand among them."""
    most: int = Attribute(20, ge=1, le=2000)
    """Rows shown; how many more there are is said."""
    text: str = ""


class Signing(Spec):
    """A step of the sign-off chain: whoever holds the role in the bulletin's unit or above it signs."""

    key: Key
    label: Text
    """审核, 签发"""
    role: str


class Bulletin(Spec):
    pack: Key
    key: Key
    label: Text
    """招商引资工作通报"""
    issuer: str = ""
    to: str = ""
    """主送; the unit's 各有关单位 when not given."""
    public: bool = False
    """Read by anybody, without log-in, as soon as it is issued."""
    signs: tuple[Signing, ...] = ()
    """The sign-off chain after drafting; the leader alone when not given."""
    sections: tuple[Section, ...]
