"""疑点核查: what the honesty rules found, with both records side by side; answered, settled, checked anew."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from luoshi.honesty import actions, queries
from luoshi.honesty.policy import CHECKS, QUERY, READS
from luoshi.ledgers.actions import NewFile
from luoshi.ledgers.records import Record
from luoshi.units import queries as units
from luoshi.web.components import Link, Page, Pager
from luoshi.web.honesty import beside, forms, show
from luoshi.web.request import Request
from luoshi.web.submitting import attempt

SIZE = 50


@require_GET
def index(request: Request) -> HttpResponse:
    """Suspicions that concern the person's units; found anew on a site that keeps none."""
    actor = request.actor
    may = bool(units.reach(actor, *CHECKS)) if actor.has(*CHECKS) else False
    if not queries.kept():
        found = queries.suspicions(actor, None, actor.today())
        return render(request, "honesty/index.html", {"page": Page(_("疑点核查")), "table": show.live(found)})
    form = forms.Filters(request.GET, seen=units.reach(actor, *READS))
    asked = {key: request.GET.get(key, "") for key in ("rule", "unit", "stage")}
    said = request.GET.get("page", "")
    number = int(said) if said.isdecimal() and 0 < len(said) < 9 else 1
    rows, total = queries.listed(actor, **asked, page=number, size=SIZE)
    kept = {key: value for key, value in asked.items() if value and value != "open"}
    export = f"{reverse('exchange:export', args=[QUERY])}?" + "&".join(f"{k}={v}" for k, v in kept.items())
    check = Link(_("立即核查"), icon="refresh", dialog="check", strong=True)
    context = {
        "page": Page(_("疑点核查"), actions=(check,) if may else ()),
        "filters": form,
        "table": show.table(rows, Pager(number, SIZE, total), export),
        "dialogs": [show.question()] if may else [],
    }
    return render(request, "honesty/index.html", context)


@require_POST
def check(request: Request) -> HttpResponse:
    """Run every rule over the person's units."""
    actor = request.actor
    found = actions.check(actor, sorted(actor.units(*CHECKS)), actor.today())
    messages.success(request, _("核查完毕，发现 %(count)s 个疑点") % {"count": len(found)})
    return redirect("honesty:index")


@require_GET
def suspicion(request: Request, number: int) -> HttpResponse:
    """One suspicion: what was found, the records, what the unit says, how it ended."""
    found = queries.one(request.actor, number)
    page = Page(
        found.record.title,
        (Link(_("疑点核查"), reverse("honesty:index")),),
        show.offers(request.actor, found),
        badge=show.badge(found),
    )
    context = {"page": page, "facts": show.facts(found), "compared": beside.table(request.actor, found)}
    return render(request, "honesty/suspicion.html", context)


@require_http_methods(["GET", "POST"])
def answer(request: Request, number: int) -> HttpResponse:
    """The unit says how it is."""
    found = queries.one(request.actor, number)
    row = found.record.row
    initial = {"explanation": row["explanation"] or ""}
    form = forms.Answer(request.POST or None, request.FILES or None, initial=initial)

    def act() -> Record:
        file = form.cleaned_data["proof"]
        proofs = [NewFile("proof", file.name, file.read())] if file else []
        return actions.answer(request.actor, number, form.cleaned_data["explanation"], proofs=proofs)

    if attempt(request, form, act):
        messages.success(request, _("已说明，等待审定"))
        return redirect("honesty:suspicion", number)
    return _form(request, found, form, _("说明情况"), _("提交说明"))


@require_http_methods(["GET", "POST"])
def settle(request: Request, number: int) -> HttpResponse:
    """A reviewer who is not of the unit says how it ends."""
    found = queries.one(request.actor, number)
    form = forms.Settle(request.POST or None)

    def act() -> Record:
        said = form.cleaned_data
        return actions.settle(request.actor, number, said["verdict"], said["opinion"])

    if attempt(request, form, act):
        messages.success(request, _("已审定"))
        return redirect("honesty:suspicion", number)
    return _form(request, found, form, _("审定"), _("审定"))


def _form(
    request: Request, found: queries.Opened, form: forms.Answer | forms.Settle, title: str, submit: str
) -> HttpResponse:
    where = reverse("honesty:suspicion", args=[found.record.ref.id])
    crumbs = (Link(_("疑点核查"), reverse("honesty:index")), Link(found.record.title, where))
    page, facts = Page(title, crumbs), show.facts(found)
    context = {"page": page, "form": form, "submit": submit, "cancel": where, "facts": facts}
    return render(request, "honesty/form.html", context)
