"""Matching as pages show it: what was found and why, introductions, questions by light."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.kernel.actor import Actor
from luoshi.ledgers import lights
from luoshi.ledgers import queries as ledgers
from luoshi.ledgers.models import Evidence
from luoshi.ledgers.records import Record
from luoshi.matching.finding import Match, Reason
from luoshi.matching.policy import FARMER, FIRM, OFFICE, QUESTION, SHAPES
from luoshi.units import queries as units
from luoshi.web import formats
from luoshi.web.components import Badge, Column, Empty, Fact, Link, Row, Step, Table

EXCERPT = 90


def tabs(actor: Actor, now: str) -> tuple[Link, ...]:
    """The pages of matching that the actor needs."""
    needed = {"search": not farmer_only(actor), "introductions": not farmer_only(actor), "questions": True}
    labels = {
        "search": (_("查找"), reverse("matching:index")),
        "introductions": (_("对接"), reverse("matching:introductions")),
        "questions": (_("农技问答"), reverse("matching:questions")),
        "work": (_("专家服务"), reverse("matching:work")),
        "library": (_("问答库"), reverse("matching:library")),
    }
    shown = [key for key in labels if needed.get(key, True)]
    if not actor.has(*OFFICE, "expert", "leader", "supervisor"):
        shown.remove("work")
    return tuple(Link(labels[key][0], labels[key][1], current=key == now) for key in shown)


def farmer_only(actor: Actor) -> bool:
    """Whether somebody is a farmer and nothing else here: questions are all they need."""
    return actor.has(FARMER) and not actor.has(*OFFICE, *FIRM)


@dataclass(frozen=True)
class Shown:
    """Something found: what it is, where it is opened, a few words of it, why it was found."""

    number: int
    ledger: str
    kind: Badge
    title: str
    url: str
    where: str
    excerpt: str
    reasons: tuple[tuple[str, str, str], ...]
    """Kind, sentence, and after an English one the words found, which stay Chinese."""
    matches: str
    done: str
    """Where the introduction is that was made of it already."""


def _reason(one: Reason) -> tuple[str, str, str]:
    said = re.fullmatch("(.+?: )(.+)", one.text) if one.kind == "words" else None
    return (one.kind, said[1], said[2]) if said else (one.kind, one.text, "")


KINDS = {"need": "orange", "result": "green", "patent": "blue", "expert": "purple", "advice": "grey"}


def kind(one: str) -> Badge:
    return Badge(str(ledgers.ledger(SHAPES[one].ledger).label), KINDS[one])  # type: ignore[index]


def found(matches: Iterable[Match], introduced: dict[str, int] | None = None) -> list[Shown]:
    names = units.names()
    return [_shown(one, names, introduced or {}) for one in matches]


def _shown(one: Match, names: dict[str, str], introduced: dict[str, int]) -> Shown:
    record = one.record
    where = (
        reverse("matching:advice", args=[record.ref.id])
        if one.kind == "advice"
        else reverse("ledgers:record", args=[record.ref.ledger, record.ref.id])
    )
    shape = SHAPES[one.kind]
    told = [str(record.values.get(key) or "") for key in (*shape.summary, *shape.keywords)]
    text = " ".join(" ".join(told).split())
    done = introduced.get(str(record.ref))
    return Shown(
        record.ref.id, record.ref.ledger, kind(one.kind), record.title, where,
        names.get(record.unit, "") if one.kind != "advice" else "",
        text[:EXCERPT] + ("…" if len(text) > EXCERPT else ""),
        tuple(_reason(reason) for reason in one.reasons),
        reverse("matching:matches", args=[record.ref.ledger, record.ref.id]) if one.kind != "advice" else "",
        reverse("matching:introduction", args=[done]) if done else "",
    )  # fmt: skip


def introductions(records: Sequence[Record]) -> Table:
    """Introductions with what comes next."""
    columns = [
        Column("name", _("对接事项")), Column("kind", _("对象"), phone=False),
        Column("stage", _("进展"), "badge"),
        Column("next", _("下一步"), phone=False), Column("on", _("牵线日期"), "date", phone=False),
        Column("amount", _("合同金额"), "number", unit=_("万元")),
    ]  # fmt: skip
    rows = [
        Row(
            {
                "name": one.title, "kind": str(one.spec.fields["kind"].choices[str(one.row["kind"])]),
                "stage": stage(one), "next": one.values["next_step"] or "",
                "on": one.row["introduced_on"], "amount": one.values["amount"],
            },
            reverse("matching:introduction", args=[one.ref.id]),
        )
        for one in records
    ]  # fmt: skip
    hint = _("打开一项企业需求，在匹配的成果、专利或专家旁点“牵线”。")
    return Table(columns, rows, _("对接"), empty=Empty(_("还没有对接"), hint))


STAGES = {
    "proposed": "yellow", "met": "blue", "negotiating": "blue", "contracted": "green", "failed": "grey",
    "asked": "red", "routed": "yellow", "answered": "blue", "satisfied": "green", "closed": "grey",
}  # fmt: skip


def stage(record: Record) -> Badge:
    return Badge(record.stage_label, STAGES.get(str(record.stage), "grey"))


def steps(record: Record) -> list[Step]:
    """How far a record has come on its way; one that left it shows where it went."""
    way = [one for one in record.spec.stages if not one.aside or one.key == record.stage]
    keys = [one.key for one in way]
    now = keys.index(str(record.stage))
    days = record.stage_days
    return [
        Step(
            str(one.label),
            "current" if place == now else "done" if place < now and one.key in days else "next",
            days.get(one.key),
        )
        for place, one in enumerate(way)
    ]  # fmt: skip


def questions(records: Sequence[Record], actor: Actor, caption: str, empty: Empty) -> Table:
    """Questions, with who answers by when, and the light they show."""
    spec, names = ledgers.ledger(QUESTION), units.names()
    shining = lights.of(spec, records, actor.today())
    columns = [
        Column("title", _("问题")), Column("light", _("状态"), "badge"),
        Column("subject", _("专业"), phone=False),
        Column("unit", _("乡镇"), phone=False), Column("expert", _("解答专家"), phone=False),
        Column("due", _("答复时限"), "date"),
    ]  # fmt: skip
    rows = []
    for one in records:
        light = shining.get(one.ref.id)
        waits = one.stage == "routed" and light is not None
        rows.append(
            Row(
                {
                    "title": one.title,
                    "light": Badge(str(light.label), light.colour) if waits and light else stage(one),
                    "subject": choice(one, "subject"), "unit": names.get(one.unit, one.unit),
                    "expert": one.values["expert_name"] or "—", "due": one.row["due_on"],
                },
                reverse("matching:question", args=[one.ref.id]),
            )
        )  # fmt: skip
    return Table(columns, rows, caption, empty=empty)


def choice(record: Record, key: str) -> str:
    value = record.row.get(key)
    return str(record.spec.fields[key].choices[str(value)]) if value else ""


def facts(record: Record, keys: Sequence[str]) -> list[Fact]:
    """Fields that are filled in, as they are called."""
    made = []
    for key in keys:
        field, value = record.spec.fields[key], record.values[key]
        if value not in (None, ""):
            shown = choice(record, key) if field.type == "choice" else value
            label = formats.aside(field.label, field.unit if field.type == "money" else "")
            made.append(Fact(label, shown, wide=field.type == "long_text"))
    return made


def pictures(number: int, evidence: Iterable[Evidence], record: int | None = None) -> list[dict[str, Any]]:
    """Pictures by their addresses; of one answer where it is named."""
    return [
        {"url": reverse("matching:picture", args=[number, one.id]), "name": one.name}
        for one in evidence
        if record in (None, one.record)
    ]
