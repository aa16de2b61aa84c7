"""惠企政策: which firms each is for, why, and what was given."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from luoshi.kernel.errors import Missing
from luoshi.kernel.numbers import spelled
from luoshi.ledgers import queries as ledgers
from luoshi.ledgers.records import Record, Ref
from luoshi.packs.spec import Policy
from luoshi.service import benefiting, qualifying
from luoshi.service.policy import BENEFIT, PAYMENT, POLICY_OFFICE
from luoshi.units import queries as units
from luoshi.web import formats
from luoshi.web.components import Badge, Column, Confirm, Empty, Link, Page, Row, Table
from luoshi.web.request import Request
from luoshi.web.service import forms, show
from luoshi.web.service.views import crumbs
from luoshi.web.submitting import attempt


def _year(request: Request) -> int:
    said = request.GET.get("year", "") or request.POST.get("year", "")
    return int(said) if said.isdecimal() and len(said) == 4 else request.actor.today().year


def _up() -> tuple[Link, ...]:
    return (*crumbs(), Link(_("惠企政策"), reverse("service:policies")))


@require_GET
def index(request: Request) -> HttpResponse:
    """Every policy; for a firm, how it stands to each."""
    mine = qualifying.of_firm(request.actor, _year(request))
    tables = [show.mine(mine)] if mine else [show.policies(qualifying.policies().values())]
    page = Page(_("惠企政策"), crumbs(), lead=_("哪些企业能享受，由系统按台账算出。"))
    return render(request, "service/page.html", {"page": page, "tables": tables})


@require_GET
def policy(request: Request, name: str) -> HttpResponse:
    """Firms by conditions, and what was written for those who qualify."""
    one, year = qualifying.policy(name), _year(request)
    found = qualifying.standings(request.actor, name, year)
    offers: list[Link] = []
    if units.reach(request.actor, POLICY_OFFICE) and any(each.verdict == "met" for each in found):
        offers.append(Link(_("写入兑现"), icon="coin", strong=True, dialog="find"))
    page = Page(str(one.label), _up(), tuple(offers), lead=_lead(one, year))
    ask = Confirm(
        "find", _("写入兑现？"), _("为符合条件、本年度还没有的企业各写一条，再由另一人确认。"),
        reverse("service:find", args=[name]), _("写入"), fields={"year": str(year)},
    )  # fmt: skip
    tables = [show.standings(one, found, year)]
    given = qualifying.benefits(request.actor, policy=name, year=year)
    if given:
        tables.append(_given(given))
    return render(request, "service/page.html", {"page": page, "tables": tables, "dialogs": [ask]})


def _lead(one: Policy, year: int) -> str:
    guide = qualifying.guide_due(one)
    said = _("%(way)s · %(year)s年度 · 确认后 %(days)d 个工作日内兑现 · 指南应在 %(guide)s 前公布")
    return said % {"way": show.WAYS[one.way], "year": year, "days": one.days, "guide": formats.day(guide)}


@require_GET
def behind(request: Request, name: str, row: int) -> HttpResponse:
    """One firm: each condition, what was counted, and the records behind it."""
    one, year = qualifying.policy(name), _year(request)
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
    page = Page(
        found.firm.name, (*_up(), Link(str(one.label), reverse("service:policy", args=[name]))),
        lead=_("金额：%(amount)s") % {"amount": show.amount(found.amount)}, badge=show.verdict(found.verdict),
    )  # fmt: skip
    return render(request, "service/page.html", {"page": page, "tables": [Table(columns, rows, _("条件"))]})


@require_POST
def find(request: Request, name: str) -> HttpResponse:
    """Write a benefit for everybody who qualifies."""
    made = benefiting.find(request.actor, name, _year(request))
    said = ngettext("写入 %(n)d 条兑现。", "写入 %(n)d 条兑现。", len(made)) % {"n": len(made)}
    messages.success(request, said)
    return redirect(f"{reverse('service:policy', args=[name])}?year={_year(request)}")


def _given(found: list[Record]) -> Table:
    tones = {"found": "yellow", "confirmed": "blue", "paid": "green", "refused": "grey"}
    rows = [
        Row(
            {
                "firm": one.values["firm"], "amount": show.amount(one.values["amount"]),
                "stage": Badge(one.stage_label, tones[str(one.stage)]), "due": one.row["due_on"],
            },
            reverse("service:benefit", args=[one.ref.id]),
        )
        for one in found
    ]  # fmt: skip
    columns = [
        Column("firm", _("企业")), Column("amount", _("金额")), Column("stage", _("状态"), "badge"),
        Column("due", _("兑现时限"), "date"),
    ]  # fmt: skip
    return Table(columns, rows, _("兑现"), empty=Empty(_("还没有兑现")))


@require_GET
def benefit(request: Request, number: int) -> HttpResponse:
    """A benefit, its parts, and what can be done."""
    one = qualifying.benefit(request.actor, number)
    handles = one.unit in units.reach(request.actor, POLICY_OFFICE)
    offers = [Link(_("记录"), reverse("ledgers:record", args=[BENEFIT, number]), "clipboard-list")]
    confirms = handles and one.stage == "found"
    own = confirms and qualifying.is_own(request.actor, one)
    if confirms and not own:
        offers.insert(0, Link(_("确认"), icon="check", strong=True, dialog="confirm"))
    ask = Confirm(
        "confirm", _("确认兑现？"), _("按现在的台账重新比对，符合的才能确认；兑现时限从今天起算。"),
        reverse("service:confirm", args=[number]), _("确认"),
    )  # fmt: skip
    rows = []
    for part in ledgers.beneath(PAYMENT, number):
        pays = handles and part.stage == "planned"
        where = reverse("service:pay", args=[part.ref.id]) if pays else ""
        cells = {
            "number": part.values["number"], "amount": show.amount(part.values["amount"]),
            "due": part.row["due_on"], "paid": part.row["paid_on"] or "",
            "todo": Link(_("填到账"), where) if where else "",
        }  # fmt: skip
        rows.append(Row(cells))
    columns = [
        Column("number", _("第几期"), "number", places=0), Column("amount", _("金额")),
        Column("due", _("应到账日期"), "date"), Column("paid", _("到账日期"), "date"),
        Column("todo", _("办理")),
    ]  # fmt: skip
    tables = [Table(columns, rows, _("兑现到账"), empty=Empty(_("确认以后列出各期")))]
    up = Link(one.title, reverse("service:policy", args=[one.values["policy"]]))
    told = _("您写入的兑现，请由另一位惠企办人员确认。") if own else ""
    lead = " ".join(filter(None, (str(one.values["ground"] or ""), told)))
    badge = Badge(one.stage_label, "blue")
    page = Page(str(one.values["firm"]), (*_up(), up), tuple(offers), lead=lead, badge=badge)
    return render(request, "service/page.html", {"page": page, "tables": tables, "dialogs": [ask]})


@require_POST
def confirm(request: Request, number: int) -> HttpResponse:
    """Confirm a benefit."""
    benefiting.confirm(request.actor, number)
    messages.success(request, _("已确认，兑现时限从今天起算。"))
    return redirect("service:benefit", number)


@require_http_methods(["GET", "POST"])
def pay(request: Request, number: int) -> HttpResponse:
    """Write down that a part was paid."""
    part = ledgers.record(request.actor, Ref(PAYMENT, number))
    one = qualifying.benefit(request.actor, int(part.values["benefit"]))
    form = forms.Payment(
        request.POST or None, request.FILES or None, initial={"on": request.actor.today().isoformat()}
    )

    def act() -> Record:
        said = form.cleaned_data
        file = said["voucher"]
        return benefiting.pay(request.actor, number, said["on"], file.name, file.read())

    if attempt(request, form, act):
        messages.success(request, _("已记到账。"))
        return redirect("service:benefit", one.ref.id)
    cancel = reverse("service:benefit", args=[one.ref.id])
    page = Page(_("填到账"), (*_up(), Link(one.title, cancel)))
    context = {"page": page, "form": form, "submit": _("到账"), "cancel": cancel}
    return render(request, "form_page.html", context)
