"""A record on paper, as offices file it: a ruled form with fields, opinions, evidence, places for seals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.template.loader import render_to_string

from luoshi.kernel.actor import Actor
from luoshi.kernel.language import speaking
from luoshi.kernel.numbers import show
from luoshi.ledgers import queries
from luoshi.ledgers.records import STATES, Record, Ref
from luoshi.packs.spec import Field, ledger_of
from luoshi.reports import pictures
from luoshi.units import queries as units


@dataclass(frozen=True)
class Line:
    """A row of the form: two labelled values, or one over the whole width."""

    cells: tuple[tuple[str, str], ...]
    wide: bool = False


@speaking("zh")
def content(actor: Actor, ref: Ref) -> dict[str, Any]:
    """What the form says of a record that the actor sees."""
    record = queries.record(actor, ref)
    names, people = units.names(), units.person_names()
    decided = queries.gates(actor, ref)
    return {
        "title": f"{record.spec.label.zh}登记表",
        "unit": names.get(record.unit, record.unit),
        "number": record.ref.id,
        "day": actor.today(),
        "state": STATES.get(record.verification, ""),
        "lines": _lines(_values(actor, record, names, people)),
        "stages": [
            (one.label.zh, record.stage_days.get(one.key), one.key == record.stage)
            for one in record.spec.stages
        ],
        "gates": [
            (gate.label.zh, queries.role_label(gate.decided_by), decided.get(key))
            for key, gate in record.spec.gates.items()
        ],
        "evidence": [
            (record.spec.evidence[one.purpose].label.zh, one.name, one.sha256[:16], STATES.get(one.state, ""))
            for one in queries.evidence(actor, ref)
            if one.purpose in record.spec.evidence
        ],
        "picture": pictures.drawn(record, queries.children(actor, ref)) if record.spec.picture else None,
        "reported_by": people.get(record.reported_by or 0, ""),
        "reported_at": record.reported_at,
        "verified_by": people.get(record.row.get("verified_by") or 0, ""),
        "verified_on": record.row.get("verified_on"),
    }


def html(said: Mapping[str, Any]) -> str:
    """The form as a page that stands alone."""
    return render_to_string("reports/record_form.html", dict(said))


def render(said: Mapping[str, Any]) -> bytes:
    """The same on paper."""
    from weasyprint import HTML  # half a second to import, and only a PDF needs it

    return bytes(HTML(string=html(said)).write_pdf())


def _values(
    actor: Actor, record: Record, names: Mapping[str, str], people: Mapping[int, str]
) -> Iterable[tuple[str, str, bool]]:
    """Label, value in words, and whether it takes the whole width."""
    for key, field in record.spec.fields.items():
        value = record.values.get(key)
        if field.type == "record" and value is not None:
            said = queries.titles(actor, ledger_of(record.spec, field), [value]).get(value, "")
        else:
            said = words(field, value, names, people)
        unit = f"（{field.unit}）" if field.unit else ""
        yield f"{field.label.zh}{unit}", said, field.type == "long_text"
        if field.type == "organization":
            yield "统一社会信用代码", str(record.values.get(f"{key}_code") or ""), False


def words(field: Field, value: Any, names: Mapping[str, str], people: Mapping[int, str]) -> str:
    """A value as papers say it; empty where there is none."""
    if value is None or value == "":
        return ""
    match field.type:
        case "money" | "decimal" | "percent" | "integer":
            said = show(value, 0 if field.type == "integer" else field.places)
            return f"{said}%" if field.type == "percent" else said
        case "choice":
            return field.choices[value].zh if value in field.choices else str(value)
        case "unit":
            return names.get(value, str(value))
        case "person":
            return people.get(value, str(value))
        case "boolean":
            return "是" if value else "否"
    return f"{value.year}年{value.month}月{value.day}日" if isinstance(value, date) else str(value)


def _lines(values: Iterable[tuple[str, str, bool]]) -> list[Line]:
    """Values two by two; a long one has a row of its own."""
    made: list[Line] = []
    waiting: tuple[str, str] | None = None
    for label, said, wide in values:
        if wide:
            made += [Line((waiting, ("", "")))] if waiting else []
            waiting = None
            made.append(Line(((label, said),), wide=True))
        elif waiting is None:
            waiting = (label, said)
        else:
            made.append(Line((waiting, (label, said))))
            waiting = None
    return [*made, Line((waiting, ("", "")))] if waiting else made
