"""惠企政策: which firms each is for, why, and what was given."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from luoshi.kernel.errors import Missing
from luoshi.kernel.numbers import spelled
from luoshi.packs.spec import Policy
from luoshi.service import benefiting, promises, qualifying
from luoshi.service.policy import POLICY_OFFICE
from luoshi.units import queries as units
from luoshi.web import formats
from luoshi.web.components import Column, Confirm, Link, Page, Row, Table
from luoshi.web.request import Request
from luoshi.web.service import show
from luoshi.web.service.views import crumbs


def year_of(request: Request) -> int:
    """The year asked for, else this one."""
    said = request.GET.get("year", "") or request.POST.get("year", "")
    return int(said) if said.isdecimal() and len(said) == 4 else request.actor.today().year


def up() -> tuple[Link, ...]:
    """政务服务 / 惠企政策."""
    return (*crumbs(), Link(_("惠企政策"), reverse("service:policies")))


@require_GET
def index(request: Request) -> HttpResponse:
    """Every policy; for a firm, how it stands to each."""
    actor, year = request.actor, year_of(request)
    mine = qualifying.of_firm(actor, year)
    asks = qualifying.to_ask(actor, mine, year) if year == actor.today().year else ()
    tables = [show.mine(mine, asks=asks)] if mine else [show.policies(qualifying.policies().values())]
    page = Page(_("惠企政策"), crumbs(), lead=_("哪些企业能享受，由系统按台账算出。"))
    return render(request, "service/page.html", {"page": page, "tables": tables})


@require_GET
def policy(request: Request, name: str) -> HttpResponse:
    """Firms by conditions, and what was written for those who qualify."""
    one, year = qualifying.policy(name), year_of(request)
    found = qualifying.standings(request.actor, name, year)
    offers: list[Link] = []
    writes = one.way != "quick" and units.reach(request.actor, POLICY_OFFICE)
    if writes and any(each.verdict == "met" for each in found):
        offers.append(Link(_("写入兑现"), icon="coin", strong=True, dialog="find"))
    page = Page(str(one.label), up(), tuple(offers), lead=_lead(one, year))
    ask = Confirm(
        "find", _("写入兑现？"), _("为符合条件、本年度还没有的企业各写一条，再由另一人确认。"),
        reverse("service:find", args=[name]), _("写入"), fields={"year": str(year)},
    )  # fmt: skip
    tables = [show.standings(one, found, year)]
    given = qualifying.benefits(request.actor, policy=name, year=year)
    if given:
        tables.append(show.given(given))
    if promised := promises.of_firms(request.actor, [each.firm.code for each in found]):
        tables.append(show.promised(request.actor, promised))
    return render(request, "service/page.html", {"page": page, "tables": tables, "dialogs": [ask]})


def _lead(one: Policy, year: int) -> str:
    guide = qualifying.guide_due(one)
    said = _("%(way)s · %(year)s年度 · 确认后 %(days)d 个工作日内兑现 · 指南应在 %(guide)s 前公布")
    return said % {"way": show.WAYS[one.way], "year": year, "days": one.days, "guide": formats.day(guide)}


def _firm(code: str) -> str:
    return reverse("service:firm", args=[code])


@require_GET
def firm(request: Request, code: str) -> HttpResponse:
    """One firm: how it stands to every policy, what it was given, what was promised to it."""
    year = year_of(request)
    found = qualifying.of_one(request.actor, code, year)
    mine = [one for one in qualifying.benefits(request.actor, year=year) if one.row["firm_code"] == code]
    tables = [show.mine(found, year), show.given(mine, by_policy=True)]
    if promised := promises.of_firm(request.actor, code):
        tables.append(show.promised(request.actor, promised))
    page = Page(found[0][1].firm.name, up(), lead=_("%(year)s年度") % {"year": year})
    return render(request, "service/page.html", {"page": page, "tables": tables})


@require_GET
def behind(request: Request, name: str, row: int) -> HttpResponse:
    """One firm: each condition, what was counted, and the records behind it."""
    one, year = qualifying.policy(name), year_of(request)
    found = next((x for x in qualifying.standings(request.actor, name, year) if x.row == row), None)
    if found is None:
        raise Missing(_("没有这家企业"))
    rows = []
    for said, finding in found.findings:
        seen, others = qualifying.behind(request.actor, said, one, finding)
        titles = [each.title for each in seen]
        if others:
            titles.append(ngettext("另有 %(n)d 条", "另有 %(n)d 条", others) % {"n": others})
        where = reverse("ledgers:record", args=[seen[0].ref.ledger, seen[0].ref.id]) if seen else ""
        asked = f"≥ {said.at_least}" if said.at_least is not None else f"≤ {said.at_most}"
        cells = {
            "say": str(said.say), "verdict": show.verdict(finding.verdict),
            "value": f"{spelled(finding.value)}{said.unit}",
            "asked": asked, "records": formats.listed(titles),
        }  # fmt: skip
        rows.append(Row(cells, where))
    columns = [
        Column("say", _("条件")), Column("verdict", _("结果"), "badge"), Column("value", _("查到")),
        Column("asked", _("要求"), phone=False), Column("records", _("依据的记录")),
    ]  # fmt: skip
    every = Link(_("这家企业的全部政策"), _firm(found.firm.code), "list") if found.firm.code else None
    amount = _("金额：%(amount)s") % {"amount": show.amount(found.amount)}
    page = Page(
        found.firm.name, (*up(), Link(str(one.label), reverse("service:policy", args=[name]))),
        (every,) if every else (), lead=amount, badge=show.verdict(found.verdict),
    )  # fmt: skip
    return render(request, "service/page.html", {"page": page, "tables": [Table(columns, rows, _("条件"))]})


@require_POST
def find(request: Request, name: str) -> HttpResponse:
    """Write a benefit for everybody who qualifies."""
    made = benefiting.find(request.actor, name, year_of(request))
    said = ngettext("写入 %(n)d 条兑现。", "写入 %(n)d 条兑现。", len(made)) % {"n": len(made)}
    messages.success(request, said)
    return redirect(f"{reverse('service:policy', args=[name])}?year={year_of(request)}")
