"""调度会纪要: what a dispatch meeting looked at and decided, as docx."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from luoshi.dispatch import queries
from luoshi.journal.actions import action
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError
from luoshi.kernel.language import speaking
from luoshi.kernel.periods import Period
from luoshi.ledgers import actions as ledgers
from luoshi.ledgers.records import Record
from luoshi.reports import official
from luoshi.reports.context import numeral
from luoshi.units import queries as units

HEADS = ("序号", "议定事项", "责任单位", "完成时限")
_WIDTHS = (14, 84, 32, 26)


@action
def issue(actor: Actor, number: int) -> Record:
    """Print the minutes of a meeting that was held, keep them as its evidence, and call them issued."""
    meeting = queries.meeting(actor, number)
    if meeting.stage != "held":
        raise InputError("会议召开之后才能印发纪要", hint="先记下参会人员和会议要求")
    content = render(actor, number)
    ledgers.attach(actor, meeting.ref, "minutes", f"{meeting.title}纪要.docx", content)
    return ledgers.move(actor, meeting.ref, "issued")


@speaking("zh")
def render(actor: Actor, number: int) -> bytes:
    """The minutes as they stand, of a meeting that the actor sees."""
    meeting, items = queries.meeting(actor, number), queries.items(actor, number)
    said = meeting.values
    document = official.new(f"{meeting.title}纪要")
    for label, words in (
        ("时间", _day(said["held_on"])),
        ("地点", str(said.get("place") or "")),
        ("主持", str(said.get("chair") or "")),
        ("参会", str(said.get("present") or "")),
    ):
        if words:
            official.body(document, f"{label}：{words}")
    quarter = Period.parse(str(said["quarter"])).label
    official.body(document, f"会议听取了{quarter}目标任务进展，逐项研究了{len(items)}个议题，议定如下。")
    decided = [one for one in items if one.values.get("decision")]
    for place, item in enumerate(decided, start=1):
        _item(document, numeral(place), item)
    _left(document, [one for one in items if not one.values.get("decision")])
    conclusion = str(said.get("conclusion") or "")
    if conclusion:
        official.heading(document, "会议要求")
        for line in filter(None, conclusion.splitlines()):
            official.body(document, line)
    _decisions(document, items)
    return official.saved(document)


def _item(document: Any, mark: str, item: Record) -> None:
    """A matter: what the figures are, what was decided."""
    names, said = units.names(), item.values
    official.heading(document, f"{mark}、{item.title}")
    if said.get("figures"):
        official.body(document, f"{said['figures']}。")
    owner = names.get(str(said.get("owner") or ""), "")
    due = f"于{_day(said['due_on'])}前完成" if said.get("due_on") else ""
    charge = f"（{'，'.join(filter(None, (owner and f'{owner}负责', due)))}）" if owner or due else ""
    official.body(document, f"议定：{str(said['decision']).rstrip('。')}{charge}。")


def _left(document: Any, items: Sequence[Record]) -> None:
    """What was on the agenda and not decided, in a paragraph."""
    if items:
        titles = "；".join(one.title for one in items)
        official.body(document, f"以下{len(items)}个议题没有议定，仍未解决的列入下一次调度会：{titles}。")


def _decisions(document: Any, items: Sequence[Record]) -> None:
    """All decisions with an owner, in a table that the next meeting begins with."""
    owned = [one for one in items if one.values.get("owner")]
    if not owned:
        return
    official.heading(document, "议定事项清单")
    names = units.names()
    rows = []
    for place, one in enumerate(owned, start=1):
        owner = names.get(str(one.values["owner"]), "")
        rows.append((str(place), str(one.values["decision"]), owner, _day(one.values["due_on"])))
    official.table(document, HEADS, rows, _WIDTHS)


def _day(day: Any) -> str:
    return f"{day:%Y年%-m月%-d日}" if isinstance(day, date) else ""
