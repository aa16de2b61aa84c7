"""A ledger's calendar: what is due on which day of a month, with its working days."""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from luoshi.kernel.errors import InputError, SiteError
from luoshi.kernel.periods import Period
from luoshi.kernel.workdays import is_workday
from luoshi.ledgers import deadlines, queries
from luoshi.ledgers.deadlines import Deadline, Found
from luoshi.packs.spec import Ledger
from luoshi.units import queries as units
from luoshi.web.components import Badge, Link
from luoshi.web.ledgers import feed, ways
from luoshi.web.ledgers.forms import Filters
from luoshi.web.request import Request

IN_CELL = 3
"""Deadlines that a day's cell of the grid names; all are in the agenda."""


@dataclass(frozen=True)
class Item:
    """A deadline as it is said: the record, what of it is due, its light."""

    title: str
    url: str
    unit: str
    what: str
    badge: Badge


@dataclass(frozen=True)
class Day:
    """A day: `mark` 休 on a holiday in the week, 班 on a weekend that is worked; `others` are due and not
    named here."""

    day: date
    inside: bool
    today: bool
    rest: bool
    mark: str
    items: Sequence[Item]
    count: int
    url: str

    @property
    def first(self) -> Sequence[Item]:
        return self.items[:IN_CELL]

    @property
    def beyond(self) -> int:
        return self.count - len(self.first)

    @property
    def others(self) -> int:
        return self.count - len(self.items)

    @property
    def label(self) -> str:
        return date_format(self.day, _("n月j日 l"))


@require_GET
def index(request: Request, name: str) -> HttpResponse:
    """The deadlines of a month (`?month=2026-07`), or of a single day of it (`?day=2026-07-15`)."""
    spec, today = queries.ledger(name), request.actor.today()
    if not deadlines.has(spec):
        said = _("“%(label)s”没有时限，不能用日历") % {"label": spec.label}
        raise InputError(said, hint=_("请看列表"))
    form = Filters(request.GET, spec=spec)
    only = _day(request.GET.get("day", ""))
    month = Period.month_of(only) if only else _month(request.GET.get("month", ""), today)
    first, last = (only, only) if only else (month.start, month.end)
    found = deadlines.deadlines(
        request.actor, name, first, last, search=form.search, filters=form.filters
    )  # fmt: skip
    days = _days(request, month, found, today)
    inside, address = [one for one in days if one.inside], feed.address(request, name)
    context = {
        "page": ways.page(request, spec, "calendar"),
        "filters": form,
        "chips": form.chips(request.GET),
        "month": month.label,
        "only": only,
        "weeks": [] if only else [days[at : at + 7] for at in range(0, len(days), 7)],
        "headings": [date_format(one.day, "D") for one in days[:7]],
        "agenda": [one for one in inside if one.count],
        "total": sum(found.counts.values()),
        "previous": _to(request, month.previous()),
        "next": _to(request, month.next()),
        "now": _to(request, Period.month_of(today)),
        "whole": _to(request, month),
        "unknown": not _known(month.end),
        "late": _late(request, spec),
        "feed": address,
        "feed_whole": request.build_absolute_uri(address),
        "feed_program": f"webcal://{request.get_host()}{address}",
    }
    return render(request, "ledgers/calendar.html", context)


def _month(said: str, today: date) -> Period:
    try:
        found = Period.parse(said)
    except (InputError, ValueError):
        return Period.month_of(today)
    return found if found.kind == "month" else Period.month_of(today)


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None


def _to(request: Request, month: Period) -> str:
    return request.path + ways.asking(request.GET, month=str(month))


def _late(request: Request, spec: Ledger) -> Link | None:
    """The list of what is late already, whenever it was due."""
    if not any(stage.within for stage in spec.stages):
        return None
    address = reverse("ledgers:list", args=[spec.name]) + ways.asking(request.GET, light="late")
    return Link(_("已超时限的记录"), address, "alert-triangle")


def _days(request: Request, month: Period, found: Found, today: date) -> list[Day]:
    """The month's days in whole weeks from Monday."""
    names = units.names()
    items: dict[date, list[Item]] = {}
    for one in found.shown:
        items.setdefault(one.due, []).append(_item(one, names))
    start = month.start - timedelta(days=month.start.weekday())
    end = month.end + timedelta(days=6 - month.end.weekday())
    days = [start + timedelta(days=at) for at in range((end - start).days + 1)]
    return [
        Day(
            day, month.contains(day), day == today, *_work(day), items.get(day, []),
            found.counts.get(day, 0), request.path + ways.asking(request.GET, day=day.isoformat()),
        )
        for day in days
    ]  # fmt: skip


def _work(day: date) -> tuple[bool, str]:
    """Whether a day is off, and its mark where that is not what its weekday says."""
    weekend = day.weekday() in (calendar.SATURDAY, calendar.SUNDAY)
    if not _known(day):
        return weekend, ""
    off = not is_workday(day)
    return off, (_("休") if off else _("班")) if off != weekend else ""


def _known(day: date) -> bool:
    """Whether the working days of a day's year are announced."""
    try:
        is_workday(day)
    except SiteError:
        return False
    return True


def _item(one: Deadline, names: Mapping[str, str]) -> Item:
    record = one.record
    address = reverse("ledgers:record", args=[record.ref.ledger, record.ref.id])
    unit = names.get(record.unit, record.unit)
    return Item(record.title, address, unit, one.what, ways.clock_badge(one.state, one.left))
