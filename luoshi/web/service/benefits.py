"""What firms get of a policy: confirmed, counted again, refused, paid, and which promise it keeps."""

from __future__ import annotations

from collections.abc import Callable

from django import forms as django
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from luoshi.ledgers import queries as ledgers
from luoshi.ledgers.records import Record, Ref
from luoshi.service import benefiting, promises, qualifying
from luoshi.service.policy import PAYMENT, POLICY_OFFICE
from luoshi.units import queries as units
from luoshi.web.components import Badge, Column, Confirm, Empty, Link, Page, Row, Table
from luoshi.web.request import Request
from luoshi.web.service import forms, show
from luoshi.web.service.policies import up
from luoshi.web.submitting import attempt


@require_GET
def benefit(request: Request, number: int) -> HttpResponse:
    """A benefit, its parts, and what can be done."""
    one = qualifying.benefit(request.actor, number)
    offers, dialogs = _offers(request, one)
    rows = []
    for part in ledgers.beneath(PAYMENT, number):
        pays = _handles(request, one) and part.stage == "planned"
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
    if kept := promises.kept_by(request.actor, one):
        tables.append(show.promised(request.actor, kept))
    policy = Link(one.title, reverse("service:policy", args=[one.values["policy"]]))
    own = one.stage == "found" and qualifying.is_own(request.actor, one)
    told = _("您写入的兑现，请由另一位惠企办人员确认。") if own else ""
    lead = " ".join(filter(None, (str(one.values["ground"] or ""), told)))
    badge = Badge(one.stage_label, "blue")
    page = Page(str(one.values["firm"]), (*up(), policy), tuple(offers), lead=lead, badge=badge)
    return render(request, "service/page.html", {"page": page, "tables": tables, "dialogs": dialogs})


def _handles(request: Request, one: Record) -> bool:
    return one.unit in units.reach(request.actor, POLICY_OFFICE)


def _offers(request: Request, one: Record) -> tuple[list[Link], list[Confirm]]:
    """What may be done with a benefit now, and what is asked before."""
    number, asks = one.ref.id, list[Confirm]()
    made = [Link(_("记录"), _record(one), "clipboard-list")]
    if not _handles(request, one):
        return made, asks
    if one.stage != "refused" and one.row["firm_code"] and not (one.stage == "paid" and one.row["promise"]):
        made.insert(0, Link(_("履行的承诺"), reverse("service:keep", args=[number]), "heart-handshake"))
    if one.stage == "found":
        made.insert(0, Link(_("不予兑现"), reverse("service:refuse", args=[number]), "x"))
        made.insert(0, Link(_("重新比对"), icon="refresh", dialog="recount"))
        asks.append(
            Confirm(
                "recount", _("重新比对？"), _("金额和依据改成现在台账里的；由另一人确认。"),
                reverse("service:recount", args=[number]), _("重新比对"),
            )
        )  # fmt: skip
    if one.stage == "found" and not qualifying.is_own(request.actor, one):
        made.insert(0, Link(_("确认"), icon="check", strong=True, dialog="confirm"))
        asks.append(
            Confirm(
                "confirm", _("确认兑现？"), _("按现在的台账重新比对，符合的才能确认；兑现时限从今天起算。"),
                reverse("service:confirm", args=[number]), _("确认"),
            )
        )  # fmt: skip
    return made, asks


def _record(one: Record) -> str:
    return reverse("ledgers:record", args=[one.ref.ledger, one.ref.id])


@require_http_methods(["GET", "POST"])
def ask(request: Request, name: str) -> HttpResponse:
    """A firm applies, with nothing to hand in."""
    one, actor = qualifying.policy(name), request.actor
    form = forms.Checked(request.POST if request.method == "POST" else None)
    made = attempt(request, form, lambda: benefiting.apply(actor, name, actor.today().year))
    if made is not None:
        messages.success(request, _("已申请，惠企办确认后兑现。"))
        return redirect("service:policies")
    title = _("申请享受：%(name)s") % {"name": one.label}
    cancel = reverse("service:policies")
    context = {"page": Page(title, up()), "form": form, "submit": title, "cancel": cancel}
    return render(request, "form_page.html", context)


@require_POST
def recount(request: Request, number: int) -> HttpResponse:
    """Take in what the ledgers say now."""
    benefiting.recount(request.actor, number)
    messages.success(request, _("已按现在的台账重新比对。"))
    return redirect("service:benefit", number)


@require_http_methods(["GET", "POST"])
def refuse(request: Request, number: int) -> HttpResponse:
    """Not give it, with a reason."""
    one = qualifying.benefit(request.actor, number)
    form = forms.Why(request.POST or None)

    def act() -> Record:
        return benefiting.refuse(request.actor, number, why=form.cleaned_data["why"])

    return _form(request, one, form, act, _("不予兑现"), _("已记不予兑现。"))


@require_http_methods(["GET", "POST"])
def keep(request: Request, number: int) -> HttpResponse:
    """Which promise it keeps."""
    one = qualifying.benefit(request.actor, number)
    found = promises.of_firm(request.actor, str(one.row["firm_code"] or ""))
    form = forms.Kept(request.POST or None, promises=found)

    def act() -> Record:
        return benefiting.keep(request.actor, number, form.cleaned_data["promise"])

    return _form(request, one, form, act, _("履行的承诺"), _("已记为履行承诺。"))


def _form(
    request: Request, one: Record, form: django.Form, act: Callable[[], object], title: str, said: str
) -> HttpResponse:
    if attempt(request, form, act) is not None:
        messages.success(request, said)
        return redirect("service:benefit", one.ref.id)
    cancel = reverse("service:benefit", args=[one.ref.id])
    page = Page(title, (*up(), Link(str(one.values["firm"]), cancel)))
    context = {"page": page, "form": form, "submit": title, "cancel": cancel}
    return render(request, "form_page.html", context)


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

    return _form(request, one, form, act, _("填到账"), _("已记到账。"))
