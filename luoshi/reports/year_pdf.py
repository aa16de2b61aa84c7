"""A unit's year as PDF: one page to be put on a desk."""

from __future__ import annotations

from base64 import b64encode
from decimal import Decimal
from typing import Any

from django.template.loader import render_to_string

from luoshi.kernel.actor import Actor
from luoshi.kernel.language import speaking
from luoshi.kernel.numbers import show
from luoshi.kernel.periods import Period
from luoshi.reports.drawing import trend
from luoshi.reports.year import Target, Year, percent, year
from luoshi.units import queries as units

HANDED = {"accepted": "按时", "excused": "免报", "missing": "缺报"}
MOST = 12
"""Rows of one kind; the page in the house has them all."""


@speaking("zh")
def content(actor: Actor, code: str, which: int) -> dict[str, Any]:
    """What the page says of a unit that the actor sees."""
    found = year(actor, code, which)
    months = sorted({month for one in found.targets for month in one.months})
    return {
        "title": f"{found.unit.name}{which}年度落实情况",
        "site": units.site_name(),
        "through": months[-1].label if months else "",
        "day": actor.today(),
        "targets": [_target(one) for one in found.targets],
        "picture": _picture(found, months),
        "hand_ins": [(one.period.label[5:], _handed(one.state, one.late)) for one in found.hand_ins],
        "tasks": [
            (one.title, one.values.get("due_on"), light.label.zh if light else "")
            for one, light in found.tasks[:MOST]
        ],
        "more_tasks": max(len(found.tasks) - MOST, 0),
        "findings": [(one.title, one.stage_label) for one in found.findings[:MOST]],
        "consequences": [
            (one.title, one.values["reason"], one.stage_label) for one in found.consequences[:MOST]
        ],
        "scores": [
            (one.label, show(one.standing.total, 2), one.standing.place, one.peers) for one in found.scores
        ],
        "letter": found.letter,
        "fields": sum(one.fields for one in found.burden.values()),
        "times": sum(one.times for one in found.burden.values()),
    }


def _target(one: Target) -> dict[str, Any]:
    said, spec = one.now, one.spec
    light = next((light.label.zh for light in one.pack.lights if light.key == said["light"]), "")
    return {
        "label": spec.label.zh, "unit": spec.unit, "target": spec.shown(_number(said["target"])),
        "stretch": spec.shown(_number(said["stretch"])) if said["stretch"] is not None else "",
        "done": spec.shown(_number(said["ytd"])), "completion": said["completion"] or "—",
        "ahead": said["ahead"] or "—", "rank": said["rank"] or "—", "light": light,
    }  # fmt: skip


def _number(said: Any) -> Any:
    return None if said is None else Decimal(said)


def _picture(found: Year, months: list[Period]) -> str:
    """The completion of every target, month by month, as a picture within the page."""
    if not months:
        return ""
    lines = {
        one.spec.label.zh: [percent(one.months[month]) if month in one.months else None for month in months]
        for one in found.targets
    }
    paces = [
        next((one.months[month]["pace"] for one in found.targets if month in one.months), None)
        for month in months
    ]
    drawn = trend([f"{month.start.month}月" for month in months], lines, paces)
    return b64encode(drawn).decode() if drawn else ""


def _handed(state: str, late: bool) -> str:
    return "迟报" if late and state == "accepted" else HANDED.get(state, "未接收")


def render(actor: Actor, code: str, which: int) -> bytes:
    """The page on paper."""
    from weasyprint import HTML  # half a second to import, and only a PDF needs it

    page = render_to_string("reports/unit_year.html", content(actor, code, which))
    return bytes(HTML(string=page).write_pdf())
