"""Letting oneself in: a firm, an expert, a farmer registers, and looks how it stands. The answer is the same
whoever is there already; what people do not see and programs fill in is thanked, and nothing is kept."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from luoshi.calls import queries as calls
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Missing
from luoshi.reports.policy import PUBLIC
from luoshi.reviews import enrolling
from luoshi.units import registrations
from luoshi.units.models import Registration
from luoshi.units.policy import ASKS, STATES
from luoshi.web import flood, formats
from luoshi.web.components import Badge, Fact, Link, Page
from luoshi.web.public.forms import FORMS
from luoshi.web.submitting import attempt

AN_HOUR, SECONDS = 30, 3_600
"""Registrations that are taken of one address in an hour: an office may help a whole village."""
TONES = {"waiting": "yellow", "accepted": "green", "refused": "red"}


def _anybody() -> Actor:
    return Actor(None, PUBLIC, clock=settings.CLOCK)


@never_cache
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """As what to register."""
    if request.user.is_authenticated:
        return redirect("home:index")
    if not calls.kept():
        return _said(request, _("注册"), _("本站没有开放注册，请联系本单位的系统管理员。"))
    offered = (
        ("firm", "building-factory-2", _("企业"), _("申报项目、登记成果。由当地科技管理部门审核。")),
        ("expert", "id-badge-2", _("专家"), _("评审项目、解答农技问题。由当地科技管理部门审核。")),
        ("farmer", "message-question", _("农户"), _("提农技问题、查解答。登记后马上能用。")),
    )
    choices = [
        (Link(name, reverse("public:register_as", args=[kind]), icon), text)
        for kind, icon, name, text in offered
    ]
    page = Page(_("注册"), lead=_("您是谁？"))
    return render(request, "public/register.html", {"page": page, "choices": choices})


def _said(request: HttpRequest, title: str, lead: str) -> HttpResponse:
    back = Link(_("公开信息"), reverse("public:index"))
    return render(request, "public/asking.html", {"page": Page(title, lead=lead), "back": back})


@never_cache
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest, kind: str) -> HttpResponse:
    """The form of a kind."""
    if kind not in FORMS or not calls.kept():
        raise Missing(_("没有这种注册"), hint=_("企业、专家或农户"))
    if request.user.is_authenticated:
        return redirect("home:index")
    form = FORMS[kind](request.POST or None, request.FILES or None, today=_anybody().today())

    def act() -> str:
        if form.cleaned_data["website"]:
            return "-"
        _refuse_flood(request)
        return enrolling.register(_anybody(), form.asked, paper=form.paper)[1]

    secret = attempt(request, form, act)
    if secret:
        return redirect("public:thanks") if secret == "-" else redirect("public:registered", secret)
    crumbs = (Link(_("注册"), reverse("public:register")),)
    page = Page(_("%(kind)s注册") % {"kind": str(form.who)}, crumbs, lead=str(form.lead))
    return render(request, "public/register_as.html", {"page": page, "form": form})


def _refuse_flood(request: HttpRequest) -> None:
    if flood.count(request, "registrations", seconds=SECONDS) > AN_HOUR:
        raise InputError(_("这个地址注册的太多了"), hint=_("请一小时后再来，或到科技管理部门当面办理"))


@never_cache
@require_GET
def thanks(request: HttpRequest) -> HttpResponse:
    """What a program that fills in forms is told."""
    return _said(request, _("已收到"), _("审核后可以登录。"))


@never_cache
@require_GET
def registered(request: HttpRequest, secret: str) -> HttpResponse:
    """How a registration stands, at an address that only whoever asked knows."""
    found = registrations.of_secret(secret)
    badge = Badge(str(STATES[found.state]), TONES[found.state])
    context = {
        "page": Page(_("注册申请"), lead=_next(found), badge=badge),
        "facts": _facts(found),
        "here": request.build_absolute_uri(),
        "waits": found.state == "waiting",
        "login": Link(_("登录"), reverse("account:login"), "login") if found.state == "accepted" else None,
        "again": Link(_("重新注册"), reverse("public:register")) if found.state == "refused" else None,
    }
    answer = render(request, "public/registered.html", context)
    answer["Referrer-Policy"] = "no-referrer"
    return answer


def _next(found: Registration) -> str:
    if found.state == "accepted":
        return _("可以登录了。请记住下面的登录名。")
    if found.state == "refused":
        return _("没有通过，原因见下。改好后可以重新注册。")
    return _("已收到，等待审核。通过后用下面的登录名和您设的密码登录。")


def _facts(found: Registration) -> list[Fact]:
    """No more than whoever asked wrote, the login name they were given, and the answer."""
    kind = "firm" if found.kind == "join" else found.kind
    made = [
        Fact(_("登录名"), found.login), Fact(_("姓名"), found.name), Fact(_("类别"), str(ASKS[kind])),
        Fact(_("提交时间"), formats.moment(found.asked_at)),
    ]  # fmt: skip
    if found.organization:
        made.append(Fact(_("单位"), found.organization))
    if found.reason:
        made.append(Fact(_("未通过原因"), found.reason, wide=True))
    return made
