"""Registrations as whoever decides them sees them: a science office's, or a firm manager's."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from luoshi.kernel.errors import LuoshiError, Missing, Refused
from luoshi.ledgers import files
from luoshi.ledgers import queries as ledgers
from luoshi.reviews import enrolling
from luoshi.reviews.policy import EXPERT
from luoshi.units import registering, registrations
from luoshi.units.models import Registration
from luoshi.units.policy import ASKS, STATES
from luoshi.web import below, formats
from luoshi.web.components import Badge, Column, Confirm, Empty, Fact, Link, Page, Row, Table
from luoshi.web.request import Request

TONES = {"waiting": "yellow", "accepted": "green", "refused": "red"}


def _crumbs() -> tuple[Link, ...]:
    return (Link(_("注册审核"), reverse("portal:registrations")),)


@require_GET
def index(request: Request) -> HttpResponse:
    """What waits, and what was decided lately."""
    actor = request.actor
    if not registrations.decides(actor):
        raise Refused(_("注册由科技管理员和企业管理员审核"), hint=_("您要办的事在首页"))
    nothing = Empty(_("没有待审核的注册"), _("有新的申请会列在首页。"))
    context = {
        "page": Page(_("注册审核"), lead=_("核对名称、代码和营业执照，通过后马上可以登录。")),
        "undecided": _table(registrations.waiting(actor), _("待审核"), nothing),
        "decided": _table(registrations.decided(actor), _("已办理"), Empty(_("还没有办理过"))),
    }
    return render(request, "portal/registrations.html", context)


def _table(found: Sequence[Registration], caption: str, empty: Empty) -> Table:
    columns = [
        Column("who", _("申请")), Column("kind", _("类别")), Column("place", _("所在地"), phone=False),
        Column("asked", _("提交时间"), "moment", phone=False), Column("state", _("状态"), "badge"),
    ]  # fmt: skip
    rows = [
        Row(
            {
                "who": formats.aside(one.organization, one.name) if one.organization else one.name,
                "kind": str(ASKS[one.kind]), "place": one.place.name, "asked": one.asked_at,
                "state": _state(one),
            },
            reverse("portal:registration", args=[one.id]),
        )
        for one in found
    ]  # fmt: skip
    return Table(columns, rows, caption, empty=empty)


def _state(one: Registration) -> Badge:
    return Badge(str(STATES[one.state]), TONES[one.state])


@require_GET
def one(request: Request, number: int) -> HttpResponse:
    """What somebody wrote of themselves, and the two answers."""
    found = registrations.registration(request.actor, number)
    waits = found.state == "waiting"
    actions = (
        Link(_("通过"), icon="check", strong=True, dialog="accept"),
        Link(_("不通过"), icon="x", danger=True, dialog="refuse"),
    )
    page = Page(
        found.organization or found.name, _crumbs(), actions if waits else (), lead=str(ASKS[found.kind]),
        badge=_state(found),
    )  # fmt: skip
    others = registrations.alike(found)
    context = {
        "page": page, "facts": _facts(found), "dialogs": _dialogs(found) if waits else [],
        "others": others if waits else 0,
    }  # fmt: skip
    return render(request, "portal/registration.html", context)


def _facts(found: Registration) -> list[Fact]:
    made = [
        Fact(_("姓名"), found.name), Fact(_("手机"), found.phone), Fact(_("邮箱"), found.email),
        Fact(_("登录名"), found.login), Fact(_("所在地"), found.place.name),
        Fact(_("提交时间"), formats.moment(found.asked_at)),
    ]  # fmt: skip
    if found.organization:
        made.insert(0, Fact(_("单位"), found.organization, found.code))
    if found.paper:
        where = reverse("portal:paper", args=[found.id])
        made.append(Fact(_("营业执照"), found.paper_name, url=where))
    made += [_detail(key, value) for key, value in found.details.items()]
    if found.decided_at:
        who = formats.aside(found.decided_by, formats.moment(found.decided_at))
        made.append(Fact(_("办理"), who))
    if found.reason:
        made.append(Fact(_("未通过原因"), found.reason, wide=True))
    return made


def _detail(key: str, value: str) -> Fact:
    """As the pool of experts calls it, where the site keeps one."""
    spec = ledgers.ledgers().get(EXPERT)
    if spec and key in spec.fields:
        field = spec.fields[key]
        return Fact(str(field.label), str(field.choices.get(value, value)))
    return Fact(_("村组"), value)


def _dialogs(found: Registration) -> list[Confirm]:
    texts = {
        "firm": _("新建企业“%(firm)s”，%(name)s成为企业管理员，马上可以登录。"),
        "join": _("%(name)s加入“%(firm)s”，马上可以登录。"),
        "expert": _("%(name)s进入专家库，马上可以登录。"),
    }
    said = {"firm": found.organization, "name": found.name}
    return [
        Confirm(
            "accept", _("通过注册？"), texts[found.kind] % said,
            reverse("portal:accept", args=[found.id]), _("通过"),
        ),
        Confirm(
            "refuse", _("不通过？"), _("申请人看得到原因，改好后可以重新注册。"),
            reverse("portal:refuse", args=[found.id]), _("不通过"), danger=True, reason=_("原因"),
        ),
    ]  # fmt: skip


@require_GET
def paper(request: Request, number: int) -> FileResponse:
    """The licence, served as a download that no browser runs."""
    found = registrations.registration(request.actor, number)
    if not found.paper:
        raise Missing(_("没有附营业执照"))
    answer = FileResponse(files.path(found.paper).open("rb"), as_attachment=True, filename=found.paper_name)
    answer["Content-Type"] = "application/octet-stream"
    return answer


@require_POST
def accept(request: Request, number: int) -> HttpResponse:
    """Let them in."""
    return _done(
        request, number, lambda: enrolling.accept(request.actor, number), _("已通过，申请人可以登录了。")
    )


@require_POST
def refuse(request: Request, number: int) -> HttpResponse:
    """Say why not."""
    why = request.POST.get("why", "")
    return _done(
        request, number, lambda: registering.refuse(request.actor, number, why), _("已告知申请人原因。")
    )


def _done(request: Request, number: int, act: Callable[[], object], said: str) -> HttpResponse:
    try:
        act()
    except LuoshiError as fault:
        messages.error(request, below.told(fault))
        return redirect("portal:registration", number)
    messages.success(request, said)
    return redirect("portal:registrations")
