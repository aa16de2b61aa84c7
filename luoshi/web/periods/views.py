"""月报: each unit's month handed in and accepted, the month closed, its package to be checked."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from luoshi.kernel.actor import Actor
from luoshi.kernel.periods import Period
from luoshi.ledgers import overview
from luoshi.ledgers import queries as ledgers
from luoshi.ops import actions as jobs
from luoshi.periods import actions, duties, queries
from luoshi.periods.models import Closing
from luoshi.units import queries as units
from luoshi.web import formats
from luoshi.web.components import Column, Empty, Fact, Link, Page, Proof, Row, Table
from luoshi.web.languages import in_chinese
from luoshi.web.periods import lacking, show
from luoshi.web.request import Request

SHOWN = 24
"""Closed months listed on the first page."""


@require_GET
def index(request: Request) -> HttpResponse:
    """The month under way and those that are closed."""
    month, closed = queries.current(request.actor.today()), queries.closings()[::-1]
    names = units.person_names()
    rows = [_closed_row(one, names) for one in closed[:SHOWN]]
    columns = [
        Column("period", _("期间")),
        Column("closed_at", _("结账时间"), "moment"),
        Column("by", _("结账人"), phone=False),
        Column("digest", _("清单摘要")),
    ]
    table = Table(
        columns, rows, _("已结账"), empty=Empty(_("还没有结过账"), _("月份结束、各单位接收后即可结账。"))
    )
    owed = show.duties(request.actor, month)
    page = Page(
        _("月报"),
        lead=_("按月上报、接收、结账；结账后的数据不再改变。"),
        actions=(
            Link(month.label, reverse("periods:period", args=[month]), "calendar"),
            Link(_("收到的包"), reverse("periods:received"), "download"),
            Link(_("例外情况"), reverse("periods:exceptions"), "alert-circle"),
        ),
    )
    return render(
        request, "periods/index.html", {"page": page, "month": month.label, "duties": owed, "closed": table}
    )


def _closed_row(one: Closing, names: dict[int, str]) -> Row:
    cells = {
        "period": Period.parse(one.period).label,
        "closed_at": one.closed_at,
        "by": names.get(one.by or 0, _("系统")),
        "digest": formats.digest(one.digest),
    }
    return Row(cells, reverse("periods:period", args=[one.period]))


@require_GET
def period(request: Request, period: str) -> HttpResponse:
    """A month: who has handed in, what still keeps it from closing; once closed, its proof."""
    when = Period.parse(period)
    closing = queries.closing(when)
    blocks = [] if closing else queries.blocks(request.actor, when)
    may = queries.may_close(request.actor)
    offers: tuple[Link, ...] = ()
    if closing is None and may and not blocks:
        offers = (Link(_("结账"), icon="lock", strong=True, dialog="close"),)
    if closing is not None and queries.may_have_package(request.actor):
        offers = (Link(_("下载结账包"), reverse("periods:package", args=[when]), "download"),)
    page = Page(when.label, (Link(_("月报"), reverse("periods:index")),), offers, badge=show.state(closing))
    context = {
        "page": page,
        "duties": show.duties(request.actor, when),
        "blocks": blocks if may else [],
        "proof": _proof(request, closing),
        "facts": _about(closing),
        "disclosed": show.disclosed(request.actor, when) if closing else None,
        "dialogs": [show.closing_question(when)],
    }
    return render(request, "periods/period.html", context)


def _proof(request: Request, closing: Closing | None) -> Proof | None:
    if closing is None:
        return None
    where = request.build_absolute_uri(reverse("periods:period", args=[closing.period]))
    return Proof(closing.digest, where, _("下载结账包后，可用 luoshi verify 在任何电脑上核对。"))


def _about(closing: Closing | None) -> list[Fact]:
    if closing is None:
        return []
    return [
        Fact(_("结账时间"), formats.moment(closing.closed_at)),
        Fact(_("结账人"), units.person_names().get(closing.by or 0, _("系统"))),
        Fact(_("日志条数"), str(closing.size)),
        Fact(_("日志根"), formats.digest(closing.root)),
    ]


@require_POST
def close(request: Request, period: str) -> HttpResponse:
    """Have the month closed; the job's page tells how far it is."""
    when = Period.parse(period)
    actions.refuse_unready(request.actor, when)
    with in_chinese():
        label = _("结账%(month)s") % {"month": when.label}
    job = jobs.start(request.actor, "close", label, {"period": str(when)})
    return redirect("jobs:job", job.id)


@require_GET
def package(request: Request, period: str) -> FileResponse:
    """The signed package, for whoever wants to check it."""
    when = Period.parse(period)
    file = queries.package_file(request.actor, when)
    return FileResponse(file, as_attachment=True, filename=f"{when}.zip")


@require_GET
def unit(request: Request, period: str, unit: str) -> HttpResponse:
    """A unit's month: what it reported, how far it is verified, how the hand-in went."""
    when = Period.parse(period)
    duty = duties.duty(request.actor, unit, when)
    crumbs = (
        Link(_("月报"), reverse("periods:index")),
        Link(when.label, reverse("periods:period", args=[when])),
    )
    page = Page(
        duty.name,
        crumbs,
        tuple(show.offers(request.actor, duty)),
        badge=show.duty_badge(duty),
        lead=_("%(period)s月报，截止 %(due)s") % {"period": when.label, "due": formats.moment(duty.due)},
    )
    context = {
        "page": page,
        "parts": show.parts(duty),
        "lacking": lacking.table(request.actor, unit, when),
        "content": _content(request.actor, unit, when),
        "events": show.events(queries.steps(request.actor, unit, when)),
        "dialogs": show.questions(duty),
    }
    return render(request, "periods/unit.html", context)


def _content(actor: Actor, unit: str, when: Period) -> Table:
    """Facts dated in the month, ledger by ledger."""
    rows = []
    for name, spec in ledgers.ledgers().items():
        if not duties.is_reported(spec):
            continue
        found = overview.counts(actor, name, unit, when.start, when.end)
        if found:
            days = f"{spec.dated}__min={when.start}&{spec.dated}__max={when.end}"
            where = f"{reverse('ledgers:list', args=[name])}?unit={unit}&{days}"
            cells = {"ledger": str(spec.label), "total": sum(found.values()), **found}
            rows.append(Row({"verified": 0, "pending": 0, "rejected": 0, **cells}, where))
    columns = [
        Column("ledger", _("台账")),
        *(
            Column(key, label, "number", places=0)
            for key, label in (
                ("total", _("当月记录")),
                ("verified", _("已核实")),
                ("pending", _("待审核")),
                ("rejected", _("已退回")),
            )
        ),
    ]
    hint = _("当月没有发生，也要上报（零报告）。")
    return Table(columns, rows, _("当月数据"), empty=Empty(_("当月没有记录"), hint))


def _step(act: Callable[[Request, str, Period], object], said: Promise) -> Callable[..., HttpResponse]:
    """A button on a unit's month: one action, then the page again."""

    @require_POST
    def view(request: Request, period: str, unit: str) -> HttpResponse:
        act(request, unit, Period.parse(period))
        messages.success(request, str(said))
        return redirect("periods:unit", period, unit)

    return view


def _why(request: Request) -> str:
    return request.POST.get("why", "")


hand_in = _step(
    lambda request, unit, when: actions.hand_in(
        request.actor, unit, when, request.POST.getlist("ledger") or None
    ),
    gettext_lazy("已上报，等待接收。"),
)
accept = _step(
    lambda request, unit, when: actions.accept(request.actor, unit, when), gettext_lazy("已接收。")
)
give_back = _step(
    lambda request, unit, when: actions.give_back(request.actor, unit, when, why=_why(request)),
    gettext_lazy("已退回，该单位可以修改后再报。"),
)
excuse = _step(
    lambda request, unit, when: actions.excuse(request.actor, unit, when, why=_why(request)),
    gettext_lazy("已免报。"),
)
missing = _step(
    lambda request, unit, when: actions.note_missing(request.actor, unit, when, why=_why(request)),
    gettext_lazy("已记缺报。"),
)
