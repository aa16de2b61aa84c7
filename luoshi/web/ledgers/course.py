"""The course of a record that is looked at again later: its stages on a line of time, how long it took from
one to the next, then what every later look says, as a chart where that is an amount."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from luoshi.ledgers import followups
from luoshi.ledgers.records import Record
from luoshi.packs.spec import Followup, Ledger
from luoshi.web import charts, formats
from luoshi.web.components import Chart
from luoshi.web.ledgers import show

Held = Mapping[str, Sequence[Record]]
"""A record's children by the name of their ledger."""


@dataclass(frozen=True)
class Mark:
    """A point on the line: when, what, how long after the one before, what it says, where it leads."""

    day: date
    label: str
    after: str = ""
    lines: tuple[str, ...] = ()
    url: str = ""


def marks(found: Record, held: Held) -> list[Mark]:
    """Every stage the record came to and every later look, by day; nothing where no look is foreseen."""
    if not found.spec.followups:
        return []
    entered = sorted(
        (day, place, str(stage.label))
        for place, stage in enumerate(found.spec.stages)
        if (day := found.stage_days.get(stage.key))
    )
    made, before = list[Mark](), None
    for day, _place, label in entered:
        made.append(Mark(day, label, _between(before, day)))
        before = day
    for one in found.spec.followups:
        spec = followups.child_of(found.spec, one)
        made += [_look(spec, one, look) for look in held.get(spec.name, ()) if _day(spec, look)]
    return sorted(made, key=lambda mark: mark.day)


def chart(found: Record, held: Held) -> Chart | None:
    """The sums of money that later looks told, side by side; None where none did."""
    for one in found.spec.followups:
        spec = followups.child_of(found.spec, one)
        told = sorted(
            (look for look in held.get(spec.name, ()) if look.values[one.number] is not None),
            key=lambda look: look.values[one.number],
        )
        money = [key for key, field in spec.fields.items() if field.type == "money"]
        drawn = {key: [look.values[key] for look in told] for key in money}
        drawn = {key: values for key, values in drawn.items() if any(values)}
        if drawn:
            labels = [_turn(one, look) for look in told]
            unit = next(iter(formats.unit_words(spec.fields[key].unit) for key in drawn))
            series = {str(spec.fields[key].label): values for key, values in drawn.items()}
            option = charts.columns(labels, series, unit)
            caption = _("%(look)s：%(what)s") % {"look": one.label, "what": formats.listed(series)}
            return Chart("course", option, caption)
    return None


def _between(before: date | None, day: date) -> str:
    """How long it took: in days, and in months where it was at least two."""
    if before is None or day == before:
        return ""
    gone = relativedelta(day, before)
    months = gone.years * 12 + gone.months
    if months < 2:
        days = (day - before).days
        return ngettext("过了 %(n)d 天", "过了 %(n)d 天", days) % {"n": days}
    return ngettext("过了 %(n)d 个月", "过了 %(n)d 个月", months) % {"n": months}


def _day(spec: Ledger, look: Record) -> date | None:
    assert spec.deadline is not None, "the pack was checked: a look has a time limit"
    found: Any = look.values[spec.deadline.field]
    return found if isinstance(found, date) else None


def _turn(one: Followup, look: Record) -> str:
    return _("第 %(n)s 次") % {"n": look.values[one.number] or formats.DASH}


def _look(spec: Ledger, one: Followup, look: Record) -> Mark:
    """A later look: its number and stage, and every amount it tells."""
    day = _day(spec, look)
    assert day is not None, "it was asked before"
    stages = {stage.key: str(stage.label) for stage in spec.stages}
    lines = [stages[look.stage]] if look.stage else []
    for key, field in spec.fields.items():
        counts = field.type in ("money", "integer", "decimal") and key != one.number
        if counts and look.values[key] is not None:
            lines.append(f"{field.label} {show.words(field, look.values[key], {})}")
    url = reverse("ledgers:record", args=[spec.name, look.ref.id])
    return Mark(day, formats.aside(one.label, _turn(one, look)), "", tuple(lines), url)
