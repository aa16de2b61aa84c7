"""All ledgers, and a ledger's list: searched, filtered, sorted, looked at as one likes, decided upon."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from luoshi.exchange import dossier
from luoshi.kernel.errors import LuoshiError
from luoshi.ledgers import queries, saved_views, verifying
from luoshi.ledgers.models import SavedView
from luoshi.ledgers.records import Ref
from luoshi.units import queries as units
from luoshi.web import below, formats
from luoshi.web.components import Confirm, Link, Page, Pager, Row, Table, sorting
from luoshi.web.ledgers import layout, rows, ways
from luoshi.web.ledgers.forms import Filters
from luoshi.web.request import Request

SIZES = (50, 100, 200)
"""Rows of a page that may be chosen."""
SHOWN = 5
"""Refusals that are told one by one."""


@require_GET
def index(request: Request) -> HttpResponse:
    """All ledgers, pack by pack."""
    packs = [
        (
            str(pack.label),
            [Link(str(one.label), reverse("ledgers:list", args=[one.name])) for one in pack.ledgers.values()],
            Link(_("审核资料"), reverse("exchange:audit_file", args=[pack.key]), "archive")
            if dossier.may(request.actor, pack)
            else None,
        )
        for pack in queries.packs().values()
    ]
    return render(request, "ledgers/index.html", {"page": Page(_("台账")), "packs": packs})


@require_GET
def listing(request: Request, name: str) -> HttpResponse:
    """A ledger's records, searched, filtered, sorted, in the columns that the address asks for."""
    spec = queries.ledger(name)
    form, looks = Filters(request.GET, spec=spec), layout.layout(spec, request.GET)
    found = queries.page(
        request.actor,
        name,
        search=form.search,
        filters=form.filters,
        sort=sorting(request.GET, layout.every(spec)),
        page=_number(request.GET.get("page", "1")),
        size=_size(request.GET),
        sums=[column.key for column in looks.columns],
    )
    names = units.names()
    titles = layout.titles(request.actor, spec, found.rows, looks.columns)
    kept, reached = saved_views.views(request.actor, name), units.reach(request.actor)
    address = reverse("exchange:export", args=[name])
    decides = bool(queries.reach(request.actor, "verify", spec))
    table = Table(
        looks.columns,
        [rows.row(one, names, looks.columns, titles) for one in found.rows],
        str(spec.label),
        total=Row({"title": _("合计 %(n)s 条") % {"n": found.total}, **found.sums}) if found.total else None,
        pager=Pager(found.page, found.size, found.total),
        empty=ways.nothing(request, spec, form),
        export=f"{address}?{request.GET.urlencode()}",
        export_shown=f"{address}?shown=1&{request.GET.urlencode()}",
        select=decides,
    )
    context = {
        "page": replace(ways.page(request, spec, "list"), actions=tuple(_offers(request, name))),
        "table": table,
        "filters": form,
        "chips": form.chips(request.GET),
        "views": _views(request, name, kept),
        "mine": [one for one in kept if one.person == request.actor.person],
        "offered": looks.offered,
        "pinned": looks.pinned,
        "query": request.GET.urlencode(),
        "sharing": [(code, said) for code, said in units.offices().items() if code in reached],
        "ledger": name,
        "sizes": SIZES,
        "size": found.size,
        "decides": decides,
        "dialogs": _dialogs(name) if decides else (),
    }
    return render(request, "ledgers/list.html", context)


@require_GET
def more_filters(request: Request, name: str) -> HttpResponse:
    """The conditions below the bar, fetched when somebody opens them: most lists are asked without."""
    form = Filters(request.GET, spec=queries.ledger(name))
    return render(request, "ledgers/more_filters.html", {"filters": form})


def _number(said: str) -> int:
    return max(int(said), 1) if said.isdecimal() and len(said) < 9 else 1


def _size(query: QueryDict) -> int:
    said = query.get("size", "")
    return int(said) if said in map(str, SIZES) else SIZES[0]


def _views(request: Request, name: str, kept: list[SavedView]) -> list[Link]:
    """The list as it is, and the views that the person keeps or is offered."""
    address, now = reverse("ledgers:list", args=[name]), _without_page(request.GET)
    made = [Link(_("全部"), address, current=not now)]
    for one in kept:
        label = one.name if one.person == request.actor.person else formats.aside(one.name, one.by)
        made.append(Link(label, f"{address}?{one.query}", current=now == one.query))
    return made if len(made) > 1 else []


def _without_page(query: QueryDict) -> str:
    kept = query.copy()
    kept.pop("page", None)
    return kept.urlencode()


def _offers(request: Request, name: str) -> list[Link]:
    """Reporting, for whoever reports in this ledger; what is listed is opened in the grid as it is asked."""
    if request.actor.is_system or not queries.reach(request.actor, "report", queries.ledger(name)):
        return []
    return [
        Link(_("填报"), reverse("ledgers:report", args=[name]), "plus", strong=True),
        Link(_("表格填报"), reverse("ledgers:grid", args=[name]), "table-plus"),
        Link(
            _("表格修改"),
            f"{reverse('ledgers:grid', args=[name])}{ways.asking(request.GET, edit='1')}",
            "table",
        ),
        Link(_("导入"), reverse("exchange:import", args=[name]), "table-import"),
    ]


def _dialogs(name: str) -> tuple[Confirm, ...]:
    """Sending many back needs a reason; the rows that are chosen go along by the page's script."""
    url = reverse("ledgers:decide", args=[name])
    return (
        Confirm(
            "reject-many", _("退回所选记录"), _("填报人会看到原因，改好后再报。"), url, _("退回"),
            danger=True, reason=_("退回原因"), fields={"decision": "reject"},
        ),
    )  # fmt: skip


@require_POST
def decide(request: Request, name: str) -> HttpResponse:
    """Verify the chosen rows, or send them back; each decision is in the journal."""
    numbers = [int(one) for one in request.POST.getlist("row") if one.isdecimal() and len(one) < 19]
    back = f"{reverse('ledgers:list', args=[name])}?{_without_page(QueryDict(request.POST.get('query', '')))}"
    try:
        done = verifying.decide_many(
            request.actor,
            [Ref(queries.ledger(name).name, one) for one in numbers],
            verified=request.POST.get("decision") == "verify",
            why=request.POST.get("why", ""),
        )
    except LuoshiError as fault:
        messages.error(request, below.told(fault))
        return redirect(back)
    if done.done:
        said = (
            _("已审核通过 %(n)d 条。") if request.POST.get("decision") == "verify" else _("已退回 %(n)d 条。")
        )
        messages.success(request, said % {"n": len(done.done)})
    if done.refused:
        why = _("；").join(f"{ref.id}{_('：')}{below.said(one)}" for ref, one in done.refused[:SHOWN])
        messages.error(request, _("%(n)d 条没有处理：%(told)s") % {"n": len(done.refused), "told": why})
    return redirect(back)


@require_POST
def save_view(request: Request, name: str) -> HttpResponse:
    """Keep the list as it is now under a name."""
    said: dict[str, Any] = request.POST.dict()
    query = _without_page(QueryDict(said.get("query", "")))
    try:
        saved_views.keep_view(request.actor, name, said.get("name", ""), query, unit=said.get("unit", ""))
    except LuoshiError as fault:
        messages.error(request, below.told(fault))
    else:
        messages.success(request, _("视图已保存。"))
    return redirect(f"{reverse('ledgers:list', args=[name])}?{query}")


@require_POST
def forget_view(request: Request, name: str, number: int) -> HttpResponse:
    """Delete one's own view."""
    try:
        saved_views.forget_view(request.actor, number)
    except LuoshiError as fault:
        messages.error(request, below.told(fault))
    return redirect("ledgers:list", name)
