"""A record with a deadline: its light, more time asked for and granted, work returned to be done again."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from luoshi.kernel.errors import Missing
from luoshi.ledgers import extending, lights, queries
from luoshi.ledgers.models import Extension
from luoshi.ledgers.records import Record, Ref
from luoshi.packs.spec import RecordLight
from luoshi.web import formats
from luoshi.web.components import Badge, Column, Link, Row, Table
from luoshi.web.ledgers.work import about, back, form_page, once, why
from luoshi.web.request import Request
from luoshi.web.submitting import attempt

STATES = {
    "asked": (gettext_lazy("待批复"), "yellow"),
    "granted": (gettext_lazy("同意"), "green"),
    "refused": (gettext_lazy("不同意"), "red"),
}


class Ask(forms.Form):
    """More time: until when, why, how far the work is."""

    new = forms.DateField(label=gettext_lazy("新的时限"), widget=forms.DateInput(attrs={"type": "date"}))
    reason = forms.CharField(label=gettext_lazy("延期原因"), widget=forms.Textarea(attrs={"rows": 3}))
    progress = forms.CharField(label=gettext_lazy("目前进展"), widget=forms.Textarea(attrs={"rows": 3}))


class Decision(forms.Form):
    """Granted or not, and why."""

    granted = forms.ChoiceField(
        label=gettext_lazy("批复"), choices=[("1", gettext_lazy("同意")), ("0", gettext_lazy("不同意"))],
        widget=forms.RadioSelect, initial="1",
    )  # fmt: skip
    why = forms.CharField(label=gettext_lazy("批复意见"), widget=forms.Textarea(attrs={"rows": 2}))


def light_of(light: RecordLight) -> Badge:
    """A light by the pack's own word and colour."""
    return Badge(str(light.label), light.colour)


def badge(request: Request, record: Record) -> Badge | None:
    """The light that a record shows; None where its ledger has none."""
    shown = lights.of(record.spec, [record], request.actor.today()).get(record.ref.id)
    return light_of(shown) if shown and not record.withdrawn else None


@form_page
def extend(request: Request, name: str, number: int) -> HttpResponse:
    """Ask for more time."""
    ref = Ref(name, number)
    record = queries.record(request.actor, ref, "report")
    form = Ask(request.POST or None)

    def act() -> Extension:
        said = form.cleaned_data
        return extending.ask_extension(
            request.actor, ref, said["new"], reason=said["reason"], progress=said["progress"]
        )

    if attempt(request, form, act) is not None:
        return back(request, record, _("已申请延期，等待批复。"))
    title = _("申请延期：%(title)s") % {"title": record.title}
    return about(request, record, title, form, _("申请延期"))


@form_page
def decide(request: Request, name: str, number: int, extension: int) -> HttpResponse:
    """Grant or refuse the time that was asked for."""
    ref = Ref(name, number)
    record = queries.record(request.actor, ref, "adjust")
    asked = next((one for one in extending.extensions(request.actor, ref) if one.id == extension), None)
    if asked is None:
        raise Missing(_("没有这份延期申请"))
    form = Decision(request.POST or None)

    def act() -> Extension:
        said = form.cleaned_data
        return extending.decide_extension(
            request.actor, extension, granted=said["granted"] == "1", why=said["why"]
        )

    if attempt(request, form, act) is not None:
        return back(request, record, _("已批复。"))
    title = _("批复延期：%(title)s") % {"title": record.title}
    return about(
        request, record, title, form, _("批复"), asked=[asked_row(asked)], template="ledgers/extension.html"
    )


send_back = once(
    lambda request, ref: extending.send_back(request.actor, ref, why=why(request)),
    gettext_lazy("已退回重办。"),
)


@require_POST
def reopen(request: Request, name: str, number: int, key: str) -> HttpResponse:
    """Open a record again, with a reason."""
    made = extending.reopen(request.actor, Ref(name, number), key, why=why(request))
    return back(request, made, _("已重新打开，退回到“%(stage)s”。") % {"stage": made.stage_label})


def asked_row(one: Extension) -> tuple[str, str, str, str]:
    """What was asked, in words: from when to when, why, how far the work is, by whom."""
    days = _("由%(old)s延至%(new)s") % {"old": formats.day(one.old), "new": formats.day(one.new)}
    return days, one.reason, one.progress, f"{one.name} {formats.moment(one.at)}"


def table(request: Request, record: Record) -> Table | None:
    """The extensions of a record; None where none was asked for."""
    found = extending.extensions(request.actor, record.ref) if extending.lengthens(record.spec) else []
    return (
        of(found, record, record.unit in queries.reach(request.actor, "adjust", record.spec))
        if found
        else None
    )


def of(found: Sequence[Extension], record: Record, decides: bool) -> Table:
    """Extensions as a table; whoever decides opens the one that waits."""
    columns = [
        Column("days", _("延期")),
        Column("reason", _("原因")),
        Column("progress", _("进展"), phone=False),
        Column("by", _("申请人"), phone=False),
        Column("state", _("批复"), "badge"),
        Column("why", _("批复意见"), phone=False),
    ]
    rows = []
    for one in found:
        days, reason, progress, by = asked_row(one)
        word, tone = STATES[one.state]
        cells = {
            "days": days, "reason": reason, "progress": progress, "by": by,
            "state": Badge(str(word), tone), "why": formats.aside(one.why, one.decided_by),
        }  # fmt: skip
        args = [record.ref.ledger, record.ref.id, one.id]
        open_ = decides and one.state == "asked"
        rows.append(Row(cells, reverse("ledgers:decide_extension", args=args) if open_ else ""))
    return Table(columns, rows, _("延期申请"))


def decisions(request: Request, record: Record) -> list[Link]:
    """A button for each request that waits for the person's word."""
    if not extending.lengthens(record.spec) or record.unit not in queries.reach(
        request.actor, "adjust", record.spec
    ):
        return []
    return [
        Link(
            _("批复延期"), reverse("ledgers:decide_extension", args=[one.ledger, one.record, one.id]), "gavel"
        )
        for one in extending.extensions(request.actor, record.ref)
        if one.state == "asked"
    ]
