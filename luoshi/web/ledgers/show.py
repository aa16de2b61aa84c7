"""A ledger's records as pages show them: values in words, changes before and after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.journal.queries import EntryView
from luoshi.ledgers import columns
from luoshi.ledgers.errors import Block
from luoshi.ledgers.models import Evidence, GateDecision
from luoshi.ledgers.overview import Changed
from luoshi.ledgers.records import Record
from luoshi.ledgers.stages import Clock
from luoshi.packs.spec import Field, Ledger, ledger_of
from luoshi.web import formats
from luoshi.web.components import Change, Column, Event, Fact, File, Kind, Link, Step, verification_badge

IMAGES = ("png", "jpg", "jpeg", "gif", "webp")
_KINDS: Mapping[str, Kind] = {"money": "number", "decimal": "number", "integer": "number", "date": "date"}
VERBS: Mapping[str, Promise] = {
    "create": gettext_lazy("填报"), "edit": gettext_lazy("修改"), "adjust": gettext_lazy("更正"),
    "move": gettext_lazy("推进阶段"), "verify": gettext_lazy("审核通过"), "reject": gettext_lazy("审核退回"),
    "withdraw": gettext_lazy("撤回"), "attach": gettext_lazy("上传佐证"), "gate": gettext_lazy("决定关口"),
    "share": gettext_lazy("划分份额"), "pause": gettext_lazy("暂停计时"),
    "resume": gettext_lazy("恢复计时"), "comment": gettext_lazy("留言"), "reword": gettext_lazy("修改留言"),
    "take_back": gettext_lazy("删除留言"), "look": gettext_lazy("看过留言"),
    "send_back": gettext_lazy("退回重办"), "ask_extension": gettext_lazy("申请延期"),
    "extend": gettext_lazy("批准延期"), "refuse_extension": gettext_lazy("不予延期"),
    "recall": gettext_lazy("撤回修改"), "detach": gettext_lazy("撤下佐证"),
    "reopen": gettext_lazy("重新办理"), "rate": gettext_lazy("评价"), "hand_over": gettext_lazy("移交"),
    "recount": gettext_lazy("重新比对"), "keep": gettext_lazy("履行承诺"),
    "lengthen": gettext_lazy("批准延期"),
    "decide_bar": gettext_lazy("核定限制条件"), "admit_many": gettext_lazy("批量通过"),
}  # fmt: skip


def column(key: str, field: Field) -> Column:
    """A field as a list's column; its unit stands in the heading."""
    numeric = field.type in ("money", "decimal", "integer")
    places = 0 if field.type == "integer" else field.places
    unit = str(field.unit or "") if numeric else ""
    return Column(key, str(field.label), _KINDS.get(field.type, "text"), unit, places, sort=True, phone=False)


def cell(field: Field, value: Any, names: Mapping[str, str]) -> Any:
    """A value for a list's cell; choices and units by their names, numbers as they are."""
    if value is None or field.type in ("money", "decimal", "integer", "date"):
        return value
    return words(field, value, names)


def words(field: Field, value: Any, names: Mapping[str, str]) -> str:
    """A value in words, with its unit."""
    if value in (None, ""):
        return ""
    match field.type:
        case "choice":
            return str(field.choices.get(value, value))
        case "unit":
            return names.get(value, str(value))
        case "boolean":
            return _("是") if value else _("否")
        case "money" | "decimal" | "integer":
            places = 0 if field.type == "integer" else field.places
            return formats.amount(value, field.unit or "", places)
        case "date":
            return formats.day(value)
        case _:
            return str(value)


def facts(
    record: Record, names: Mapping[str, str], titles: Mapping[str, Mapping[int, str]] | None = None
) -> list[Fact]:
    """Every field of a record, empty ones too. `titles`: field → number → what the record is called."""
    made = [Fact(_("责任单位"), names.get(record.unit, record.unit))]
    for key, field in record.spec.fields.items():
        value = record.values.get(key)
        url = ""
        if field.type == "record" and value:
            url = reverse("ledgers:record", args=[ledger_of(record.spec, field), value])
        said = _titled(titles, key, value) or words(field, value, names)
        note = str(record.values.get(f"{key}_code") or "") if field.type == "organization" else ""
        made.append(Fact(str(field.label), said, note, url, wide=field.type == "long_text"))
    return made


def _titled(titles: Mapping[str, Mapping[int, str]] | None, key: str, value: Any) -> str:
    known = (titles or {}).get(key, {})
    return known.get(value, "") if isinstance(value, int) else ""


def steps(record: Record, clocks: Iterable[Clock]) -> list[Step]:
    """The stage bar: days of stages entered, and what is due. A stage aside and a detour stand in it only
    for a record that came there; after one aside nothing comes."""
    entered = {*record.stage_days, record.stage}
    over = any(one.aside and one.key == record.stage for one in record.spec.stages)
    shown = [one for one in record.spec.stages if one.key in entered or not (over or one.aside or one.detour)]
    keys = [stage.key for stage in shown]
    now = keys.index(record.stage) if record.stage in keys else -1
    due = {clock.stage: clock for clock in clocks}
    made = []
    for index, stage in enumerate(shown):
        clock = due.get(stage.key)
        made.append(
            Step(
                str(stage.label),
                "done" if index < now else "current" if index == now else "next",
                record.stage_days.get(stage.key),
                clock.due if clock and index > now else None,
                overdue=bool(clock and clock.state == "late"),
                note=_left(clock) if clock and index > now else "",
            )
        )
    return made


def _left(clock: Clock) -> str:
    """How the time limit stands."""
    if clock.state == "paused":
        return _("已暂停计时")
    if clock.left < 0:
        return _("超 %(n)d 个工作日") % {"n": -clock.left}
    return _("还有 %(n)d 个工作日") % {"n": clock.left}


def blocked(spec: Ledger, found: Iterable[Block]) -> list[str]:
    """What still keeps a record from a stage."""
    return [_block(spec, one) for one in found]


def _block(spec: Ledger, one: Block) -> str:
    match one.kind:
        case "field":
            return _("“%(field)s”未填") % {"field": spec.fields[one.key].label}
        case "evidence":
            return _("缺佐证“%(purpose)s”") % {"purpose": spec.evidence[one.key].label}
        case "gate":
            return _("“%(gate)s”还没有通过") % {"gate": spec.gates[one.key].label}
        case "verification":
            return _("还没有审核通过")
        case "child":
            said = _("还缺下级记录：%(wanted)s") % {"wanted": one.wanted}
            left = _("未办好：%(records)s") % {"records": formats.listed(one.left)} if one.left else ""
            return formats.aside(said, left)
        case "early":
            return _("还没有到“%(day)s”") % {"day": spec.fields[one.key].label}
        case "wait":
            label = {stage.key: stage.label for stage in spec.stages}[one.key]
            return _("“%(stage)s”的工作日还没有满") % {"stage": label}
    return one.what


def files(record: Record, evidence: Iterable[Evidence], people: Mapping[int, str]) -> list[File]:
    """Evidence with what it proves; images and PDFs can be looked at in the page."""
    return [_file(record, one, people) for one in evidence]


def _file(record: Record, one: Evidence, people: Mapping[int, str]) -> File:
    purpose = record.spec.evidence.get(one.purpose)
    where = [record.ref.ledger, record.ref.id, one.id]
    label = (
        _("%(label)s：%(text)s") % {"label": purpose.label, "text": purpose.meaning}
        if purpose and purpose.meaning
        else one.purpose
    )
    ending = one.name.rpartition(".")[2].lower()
    look = reverse("ledgers:look", args=where) if ending in (*IMAGES, "pdf", "txt") else ""
    return File(
        one.name, reverse("ledgers:file", args=where), label, one.size, one.sha256,
        people.get(one.added_by or 0, _("系统")), one.added_at, verification_badge(one.state),
        one.why if one.state == "rejected" else "", look, ending in IMAGES,
    )  # fmt: skip


def gates(record: Record, decided: Mapping[str, GateDecision], deciders: Mapping[str, str]) -> list[Fact]:
    """Each gate, how it was decided, or who decides it."""
    made = []
    for key, gate in record.spec.gates.items():
        one = decided.get(key)
        state = _("未决定") if one is None else _("通过") if one.passed else _("未通过")
        waits = _("由%(who)s决定") % {"who": deciders[key]}
        note = waits if one is None else f"{formats.day(one.on)} {one.name} {one.document_no} {one.why}"
        made.append(Fact(str(gate.label), state, note))
    return made


def events(record: Record, entries: Iterable[EntryView], names: Mapping[str, str]) -> list[Event]:
    """The history in a clerk's words, in the order given, each change before → after."""
    made = []
    for entry in entries:
        title = str(VERBS.get(entry.verb, entry.verb))
        changes = tuple(_changes(record.spec, entry.data, names)) if entry.verb != "create" else ()
        said = entry.data.get("text")  # a comment's; of a ledger with such a field it is before and after
        why = entry.why or (said if isinstance(said, str) else "")
        made.append(Event(entry.at, entry.name, title, changes, why, entry.holds_from))
    return made


def latest(found: Iterable[Changed], names: Mapping[str, str]) -> list[tuple[Link, str]]:
    """What changed lately: the record with what was done to it, by whom and when."""
    made = []
    for one in found:
        record, entry = one.record, one.entry
        verb = VERBS.get(entry.verb, entry.verb)
        url = reverse("ledgers:record", args=[record.ref.ledger, record.ref.id])
        unit = names.get(record.unit, record.unit)
        label = f"{unit} · {record.spec.label} · {record.title}"
        made.append((Link(label, url), f"{entry.name} {verb} {formats.moment(entry.at)}"))
    return made


def _changes(spec: Ledger, data: Mapping[str, Any], names: Mapping[str, str]) -> Iterable[Change]:
    for key, values in data.items():
        field = spec.fields.get(key)
        if key == "stage" and isinstance(values, list):
            labels = {stage.key: str(stage.label) for stage in spec.stages}
            before, after = (labels.get(value or "", "") for value in values)
            yield Change(_("阶段"), before, after)
        elif field is not None and isinstance(values, list):
            before, after = (_was(spec, key, field, value, names) for value in values)
            yield Change(str(field.label), before, after)


def _was(spec: Ledger, key: str, field: Field, stored: Any, names: Mapping[str, str]) -> str:
    value = date.fromisoformat(stored) if field.type == "date" and stored else stored
    return words(field, columns.shown(spec, {key: value})[key], names)
