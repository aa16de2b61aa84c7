"""项目申报: what can be applied for, one's own applications, the calls that an office runs."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from luoshi.calls import actions, funnel, policy, queries
from luoshi.kernel.errors import LuoshiError
from luoshi.ledgers import queries as ledgers
from luoshi.ledgers.records import Record
from luoshi.units import queries as units
from luoshi.web import below
from luoshi.web.calls import forms, show
from luoshi.web.components import Confirm, Empty, Link, Page
from luoshi.web.ledgers import show as of_ledgers
from luoshi.web.request import Request
from luoshi.web.submitting import attempt


def crumbs(found: Record | None = None) -> tuple[Link, ...]:
    """Where a page of this screen stands."""
    made = (Link(_("项目申报"), reverse("calls:index")),)
    return (*made, Link(found.title, reverse("calls:call", args=[found.ref.id]))) if found else made


@require_GET
def index(request: Request) -> HttpResponse:
    """Open calls, one's own applications, what waits for the formal check, and every call."""
    actor = request.actor
    if not queries.kept():
        empty = Empty(_("没有启用科技创新台账包"), _("请系统管理员在管理页启用。"))
        return render(request, "calls/index.html", {"page": Page(_("项目申报")), "empty": empty})
    office, firm = actor.has(*policy.OFFICE), bool(queries.firms(actor))
    new = Link(_("起草通知"), reverse("calls:new"), "plus", strong=True)
    asked = Link(_("注册审核"), reverse("portal:registrations"), "user-check")
    lead = (
        _("选一项正在受理的通知申报；草稿自动保存，本企业的人可以一起填。")
        if firm and not office
        else _("通知发布后条件不再改动，到时自动截止；申报书先形式审查，再评审。")
    )
    context = {
        "page": Page(_("项目申报"), actions=(new, asked) if office else (), lead=lead),
        "mine": show.applications(queries.mine(actor), firm=True) if firm else None,
        "open": show.calls(queries.open_calls(actor), actor.now(), Empty(_("现在没有正在受理的通知"))),
        "to_check": show.applications(queries.to_check(actor)) if office else None,
        "calls": show.calls(queries.calls(actor), actor.now(), Empty(_("还没有申报通知"))),
    }
    return render(request, "calls/index.html", context)


@require_GET
def call(request: Request, number: int) -> HttpResponse:
    """A call: what it asks, its files, and for those who run it how it goes."""
    actor, found = request.actor, queries.call(request.actor, number)
    watches = queries.runs(actor, found, policy.WATCHES)
    mine = [one for one in queries.mine(actor) if one.values["call"] == number]
    page = Page(
        found.title, crumbs(), _offers(request, found), badge=show.stage(found, actor.now()),
        lead=show.left(found, actor.now()) if queries.is_open(found, actor.now()) else "",
    )  # fmt: skip
    picture, steps = show.of_funnel(funnel.funnel(actor, number)) if watches else (None, None)
    held = ledgers.evidence(actor, found.ref)
    context = {
        "page": page, "facts": show.about_call(found), "steps": of_ledgers.steps(found, []),
        "files": of_ledgers.files(found, held, units.person_names()),
        "upload": forms.Upload(ledger=policy.CALL) if queries.runs(actor, found) else None,
        "mine": show.applications(mine, firm=True) if mine else None, "call": found,
        "counts": show.counts(actor, found) if watches and found.stage != "draft" else [],
        "chart": picture, "funnel": steps if found.stage != "draft" else None,
        "dialogs": _dialogs(request, found),
    }  # fmt: skip
    return render(request, "calls/call.html", context)


def _offers(request: Request, found: Record) -> tuple[Link, ...]:
    """What the person can do next with a call."""
    actor, number, made = request.actor, found.ref.id, list[Link]()
    is_open = queries.is_open(found, actor.now())
    below_it = units.subtree([found.unit])
    if is_open and any(one in below_it for one in queries.firms(actor)):
        made.append(Link(_("申报"), reverse("calls:apply", args=[number]), "writing", strong=True))
    if not queries.runs(actor, found) or found.withdrawn:
        return tuple(made)
    if found.stage == "draft":
        made.append(Link(_("发布"), icon="send", strong=True, dialog="publish"))
        made.append(Link(_("修改"), reverse("calls:edit", args=[number]), "edit"))
        made.append(Link(_("作废"), icon="trash", danger=True, dialog="discard"))
        return tuple(made)
    made.append(Link(_("形式审查"), reverse("calls:checks", args=[number]), "clipboard-check", strong=True))
    if is_open or (found.stage == "published" and actor.now() < policy.closing(found.values)):
        made.append(Link(_("更正"), reverse("calls:correct", args=[number]), "edit"))
        made.append(Link(_("延长受理"), reverse("calls:extend", args=[number]), "calendar-plus"))
    return (*made, *_afterwards(found))


def _afterwards(found: Record) -> tuple[Link, ...]:
    """What comes after a call closed: its review, the decision, its end."""
    propose = Link(_("拟定立项方案"), reverse("grants:propose", args=[found.ref.id]), "list-check")
    match found.stage:
        case "closed":
            return (Link(_("转入评审"), icon="arrow-right", dialog="step"), propose)
        case "reviewing":
            return (propose,)
        case "decided":
            return (Link(_("办结"), icon="arrow-right", dialog="step"),)
    return ()


def _dialogs(request: Request, found: Record) -> list[Confirm]:
    if not queries.runs(request.actor, found):
        return []
    where = [found.ref.id]
    following = {"closed": "reviewing", "decided": "finished"}
    text = _("发布后条件不能再直接修改，只能更正并告知已在填写的单位。截止时间：%(until)s。")
    made = [
        Confirm(
            "publish", _("发布通知"), text % {"until": show.until(found)},
            reverse("calls:publish", args=where), _("发布"),
        ),
        Confirm(
            "discard", _("作废草稿"), _("草稿撤回后不再显示。"), reverse("calls:discard", args=where),
            _("作废"), danger=True, reason=_("原因"),
        ),
    ]  # fmt: skip
    if found.stage in following:
        made.append(
            Confirm(
                "step",
                _("进入下一环节"),
                _("每份申报书都审查完才能继续。"),
                reverse("calls:step", args=where),
                _("继续"),
                fields={"stage": following[found.stage]},
            )
        )
    return made


def _form(request: Request, page: Page, form: object, submit: str, cancel: str) -> HttpResponse:
    context = {"page": page, "form": form, "submit": submit, "cancel": cancel, "wide": True}
    return render(request, "form_page.html", context)


@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """Draft a call."""
    form = forms.Call(request.POST or None, actor=request.actor, choose_unit=True)
    made = attempt(
        request, form, lambda: actions.draft(request.actor, form.cleaned_data["unit"], form.said())
    )
    if made:
        messages.success(request, _("草稿已保存，核对后发布。"))
        return redirect("calls:call", made.ref.id)
    return _form(request, Page(_("起草申报通知"), crumbs()), form, _("保存草稿"), reverse("calls:index"))


@require_http_methods(["GET", "POST"])
def edit(request: Request, number: int) -> HttpResponse:
    """Change a draft."""
    found = queries.led(request.actor, number)
    form = forms.Call(request.POST or None, actor=request.actor, record=found)
    made = attempt(
        request, form, lambda: actions.edit(request.actor, number, form.said(), version=found.version)
    )
    if made:
        return redirect("calls:call", number)
    cancel = reverse("calls:call", args=[number])
    return _form(request, Page(_("修改通知"), crumbs(found)), form, _("保存"), cancel)


@require_http_methods(["GET", "POST"])
def correct(request: Request, number: int) -> HttpResponse:
    """Correct a published call."""
    found = queries.led(request.actor, number)
    form = forms.Correct(request.POST or None, actor=request.actor, record=found)
    made = attempt(
        request,
        form,
        lambda: actions.correct(
            request.actor, number, form.said(), version=form.cleaned_data["version"],
            why=form.cleaned_data["why"],
        ),
    )  # fmt: skip
    if made:
        messages.success(request, _("已更正，已经在填写的单位会收到通知。"))
        return redirect("calls:call", number)
    cancel = reverse("calls:call", args=[number])
    return _form(request, Page(_("更正通知"), crumbs(found)), form, _("更正"), cancel)


@require_http_methods(["GET", "POST"])
def extend(request: Request, number: int) -> HttpResponse:
    """Give everybody more time."""
    found = queries.led(request.actor, number)
    value = found.values
    form = forms.Extend(
        request.POST or None, initial={"closes_on": value["closes_on"], "closes_at": value["closes_at"]}
    )

    def act() -> Record:
        said = form.cleaned_data
        return actions.extend(
            request.actor, number, said["closes_on"], said["closes_at"], why=said["why"]
        )  # fmt: skip

    if attempt(request, form, act):
        messages.success(request, _("已延长，新的截止时间已公布。"))
        return redirect("calls:call", number)
    cancel = reverse("calls:call", args=[number])
    return _form(request, Page(_("延长受理"), crumbs(found)), form, _("延长"), cancel)


def _told(request: Request, number: int, fault: LuoshiError) -> HttpResponse:
    messages.error(request, below.told(fault))
    return redirect("calls:call", number)


@require_POST
def publish(request: Request, number: int) -> HttpResponse:
    """Publish a draft."""
    try:
        actions.publish(request.actor, number)
    except LuoshiError as fault:
        return _told(request, number, fault)
    messages.success(request, _("通知已发布，企业可以申报了。"))
    return redirect("calls:call", number)


@require_POST
def discard(request: Request, number: int) -> HttpResponse:
    """Withdraw a call."""
    try:
        actions.discard(request.actor, number, why=request.POST.get("why", ""))
    except LuoshiError as fault:
        return _told(request, number, fault)
    messages.success(request, _("已撤回。"))
    return redirect("calls:index")


@require_POST
def step(request: Request, number: int) -> HttpResponse:
    """Take a closed call a step further."""
    try:
        actions.step(request.actor, number, request.POST.get("stage", ""))
    except LuoshiError as fault:
        return _told(request, number, fault)
    return redirect("calls:call", number)


@require_POST
def attach(request: Request, number: int) -> HttpResponse:
    """Add a guide or a form."""
    form = forms.Upload(request.POST, request.FILES, ledger=policy.CALL)

    def act() -> object:
        sent = form.cleaned_data["file"]
        return actions.attach(request.actor, number, form.cleaned_data["purpose"], sent.name, sent.read())

    if attempt(request, form, act):
        messages.success(request, _("已上传。"))
    else:
        messages.error(request, "\n".join(str(one) for said in form.errors.values() for one in said))
    return redirect("calls:call", number)
