"""A project's chain of approvals, and one approval with its materials, notices and what can be done."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from luoshi.ledgers import answering
from luoshi.ledgers.records import Record
from luoshi.service import queries
from luoshi.service.policy import APPROVER, BEFORE_ACCEPTED, HALL, MATTER
from luoshi.service.queries import Line
from luoshi.units import queries as units
from luoshi.web.components import Badge, Empty, Link, Page
from luoshi.web.ledgers import show as records
from luoshi.web.request import Request
from luoshi.web.service import show


def crumbs(matter: Record | None = None, item: Record | None = None) -> tuple[Link, ...]:
    """政务服务 / the project / the approval."""
    made = [Link(_("政务服务"), reverse("service:index"))]
    if matter:
        made.append(Link(matter.title, reverse("service:matter", args=[matter.ref.id])))
    if item:
        made.append(Link(item.title, reverse("service:item", args=[item.ref.id])))
    return tuple(made)


@require_GET
def index(request: Request) -> HttpResponse:
    """The projects that the person sees served."""
    if not queries.kept():
        empty = Empty(_("没有启用政务服务台账包"), _("请系统管理员在管理页启用。"))
        return render(request, "service/page.html", {"page": Page(_("政务服务")), "empty": empty})
    offers = [Link(_("惠企政策"), reverse("service:policies"), "coin")]
    if request.actor.has(HALL, "firm_manager"):
        offers.insert(0, Link(_("登记项目"), reverse("ledgers:report", args=[MATTER]), "plus", strong=True))
    page = Page(_("政务服务"), actions=tuple(offers), lead=_("一个项目的审批事项一条链，帮办员负责到底。"))
    tables = [show.matters(queries.matters(request.actor))]
    return render(request, "service/page.html", {"page": page, "tables": tables})


@require_GET
def matter(request: Request, number: int) -> HttpResponse:
    """A project's chain."""
    actor = request.actor
    found, offers = queries.matter(actor, number), []
    if found.stage in ("opened", "guided") and (
        queries.is_firms(actor, found) or queries.leads(actor, found)
    ):
        offers.append(Link(_("申请事项"), reverse("service:apply", args=[number]), "plus", strong=True))
    if found.unit in units.reach(actor, HALL):
        offers.append(Link(_("安排帮办员"), reverse("service:assign", args=[number]), "user-check"))
    offers.append(Link(_("记录"), reverse("ledgers:record", args=[MATTER, number]), "clipboard-list"))
    guide = found.values["guide_name"]
    lead = _("%(firm)s · 帮办员：%(guide)s") % {"firm": found.values["firm"], "guide": guide or _("未安排")}
    page = Page(found.title, crumbs(), tuple(offers), lead=lead, badge=Badge(found.stage_label, "blue"))
    context = {"page": page, "tables": [show.chain(queries.chain(actor, number))]}
    return render(request, "service/page.html", context)


@require_GET
def item(request: Request, number: int) -> HttpResponse:
    """An approval: how far it is, its materials, what was told."""
    line = queries.line(request.actor, number)
    whole = queries.whole(line.record)
    handles = queries.handles(request.actor, line.record)
    open_ = line.record.stage in BEFORE_ACCEPTED
    hands_in = open_ and (
        handles or queries.is_firms(request.actor, whole) or queries.leads(request.actor, whole)
    )
    office = units.names().get(line.record.unit, line.record.unit)
    page = Page(
        line.record.title, crumbs(whole), tuple(_offers(request, line, whole, handles)),
        lead=_("负责部门：%(office)s") % {"office": office}, badge=show.clock(line.running),
    )  # fmt: skip
    tables = [show.materials(line, hands_in, handles and open_)]
    if line.notices:
        tables.append(show.notices(line))
    steps = records.steps(line.record, line.clocks)
    return render(request, "service/page.html", {"page": page, "steps": steps, "tables": tables})


def _offers(request: Request, line: Line, whole: Record, handles: bool) -> list[Link]:
    """What may be done with an approval now."""
    found, number = line.record, line.record.ref.id
    made: list[Link] = []
    if line.handing and line.handing.unit in units.reach(request.actor, APPROVER):
        over = [line.handing.ref.id]
        made.append(Link(_("接收"), reverse("service:take", args=over), "check", strong=True))
        made.append(Link(_("不接收"), reverse("service:decline", args=over), "x"))
    words = answering.to_answer(found) if queries.is_firms(request.actor, whole) else ""
    if words:
        made.append(Link(_("评价"), reverse("public:rate", args=[words]), "star", strong=True))
    if handles:
        made += _handling(line, number)
    where = reverse("ledgers:record", args=[found.ref.ledger, number])
    return [*made, Link(_("记录"), where, "clipboard-list")]


def _handling(line: Line, number: int) -> list[Link]:
    """What the office in charge may do."""
    made, stage = [], line.record.stage
    if stage in BEFORE_ACCEPTED and line.tellable:
        made.append(Link(_("补正告知"), reverse("service:notify", args=[number]), "mail"))
    session = next((one for one in line.sessions if one.stage == "convened"), None)
    if session:
        where = reverse("service:conclude", args=[session.ref.id])
        made.append(Link(_("评审结束"), where, "player-play", strong=True))
    elif stage in ("accepted", "review") and not line.course.open:
        made.append(Link(_("组织评审听证"), reverse("service:convene", args=[number]), "users-group"))
    if line.handing is None and stage not in line.record.spec.ends:
        made.append(Link(_("移交"), reverse("service:hand_over", args=[number]), "arrows-split-2"))
    if stage not in line.record.spec.ends:
        where = reverse("ledgers:move", args=[line.record.ref.ledger, number])
        made.append(Link(_("推进阶段"), where, "arrow-right"))
    return made
