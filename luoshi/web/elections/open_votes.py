"""公开表决 and delegates: a proposal put and counted, seats allotted to branches."""

from __future__ import annotations

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from luoshi.elections import allotting, delegating, proposing, queries, typed
from luoshi.elections.models import Motion
from luoshi.web.components import Fact, Link, Page
from luoshi.web.elections import forms, show
from luoshi.web.elections.views import form_page
from luoshi.web.request import Request
from luoshi.web.submitting import attempt


@require_http_methods(["GET", "POST"])
def put(request: Request) -> HttpResponse:
    """Put a proposal to the vote."""
    if not queries.may_organize(request.actor):
        return redirect("elections:index")
    form = forms.Put(request.POST or None, actor=request.actor)

    def act() -> Motion:
        said = form.cleaned_data
        chosen = int(said["roll"]) if said["roll"] else None
        return proposing.put(
            request.actor, said["unit"], said["title"], form.question(), said["due"] or 0, election=chosen
        )

    if made := attempt(request, form, act):
        return redirect("elections:motion", made.id)
    return form_page(request, _("公开表决"), form, _("提出"), reverse("elections:index"), None)


@require_http_methods(["GET", "POST"])
def motion(request: Request, number: int) -> HttpResponse:
    """A proposal: the form in which the vote is entered, then its outcome."""
    actor, found = request.actor, queries.motion(request.actor, number)
    may = found.outcome is None and found.unit in queries.may_organize(actor)
    form = _motion_form(request, found) if may else None

    def count() -> Motion:
        if isinstance(form, forms.Names):
            return proposing.count_names(actor, number, form.cleaned_data["present"], form.votes())
        assert isinstance(form, forms.Counted)
        return proposing.count_hands(actor, number, form.cleaned_data["present"], form.hands())

    if (attempt(request, form, count) if form is not None else None) is not None:
        messages.success(request, _("表决已登记。"))
        return redirect("elections:motion", number)
    facts = [Fact(_("应到会"), str(found.due)), Fact(_("方式"), _("记名") if found.named else _("举手"))]
    context = {
        "page": Page(found.title, show.crumbs(), badge=show.outcome(found)), "facts": facts, "form": form,
        "arithmetic": show.arithmetic(found.outcome["steps"]) if found.outcome else (),
    }  # fmt: skip
    return render(request, "elections/motion.html", context)


def _motion_form(request: Request, found: Motion) -> django_forms.Form:
    given = request.POST or None
    return forms.Names(given, found=found) if found.named else forms.Counted(given)


@require_http_methods(["GET", "POST"])
def allot(request: Request) -> HttpResponse:
    """Delegates allotted to branches; nothing is kept."""
    form = forms.Allot(request.POST or None)

    def act() -> list[allotting.Share]:
        said = form.cleaned_data
        branches = typed.counts(said["branches"], "branches")
        if said["way"] == "largest":
            return allotting.largest_remainder(branches, said["number"], said["least"])
        return allotting.per_members(branches, said["number"], said["way"], said["least"])

    made = attempt(request, form, act)
    context = {
        "page": Page(_("分配代表名额"), show.crumbs()), "form": form, "submit": _("计算"),
        "cancel": reverse("elections:index"), "table": show.shares(made) if made else None,
    }  # fmt: skip
    return render(request, "elections/allot.html", context)


@require_http_methods(["GET", "POST"])
def allot_congress(request: Request, number: int) -> HttpResponse:
    """The delegates of a congress by the members of its branches: shown first, then written down once."""
    found = delegating.congress(request.actor, number)
    form = django_forms.Form(request.POST or None)
    back = reverse("ledgers:record", args=[found.ref.ledger, number])
    if attempt(request, form, lambda: delegating.allot(request.actor, number)):
        messages.success(request, _("代表名额已写入，分会可以登记代表。"))
        return redirect(back)
    made = delegating.planned(request.actor, number) if delegating.open_to(request.actor, found) else []
    lead = _("按截止日的会员数计算，写入以后不再变。")
    context = {
        "page": Page(_("分配代表名额"), (*show.crumbs(), Link(found.title, back)), lead=lead),
        "form": form, "submit": _("写入代表大会"), "cancel": back,
        "table": show.shares([one.share for one in made]) if made else None,
    }  # fmt: skip
    return render(request, "elections/allot.html", context)
