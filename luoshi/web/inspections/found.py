"""Inspected records as pages show them: verdicts, what was found, what the unit says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.inspections import queries
from luoshi.inspections.policy import UNIT
from luoshi.inspections.queries import Shot
from luoshi.journal.queries import EntryView
from luoshi.ledgers import queries as ledgers
from luoshi.ledgers.models import Evidence
from luoshi.ledgers.records import Record
from luoshi.units import queries as units
from luoshi.web import formats
from luoshi.web.components import Badge, Column, Event, Fact, File, Row, Table

TONES: Mapping[str | None, str] = {"genuine": "green", "overstated": "orange", "fabricated": "red"}
STEPS: Mapping[str, str] = {
    "planned": "grey", "drawn": "blue", "on_site": "yellow", "told": "orange", "settled": "green",
    "seen": "yellow", "answered": "purple",
}  # fmt: skip
VERBS: Mapping[str, str | Promise] = {
    "plan": gettext_lazy("固定方案"), "draw": gettext_lazy("抽样"), "substitute": gettext_lazy("换备选"),
    "tell": gettext_lazy("告知单位"), "conclude": gettext_lazy("下结论"), "seen": gettext_lazy("现场核查"),
    "again": gettext_lazy("重复送达，没有再记"), "answer": gettext_lazy("单位答复"),
    "settle": gettext_lazy("办结"),
}  # fmt: skip


def stage(found: Record) -> Badge:
    return Badge(found.stage_label, STEPS.get(str(found.stage), "grey"))


def verdict(found: Record) -> Badge | None:
    key = found.values["verdict"]
    return Badge(choice(found, "verdict"), TONES.get(key, "grey")) if key else None


def choice(found: Record, key: str) -> str:
    """A choice in the reader's words; empty when nothing is chosen."""
    value = found.values[key]
    return str(found.spec.fields[key].choices[value]) if value else ""


def heard(found: Sequence[Record]) -> Table:
    """What was found at the person's own units."""
    rows = [
        Row(
            {
                "title": str(one.values["title"]), "verdict": verdict(one), "due": one.values["answer_due"],
                "answer": choice(one, "unit_answer") or _("待答复"), "stage": stage(one),
            },
            reverse("inspections:check", args=[one.ref.id]),
        )
        for one in found
    ]  # fmt: skip
    columns = [
        Column("title", _("被查记录")), Column("verdict", _("认定"), "badge"),
        Column("due", _("答复期限"), "date"), Column("answer", _("答复"), phone=False),
        Column("stage", _("阶段"), "badge"),
    ]  # fmt: skip
    return Table(columns, rows, _("本单位被督查"))


def checks(found: Sequence[Record]) -> Table:
    """A unit's part of the sample."""
    known = ledgers.ledgers()
    rows = [
        Row(
            {
                "title": str(one.values["title"]), "ledger": label(known, str(one.values["of_ledger"])),
                "amount": one.values["amount"], "verdict": verdict(one),
                "overstated": one.values["overstated_by"],
                "answer": choice(one, "unit_answer"), "stage": stage(one),
            },
            reverse("inspections:check", args=[one.ref.id]),
        )
        for one in found
    ]  # fmt: skip
    columns = [
        Column("title", _("记录")), Column("ledger", _("台账"), phone=False),
        Column("amount", _("填报金额"), "number", UNIT, phone=False), Column("verdict", _("认定"), "badge"),
        Column("overstated", _("虚报"), "number", UNIT, phone=False),
        Column("answer", _("答复"), phone=False),
        Column("stage", _("阶段"), "badge"),
    ]  # fmt: skip
    return Table(columns, rows, _("核查清单"))


def label(known: Mapping[str, Any], name: str) -> str:
    return str(known[name].label) if name in known else name


def facts(found: Record, leads: bool) -> list[Fact]:
    """A check: what was reported, what was found, what the unit says, what was decided."""
    value, names = found.values, units.names()
    above = queries.inspection_of(found)
    url = reverse("ledgers:record", args=[value["of_ledger"], value["number"]])
    where = reverse("inspections:inspection", args=[above.ref.id]) if leads else ""
    made = [
        Fact(_("督查"), str(above.values["title"]), url=where),
        Fact(_("单位"), names.get(found.unit, found.unit)),
        Fact(_("被查记录"), str(value["title"]), url=url),
        Fact(_("填报金额"), formats.amount(value["amount"], UNIT)),
        Fact(_("认定"), verdict(found)),
        Fact(_("虚报金额"), formats.amount(value["overstated_by"], UNIT)),
        Fact(_("核查人"), value["inspector"]),
        Fact(_("核查时间"), moment(value["seen_at"])),
        Fact(_("核查地点"), (value["place"] or _("无定位")) if value["seen_at"] else None),
        Fact(_("现场情况"), value["note"], wide=True),
    ]
    if value["told_on"]:
        made += [
            Fact(_("告知日期"), formats.day(value["told_on"])),
            Fact(_("答复期限"), formats.day(value["answer_due"])),
        ]
    if value["answered_on"]:
        late = _("逾期") if value["answered_on"] > value["answer_due"] else ""
        made += [
            Fact(_("单位答复"), choice(found, "unit_answer"), note=late),
            Fact(_("答复人"), value["answered_by"]),
            Fact(_("答复说明"), value["answer_reason"], wide=True),
        ]
    if value["settled_on"]:
        made += [Fact(_("处理决定"), value["decision"], wide=True), *_after(found)]
    if above.values["conclusion"]:
        made.append(Fact(_("督查结论"), str(above.values["conclusion"]), wide=True))
    return made


def _after(found: Record) -> list[Fact]:
    value = found.values
    made = [Fact(_("台账更正"), value["adjustment"] or _("不需要"), wide=True)]
    if value["finding"]:
        url = reverse("ledgers:record", args=["supervision.finding", value["finding"]])
        made.append(Fact(_("整改"), _("问题 %(n)s") % {"n": value["finding"]}, url=url))
    return made


def moment(said: Any) -> str:
    """A phone's time as people read it, as it was sent where it is none."""
    try:
        return formats.moment(datetime.fromisoformat(str(said))) if said else ""
    except ValueError:
        return str(said)


def files(found: Record, held: Iterable[Evidence], shots: Mapping[str, Shot]) -> list[File]:
    """Photographs with their time and place, and the unit's papers."""
    people, made = units.person_names(), []
    for one in held:
        shot = shots.get(one.sha256)
        note = ""
        if shot:
            said = {"at": moment(shot.taken_at) or _("无时间"), "place": shot.place or _("无定位")}
            note = _("拍摄 %(at)s，%(place)s") % said
        image = one.name.lower().endswith((".jpg", ".jpeg", ".png", ".webp", ".gif"))
        made.append(
            File(
                one.name, reverse("inspections:file", args=[found.ref.id, one.id]),
                str(found.spec.evidence[one.purpose].label), one.size, one.sha256,
                people.get(one.added_by or 0, _("系统")), one.added_at, note=note, image=image,
                look=reverse("inspections:look", args=[found.ref.id, one.id]) if image else "",
            )
        )  # fmt: skip
    return made


def events(entries: Iterable[EntryView]) -> list[Event]:
    """What happened, oldest first."""
    return [Event(one.at, one.name, str(VERBS.get(one.verb, one.verb)), why=one.why) for one in entries]
