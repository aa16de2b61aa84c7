"""我的事项: where people of no office land; what waits for them, and what is theirs."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from luoshi.calls import queries as calls
from luoshi.elections import queries as elections
from luoshi.elections.policy import MEMBERS
from luoshi.grants import queries as grants
from luoshi.kernel.actor import Actor
from luoshi.ledgers import queries as ledgers
from luoshi.ledgers.records import Record
from luoshi.reviews import queries as reviews
from luoshi.reviews.policy import UNIT
from luoshi.service import qualifying
from luoshi.service import queries as service
from luoshi.units import queries as units
from luoshi.units import registrations
from luoshi.web import formats
from luoshi.web.components import Badge, Column, Empty, Link, Page, Row, Table
from luoshi.web.elections import show as ballots
from luoshi.web.grants import show as money
from luoshi.web.home import waiting
from luoshi.web.request import Request
from luoshi.web.reviews import show as seats
from luoshi.web.service import show as services

UNION = "union"


@require_GET
def index(request: Request) -> HttpResponse:
    """What waits, open calls, one's own applications, where one sits."""
    actor = request.actor
    queue, projects = [*waiting.outside(actor)], grants.mine(actor)
    context = {
        "page": Page(_("我的事项"), actions=_offers(actor), lead=_hello(actor)),
        "queue": queue,
        "nothing": Empty(_("没有待办事项"), _("要您办的会列在这里。")),
        "open": _open(actor) if calls.kept() and calls.firms(actor) else None,
        "mine": _applications(actor) if calls.kept() and calls.firms(actor) else None,
        "projects": money.projects(projects) if projects else None,
        "served": services.matters(served) if (served := _served(actor)) else None,
        "policies": _policies(actor),
        "ballots": ballots.mine(voting) if (voting := elections.ballots_of(actor)) else None,
        "union": _union(actor) if actor.has(*MEMBERS) else None,
        "seats": seats.seats(reviews.sat(actor)) if reviews.sat(actor) else None,
    }
    return render(request, "portal/index.html", context)


def _union(actor: Actor) -> Table:
    """The ledgers of the union that a worker reads; those in which they write lead the list."""
    known = [one for one in ledgers.ledgers().values() if one.pack == UNION and one.parent is None]
    mine = [one for one in known if ledgers.reach(actor, "read", one)]
    mine.sort(key=lambda one: not ledgers.reach(actor, "report", one))
    rows = [Row({"name": str(one.label)}, reverse("ledgers:list", args=[one.name])) for one in mine]
    return Table([Column("name", _("台账"))], rows, _("工会"))


def _offers(actor: Actor) -> tuple[Link, ...]:
    """What a firm's manager keeps."""
    if not registrations.managed(actor):
        return ()
    return (
        Link(_("本企业人员"), reverse("portal:people"), "users"),
        Link(_("注册审核"), reverse("portal:registrations"), "user-check"),
    )


def _served(actor: Actor) -> list[Record]:
    """The firm's projects that are served."""
    return service.matters(actor) if service.kept() and calls.firms(actor) else []


def _policies(actor: Actor) -> Table | None:
    """How the firm stands to the policies in force, and for which it may apply."""
    year = actor.today().year
    found = qualifying.of_firm(actor, year) if service.kept() else []
    return services.mine(found, asks=qualifying.to_ask(actor, found, year)) if found else None


def _hello(actor: Actor) -> str:
    names = units.names()
    where = formats.listed(dict.fromkeys(names.get(one.unit, one.unit) for one in actor.holdings))
    return _("%(name)s，您好。%(where)s") % {"name": actor.name, "where": where}


def _open(actor: Actor) -> Table:
    """Calls that take applications now, the first to close first."""
    found = sorted(calls.open_calls(actor), key=lambda one: str(one.values["closes_on"]))
    rows = [
        Row(
            {
                "title": one.title,
                "closes": f"{formats.day(one.values['closes_on'])} {one.values['closes_at'] or ''}",
                "budget": one.values["budget"],
            },
            reverse("calls:call", args=[one.ref.id]),
        )
        for one in found
    ]
    columns = [
        Column("title", _("申报通知")), Column("closes", _("截止")),
        Column("budget", _("资金总额"), "number", UNIT, phone=False),
    ]  # fmt: skip
    return Table(
        columns, rows, _("正在受理"), empty=Empty(_("现在没有受理中的申报"), _("有新的申报通知会告诉您。"))
    )


def _applications(actor: Actor) -> Table:
    """The firm's applications, newest first."""
    tones = {"approved": "green", "refused": "red", "declined": "grey", "returned": "orange"}
    rows = [
        Row(
            {
                "title": one.title, "no": one.values["receipt_no"] or "—",
                "stage": Badge(one.stage_label, tones.get(str(one.stage), "blue")),
                "asked": one.values["asked"],
            },
            reverse("calls:application", args=[one.ref.id]),
        )
        for one in sorted(calls.mine(actor), key=lambda one: -one.ref.id)
        if not one.withdrawn
    ]  # fmt: skip
    columns = [
        Column("title", _("项目")), Column("no", _("受理编号"), phone=False),
        Column("asked", _("申请资助"), "number", UNIT, phone=False), Column("stage", _("状态"), "badge"),
    ]  # fmt: skip
    link = Link(_("看申报通知"), reverse("calls:index"))
    return Table(
        columns, rows, _("我的申报"), empty=Empty(_("还没有申报"), _("从申报通知里开始填写。"), link)
    )
