"""立项公示: what anybody may read without logging in, and the form by which they object."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from luoshi.grants import noticing, queries
from luoshi.grants.noticing import Filing
from luoshi.grants.policy import MANAGER
from luoshi.kernel.actor import Actor
from luoshi.ledgers.records import Record
from luoshi.units import queries as units
from luoshi.web import formats
from luoshi.web.components import Fact, Link, Page
from luoshi.web.flood import refuse_flood
from luoshi.web.grants import forms, show
from luoshi.web.submitting import attempt


@login_not_required
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Every notice and decision, the newest first."""
    page = Page(_("立项公示"), lead=units.site_name())
    table = show.decisions(queries.published(), public=True)
    return render(request, "grants/public_list.html", {"page": page, "table": table})


@login_not_required
@require_GET
def one(request: HttpRequest, number: int) -> HttpResponse:
    """A notice: what is proposed, until when and how one objects; a decision: what was approved."""
    found = queries.published_one(number)
    said, is_open = found.values, _open(found)
    object_ = Link(_("提出异议"), reverse("grants:public_object", args=[number]), "message-2", strong=True)
    facts = [
        Fact(_("申报通知"), queries.call_of(found).title, wide=True),
        Fact(_("公示期"), f"{formats.day(said['opened_on'])} — {formats.day(said['last_day'])}"),
        Fact(_("受理电话"), said["phone"]),
    ]
    if said["number"]:
        facts.append(Fact(_("立项文号"), said["number"]))
    lead = _("对拟立项项目有异议的，请在公示期内署名提出；匿名异议不受理。") if is_open else ""
    context = {
        "page": Page(found.title, actions=(object_,) if is_open else (), lead=lead, badge=show.badge(found)),
        "facts": facts, "table": show.lines(queries.lines(found), False, decided=found.stage == "decided"),
    }  # fmt: skip
    return render(request, "grants/public.html", context)


@login_not_required
@require_http_methods(["GET", "POST"])
def file(request: HttpRequest, number: int) -> HttpResponse:
    """A signed objection: of a person outside, or of a firm by its manager."""
    found = queries.published_one(number)
    proposed = [(str(one.ref.id), one.title) for one in queries.lines(found)]
    form = forms.Object(request.POST or None, lines=proposed, firms=_firms(request))

    def act() -> Record | bool:
        said = form.cleaned_data
        if said["website"]:
            return True  # a program filled in what people do not see: it is thanked, and nothing is kept
        refuse_flood(request, "grant-objections")
        filing = Filing(int(said["line"]), said["reason"], said["signed"], said["phone"])
        unit = said.get("unit") or ""
        actor: Actor = request.actor if unit else _system()  # type: ignore[attr-defined]  # the middleware's
        return noticing.file_objection(actor, number, filing, unit=unit)

    if made := attempt(request, form, act):
        told = made.values["number"] if isinstance(made, Record) else ""
        messages.success(request, _("异议已受理 %(number)s，核实后答复。请保持电话畅通。") % {"number": told})
        return redirect("grants:public_one", number)
    page = Page(_("提出异议"), lead=_("异议须署真实姓名并留联系电话；匿名异议不受理。姓名和电话不公开。"))
    here = reverse("grants:public_one", args=[number])
    return render(request, "grants/public_form.html", {"page": page, "form": form, "cancel": here})


def _firms(request: HttpRequest) -> list[tuple[str, str]]:
    if not request.user.is_authenticated:
        return []
    actor: Actor = request.actor  # type: ignore[attr-defined]  # the middleware's
    names = units.names()
    return [(one, names[one]) for one in sorted(units.reach(actor, *MANAGER)) if one in names]


def _open(found: Record) -> bool:
    return found.stage == "notice" and _system().today() <= found.values["last_day"]


def _system() -> Actor:
    return Actor.system(settings.CLOCK)
