"""诉求 from outside: made without log-in, followed at an address only its maker knows, answered for all."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from luoshi.appeals import checking, queries, receiving
from luoshi.appeals.checking import Heard
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError
from luoshi.ledgers.records import Record
from luoshi.units import queries as units
from luoshi.web import flood, formats
from luoshi.web.appeals import forms, show
from luoshi.web.components import Column, Empty, Fact, Link, Page, Row, Table
from luoshi.web.matching.show import choice
from luoshi.web.submitting import attempt

AN_HOUR, SECONDS = 20, 3_600
"""Appeals that are taken of one address in an hour."""


def _system() -> Actor:
    return Actor.system(settings.CLOCK)


@login_not_required
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Answers that were laid open, the newest first, and where one appeals oneself."""
    words = request.GET.get("q", "").strip()[:60]
    found = queries.published(words) if queries.kept() else []
    rows = [
        Row(
            {
                "title": one.values["public_title"],
                "area": choice(one, "area"),
                "on": one.values["published_on"],
            },
            reverse("appeals:public_one", args=[one.ref.id]),
        )
        for one in found
    ]
    columns = [Column("title", _("诉求")), Column("area", _("类别")), Column("on", _("公开日期"), "date")]
    hint = _("换几个字再找。") if words else _("答复公开后列在这里。")
    table = Table(columns, rows, _("公开的答复"), empty=Empty(_("没有公开的答复"), hint))
    offers = (Link(_("我要反映"), reverse("appeals:public_new"), "writing", strong=True),)
    page = Page(_("诉求和答复"), actions=offers if _desks() else (), lead=units.site_name())
    return render(request, "appeals/public_list.html", {"page": page, "table": table, "words": words})


def _desks() -> list[tuple[str, str]]:
    return queries.receiving() if queries.kept() else []


@login_not_required
@require_GET
def one(request: HttpRequest, number: int) -> HttpResponse:
    """One answer."""
    found = queries.published_one(number)
    facts = [
        Fact(_("诉求"), found.values["public_text"], wide=True),
        Fact(_("答复"), found.values["public_answer"], wide=True),
        Fact(_("答复日期"), formats.day(found.values["answered_on"])),
    ]
    page = Page(str(found.values["public_title"]), lead=units.names().get(found.unit, ""))
    return render(request, "appeals/public.html", {"page": page, "facts": facts})


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Appeal, to one of the units that receive appeals. Who is logged in is not written down."""
    desks = _desks()
    if not desks:
        page = Page(_("我要反映"), lead=_("本站没有开放网上诉求，请联系当地的诉求受理中心。"))
        return render(request, "appeals/public.html", {"page": page, "facts": []})
    asked = request.POST.get("unit") or request.GET.get("unit") or desks[0][0]
    unit = asked if asked in dict(desks) else desks[0][0]
    form = forms.Public(request.POST or None, request.FILES or None, unit=unit)

    def act() -> Record | bool:
        given = form.cleaned_data
        if given["website"]:
            return True  # a program filled in what people do not see: it is thanked, and nothing is kept
        if flood.count(request, "appeals", seconds=SECONDS) > AN_HOUR:
            raise InputError(_("这个地址提交的太多了"), hint=_("请一小时后再来，或打受理电话"))
        return receiving.submit(_system(), unit, form.said(), given["papers"])

    if made := attempt(request, form, act):
        if isinstance(made, Record):
            return redirect("appeals:follow", queries.link(made.ref.id))
        messages.success(request, _("已收到。"))
        return redirect("appeals:public")
    lead = _("姓名和电话只有受理员看得到；要求保密的，承办单位也不知道您是谁。")
    context = {
        "page": Page(_("我要反映"), lead=lead), "form": form, "desks": desks, "unit": unit,
        "cancel": reverse("appeals:public"),
    }  # fmt: skip
    return render(request, "appeals/public_new.html", context)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def follow(request: HttpRequest, words: str) -> HttpResponse:
    """How an appeal stands, for whoever knows its address; once it is answered, whether that helped."""
    own = queries.followed(words)
    found = queries.main(own)
    asks = own.ref == found.ref and found.stage == "answered"
    form = forms.Own(request.POST or None) if asks else None

    def say() -> Record:
        assert form is not None
        said = form.cleaned_data
        return checking.say(_system(), own.ref.id, Heard(said["mended"], said["rating"], said["said"]))

    said = attempt(request, form, say) if form is not None else None
    if said:
        messages.success(request, _("谢谢您的评价。"))
        return redirect("appeals:follow", words)
    context = {
        "page": Page(own.title, lead=_next(own, found), badge=show.stage(found)), "facts": _facts(own, found),
        "form": form, "here": request.build_absolute_uri(),
    }  # fmt: skip
    answer = render(request, "appeals/follow.html", context)
    answer["Referrer-Policy"] = "same-origin"  # with none at all a browser would not say whose form it sends
    return answer


def _next(own: Record, found: Record) -> str:
    if own.stage == "refused":
        return _("没有受理，原因见下。")
    if own.ref != found.ref:
        return _("与另一件反映同一件事的诉求一并办理，办到哪一步见下。")
    said = {
        "received": _("已受理，正在交给承办单位。"), "routed": _("承办单位正在办理。"),
        "answered": _("已答复，请说说解决了没有。"), "closed": _("已办结。"),
    }  # fmt: skip
    return said.get(str(found.stage), "")


def _facts(own: Record, found: Record) -> list[Fact]:
    """What whoever made it may read: what they wrote, the day, and the answer; of one it was merged into no
    more than the answer."""
    mine = show.facts(own, ("number", "text", "place", "received_on", "refused_why"))
    return [*mine, *show.facts(found, ("due_on", "answer", "answered_on", "mended", "rating"))]
