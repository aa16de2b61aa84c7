"""管理: reminders: when they are sent, the robots they are sent to, and what did not arrive."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from luoshi.exchange import outbox
from luoshi.exchange import outbox_queries as queries
from luoshi.exchange.channels import actions
from luoshi.exchange.channels.robots import KINDS as ROBOTS
from luoshi.exchange.models import Channel, Delivery
from luoshi.exchange.outbox_policy import KINDS
from luoshi.exchange.outbox_queries import Line
from luoshi.units import queries as units
from luoshi.units.administering import looks_after, may_administer_site
from luoshi.units.policy import may_administer
from luoshi.web import formats
from luoshi.web.admin.reminding import ChangeChannel, NewChannel, RulesForm, as_said, days
from luoshi.web.admin.views import form_page, tabs
from luoshi.web.below import said as in_words
from luoshi.web.components import Badge, Column, Confirm, Empty, Fact, Link, Page, Row, Table
from luoshi.web.inbox.forms import hours
from luoshi.web.request import Request
from luoshi.web.submitting import attempt

HOME = "admin:channels"


@require_GET
def index(request: Request) -> HttpResponse:
    """When reminders go out, who is told beside people, what failed last."""
    may_administer(request.actor)
    whole = looks_after(request.actor, None)
    page = Page(
        _("管理"), tabs=tabs(request.actor, "channels"),
        actions=(
            Link(_("增加机器人"), reverse("admin:add_channel"), "plus", strong=True),
            *([Link(_("提醒规则"), reverse("admin:reminding"), "settings")] if whole else []),
        ),
    )  # fmt: skip
    failed = queries.deliveries(request.actor, state="failed")
    context = {
        "page": page,
        "facts": _facts(request),
        "mails": settings.MAIL is not None,
        "channels": _channels(request),
        "failed": [(one, _via(one), in_words(one.delivery.error)) for one in failed],
        "calm": Empty(_("没有没送到的消息"), _("发不出去的邮件和机器人消息会列在这里，写明原因，可以重发。")),
    }
    return render(request, "admin/channels.html", context)


def _facts(request: Request) -> list[Fact]:
    rules, counts = queries.rules(), queries.counts(request.actor)
    sender = settings.MAIL.sender if settings.MAIL else _("没有设置（环境变量 LUOSHI_MAIL_URL）")
    return [
        Fact(_("到期前"), _("%(days)s 个工作日") % {"days": days(rules.before)}),
        Fact(_("逾期后"), _("%(days)s 个工作日") % {"days": days(rules.after)}),
        Fact(_("告诉单位领导"), _("逾期 %(days)s 个工作日") % {"days": rules.head_after}),
        Fact(_("告诉上级督查员"), _("逾期 %(days)s 个工作日") % {"days": rules.supervisor_after}),
        Fact(_("免打扰时间"), hours(rules.quiet)),
        Fact(_("发件邮箱"), sender),
        Fact(_("待发"), str(counts.get("waiting", 0) + counts.get("sending", 0))),
        Fact(_("没送到"), str(counts.get("failed", 0))),
    ]


def _channels(request: Request) -> Table:
    found = queries.channels(request.actor)
    last, names = queries.last_of([one.id for one in found]), units.names()
    columns = [
        Column("name", _("名称")), Column("kind", _("种类")), Column("unit", _("单位")),
        Column("kinds", _("说什么"), phone=False), Column("last", _("最近一次"), "badge"),
        Column("state", _("状态"), "badge"),
    ]  # fmt: skip
    rows = [_row(one, last.get(one.id), names) for one in found]
    empty = Empty(
        _("还没有机器人"), _("在企业微信或钉钉群里添加机器人，把它的地址填到这里，群里就能收到催报。"),
        Link(_("增加机器人"), reverse("admin:add_channel"), "plus"),
    )  # fmt: skip
    return Table(columns, rows, _("机器人"), empty=empty)


def _row(one: Channel, last: Delivery | None, names: dict[str, str]) -> Row:
    cells = {
        "name": one.name, "kind": str(ROBOTS[one.kind]), "unit": names.get(one.unit, one.unit),
        "kinds": formats.listed(str(KINDS[key]) for key in one.kinds), "last": _state(last),
        "state": Badge(_("启用"), "green") if one.active else Badge(_("已停用")),
    }  # fmt: skip
    return Row(cells, reverse("admin:channel", args=[one.id]))


def _state(delivery: Delivery | None) -> Badge | None:
    words = {
        "sent": (_("已送到"), "green"), "failed": (_("没送到"), "red"), "waiting": (_("待重试"), "yellow"),
        "sending": (_("正在发"), "blue"), "dropped": (_("不再发"), "grey"),
    }  # fmt: skip
    return Badge(*words[delivery.state]) if delivery else None


def _via(one: Line) -> str:
    return _("邮件") if one.delivery.via == "email" else _("机器人")


@form_page
def add(request: Request) -> HttpResponse:
    """A new robot."""
    may_administer(request.actor)
    form = NewChannel(request.POST or None)

    def act() -> Channel:
        said = form.cleaned_data
        return actions.add(
            request.actor, said["kind"], said["name"], said["unit"], said["url"], secret=said["secret"],
            kinds=said["kinds"],
        )  # fmt: skip

    if made := attempt(request, form, act):
        messages.success(request, _("已增加%(name)s，请试发一条。") % {"name": made.name})
        return redirect("admin:channel", made.id)
    page = Page(_("增加机器人"), (Link(_("提醒"), reverse(HOME)),))
    context = {"page": page, "form": form, "submit": _("增加"), "cancel": reverse(HOME)}
    return render(request, "form_page.html", context)


@form_page
def channel(request: Request, number: int) -> HttpResponse:
    """One robot: what it is told, a try, what was sent last. Its address and secret are never shown."""
    may_administer(request.actor)
    found = queries.channel(request.actor, number)
    form = ChangeChannel(request.POST or None, channel=found)

    def act() -> Channel:
        said = form.cleaned_data
        return actions.change(
            request.actor, number, name=said["name"], unit=said["unit"], kinds=said["kinds"],
            url=said["url"], secret=said["secret"],
        )  # fmt: skip

    if attempt(request, form, act):
        messages.success(request, _("已保存。"))
        return redirect("admin:channel", number)
    switching = _switching(found)
    label, icon = (_("停用"), "ban") if found.active else (_("启用"), "check")
    page = Page(
        found.name, (Link(_("提醒"), reverse(HOME)),),
        (Link(label, icon=icon, danger=found.active, dialog=switching.key),),
        lead=f"{ROBOTS[found.kind]} · {found.host}", badge=None if found.active else Badge(_("已停用")),
    )  # fmt: skip
    context = {
        "page": page, "form": form, "submit": _("保存"), "cancel": reverse(HOME), "channel": found,
        "dialogs": [switching], "sent": _sent(queries.deliveries(request.actor, channel=number)),
    }  # fmt: skip
    return render(request, "admin/channel.html", context)


def _switching(found: Channel) -> Confirm:
    title = _("停用%(name)s？") if found.active else _("启用%(name)s？")
    text = _("停用后不再发给它，还没发的也不发。") if found.active else _("启用后继续发给它。")
    where = reverse("admin:switch_channel", args=[found.id])
    return Confirm(
        "switch", title % {"name": found.name}, text, where, _("确定"), danger=found.active,
        reason=_("原因"), fields={"active": "" if found.active else "1"},
    )  # fmt: skip


def _sent(lines: list[Line]) -> Table:
    columns = [
        Column("at", _("时间"), "moment"), Column("subject", _("消息")), Column("state", _("状态"), "badge"),
        Column("why", _("原因")),
    ]  # fmt: skip
    rows = [
        Row({
            "at": one.message.made_at, "subject": one.message.subject, "state": _state(one.delivery),
            "why": in_words(one.delivery.error),
        })
        for one in lines[:20]
    ]  # fmt: skip
    return Table(columns, rows, _("最近的消息"), empty=Empty(_("还没有发过"), _("点“试发”发一条看看。")))


@require_POST
def try_out(request: Request, number: int) -> HttpResponse:
    """Send a robot a message to see that it works."""
    actions.try_out(request.actor, number)
    messages.success(request, _("试发的消息一分钟内由后台程序发出，结果列在下面。"))
    return redirect("admin:channel", number)


@require_POST
def try_mail(request: Request) -> HttpResponse:
    """Mail oneself a message to see that mail works."""
    if not queries.own(request.actor).email:
        messages.warning(request, _("先在“提醒设置”里填上自己的邮箱，再试发。"))
        return redirect("inbox:wishes")
    actions.try_mail(request.actor)
    messages.success(request, _("试发的邮件一分钟内发出；没送到的列在下面。"))
    return redirect(HOME)


@require_POST
def switch(request: Request, number: int) -> HttpResponse:
    said = request.POST
    actions.switch(request.actor, number, active=said.get("active") == "1", why=said.get("why", ""))
    messages.success(request, _("已更改。"))
    return redirect("admin:channel", number)


@require_POST
def resend(request: Request, number: int) -> HttpResponse:
    """Try what did not arrive once more."""
    outbox.resend(request.actor, number)
    messages.success(request, _("一分钟内重发。"))
    return redirect(HOME)


@form_page
def reminding(request: Request) -> HttpResponse:
    """When the site reminds, and when nobody is disturbed."""
    may_administer_site(request.actor)
    form = RulesForm(request.POST or None, initial=as_said(queries.rules()))
    if attempt(request, form, lambda: actions.set_rules(request.actor, form.rules)):
        messages.success(request, _("已保存。"))
        return redirect(HOME)
    page = Page(_("提醒规则"), (Link(_("提醒"), reverse(HOME)),))
    context = {"page": page, "form": form, "submit": _("保存"), "cancel": reverse(HOME)}
    return render(request, "form_page.html", context)
