"""Targets as pages show them: in the order of their splitting, with gaps and history in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.commitments.models import Commitment
from luoshi.commitments.queries import Split
from luoshi.journal.queries import EntryView
from luoshi.packs.spec import Indicator
from luoshi.units.policy import KINDS
from luoshi.web import formats
from luoshi.web.components import Badge, Change, Event, Tone

VERBS = {
    "set": gettext_lazy("下达"), "split": gettext_lazy("分解"), "withdraw": gettext_lazy("撤销"),
}  # fmt: skip
STATES: Mapping[str, tuple[object, Tone]] = {
    "set": (gettext_lazy("有效"), "green"), "replaced": (gettext_lazy("已调整"), "grey"),
    "withdrawn": (gettext_lazy("已撤销"), "grey"),
}  # fmt: skip


def ordered(owed: Iterable[Commitment]) -> list[tuple[Commitment, int]]:
    """Each target below the one it was split from, with its depth."""
    found = list(owed)
    there = {one.id for one in found}
    below: dict[int | None, list[Commitment]] = {}
    for one in found:
        below.setdefault(one.parent_id if one.parent_id in there else None, []).append(one)

    def walk(parent: int | None, depth: int) -> Iterable[tuple[Commitment, int]]:
        for one in below.get(parent, ()):
            yield one, depth
            yield from walk(one.id, depth + 1)

    return list(walk(None, 0))


def indented(label: str, depth: int) -> str:
    return "　" * depth + ("└ " if depth else "") + label


def state_badge(found: Commitment) -> Badge:
    word, tone = STATES[found.state]
    return Badge(str(word), tone)


def gap_notice(split: Split, spec: Indicator) -> tuple[str, str]:
    """(colour, sentence) telling whether the parts make up the whole; empty where nothing was split."""
    if split.gap is None:
        return "", ""
    said = {"amount": formats.measured(spec.shown(abs(split.gap)), spec.unit)}
    if split.gap < 0:
        return "yellow", _("还有 %(amount)s 没有分解下去。") % said
    if split.gap > 0:
        return "blue", _("分解合计比目标多 %(amount)s。") % said
    return "green", _("分解合计与目标正好相等。")


def events(entries: Iterable[EntryView], names: Mapping[str, str]) -> list[Event]:
    """What happened to a target, newest first."""
    made = [
        Event(one.at, one.name, str(VERBS.get(one.verb, one.verb)), tuple(_changes(one, names)), one.why)
        for one in entries
    ]
    return made[::-1]


def _changes(entry: EntryView, names: Mapping[str, str]) -> Iterable[Change]:
    labels = {"base": _("确保"), "stretch": _("争取")}
    for key, label in labels.items():
        values = entry.data.get(key)
        if isinstance(values, list) and any(values):
            yield Change(label, values[0] or "", values[1] or "")
    if entry.verb == "split":
        units = [names.get(code, code) for code in entry.data.get("units", ())]
        yield Change(_("单位"), "", formats.listed(units))


def by_kind(rows: Iterable[Any]) -> list[tuple[str, list[Any]]]:
    """Lines of a split under the kinds of their units: 乡镇, 部门."""
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(str(KINDS.get(row[0].kind, row[0].kind)), []).append(row)
    return list(found.items())
