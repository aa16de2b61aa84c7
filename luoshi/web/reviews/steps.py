"""What is done with a panel, step by step."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from luoshi.kernel.errors import Missing
from luoshi.reviews import actions, blinding, judging, opening, queries, showing
from luoshi.reviews.models import Panel
from luoshi.web import formats
from luoshi.web.components import Fact, Link, Page
from luoshi.web.request import Request
from luoshi.web.reviews import forms, show
from luoshi.web.reviews.office import crumbs
from luoshi.web.submitting import attempt


@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """Open a panel over the admitted applications of a call."""
    if not queries.may_open(request.actor):
        return redirect("reviews:index")
    form = forms.New(request.POST or None, actor=request.actor, initial={"call": request.GET.get("call", "")})

    def act() -> Panel:
        return opening.open_panel(request.actor, form.cleaned_data["unit"], form.new())

    if made := attempt(request, form, act):
        messages.success(request, _("评审已组建；先处理利害关系。"))
        return redirect("reviews:panel", made.id)
    lead = _("专家从库里抽；抽取前先核实利害关系。")
    page = Page(_("组建评审"), crumbs(), lead=lead)
    context = {
        "page": page,
        "form": form,
        "submit": _("组建"),
        "cancel": reverse("reviews:index"),
        "wide": True,
    }
    return render(request, "form_page.html", context)


@require_http_methods(["GET", "POST"])
def settle(request: Request, number: int) -> HttpResponse:
    """Say of a tie that it is no conflict, and how that was found out."""
    found = queries.panel(request.actor, number, "pool")
    key = request.GET.get("key", "")
    one = next((each for each in queries.examined(request.actor, number).findings if each.key == key), None)
    if one is None:
        raise Missing(_("没有这一条利害关系"))
    form = forms.Why(request.POST or None)
    if attempt(
        request, form, lambda: actions.settle(request.actor, number, key, why=form.cleaned_data["why"])
    ):
        messages.success(request, _("已核定。"))
        return redirect("reviews:panel", number)
    called = queries.in_pool(request.actor, number, [one.expert])
    facts = [Fact(_("专家"), show.who(called, one.expert)), Fact(_("情况"), one.why, wide=True)]
    return _form(request, found, _("核定利害关系"), form, _("核定为不影响公正"), facts)


@require_POST
def freeze(request: Request, number: int) -> HttpResponse:
    """Freeze the pool."""
    actions.freeze(request.actor, number)
    messages.success(request, _("专家库已锁定。"))
    return redirect("reviews:panel", number)


@require_POST
def draw(request: Request, number: int) -> HttpResponse:
    """Draw the panel, once."""
    actions.draw(request.actor, number)
    messages.success(request, _("已抽取；由督查员重抽确认。"))
    return redirect("reviews:panel", number)


@require_http_methods(["GET", "POST"])
def sign_off(request: Request, number: int) -> HttpResponse:
    """The supervisor's word that the draw is right."""
    found = queries.panel(request.actor, number, "experts")
    form = forms.SignOff(request.POST or None)

    def act() -> Panel:
        return actions.sign_off(request.actor, number, score_by=form.cleaned_data["score_by"])

    if attempt(request, form, act):
        messages.success(request, _("已确认；专家登录后可以看到。"))
        return redirect("reviews:panel", number)
    facts = [*show.draw_facts(found), Fact(_("重抽的命令"), show.command(found), wide=True)]
    return _form(request, found, _("监督确认"), form, _("重抽一致，确认"), facts)


@require_http_methods(["GET", "POST"])
def replace(request: Request, number: int, expert: int) -> HttpResponse:
    """Take an expert off; the next substitute sits."""
    found = queries.panel(request.actor, number, "experts")
    form = forms.Why(request.POST or None)

    def act() -> object:
        return actions.replace(request.actor, number, expert, why=form.cleaned_data["why"])

    if attempt(request, form, act):
        messages.success(request, _("已由下一位备选补上。"))
        return redirect("reviews:panel", number)
    called = queries.in_pool(request.actor, number, [expert])
    facts = [Fact(_("专家"), show.who(called, expert))]
    return _form(request, found, _("换人"), form, _("换成下一位备选"), facts)


@require_POST
def begin(request: Request, number: int) -> HttpResponse:
    """Hand out what is read."""
    actions.begin(request.actor, number)
    messages.success(request, _("已分发，专家可以评分。"))
    return redirect("reviews:panel", number)


@require_http_methods(["GET", "POST"])
def let_through(request: Request, number: int, paper: int) -> HttpResponse:
    """Show a file that was held back."""
    found = queries.run(request.actor, number)
    form = forms.Why(request.POST or None)

    def act() -> object:
        return showing.let_through(request.actor, paper, why=form.cleaned_data["why"])

    if attempt(request, form, act):
        messages.success(request, _("已放行。"))
        return redirect("reviews:panel", number)
    held = [one for one in blinding.checked(request.actor, number) if one.id == paper]
    if not held:
        raise Missing(_("没有这份附件"))
    facts = [Fact(_("查到的名称"), show.left(held[0]), wide=True)]
    original = reverse("ledgers:file", args=[found.ledger, held[0].subject.record, held[0].evidence])
    look = Link(_("看原件"), original, "download", strong=True)
    return _form(request, found, _("放行附件"), form, _("放行"), facts, (look,))


@require_http_methods(["GET", "POST"])
def close_scoring(request: Request, number: int) -> HttpResponse:
    """Go on to the meeting; with scores lacking the supervisor says why."""
    found = queries.panel(request.actor, number, "progress")
    lacking = [one for one in queries.progress(request.actor, number) if one.lacking]
    form = forms.Why(request.POST or None)
    form.fields["why"].required = False

    def act() -> Panel:
        return judging.close_scoring(request.actor, number, why=form.cleaned_data["why"])

    if attempt(request, form, act):
        messages.success(request, _("评分已结束，进入会议评议。"))
        return redirect("reviews:panel", number)
    told = formats.listed(formats.aside(one.subject.code, f"{one.final}/{one.wanted}") for one in lacking)
    return _form(
        request,
        found,
        _("结束评分"),
        form,
        _("结束评分"),
        [Fact(_("没有交齐的"), told or _("全部交齐"), wide=True)],
    )


@require_http_methods(["GET", "POST"])
def meet(request: Request, number: int) -> HttpResponse:
    """Write down the meeting."""
    found = queries.panel(request.actor, number, "experts")
    called = queries.called(request.actor, number)
    names = {one.id: called[one.id] for one in found.seats.filter(state="declared")}
    initial = {"held_on": request.actor.today().isoformat()}
    form = forms.Meet(request.POST or None, found=found, names=names, initial=initial)

    def act() -> object:
        said = form.cleaned_data
        return judging.meet(
            request.actor, number, held_on=said["held_on"], present=[int(one) for one in said["present"]],
            minutes=said["minutes"], opinions=form.opinions(),
        )  # fmt: skip

    if attempt(request, form, act):
        messages.success(request, _("会议已记录。"))
        return redirect("reviews:panel", number)
    return _form(request, found, _("会议记录"), form, _("保存"), [])


@require_POST
def rank(request: Request, number: int) -> HttpResponse:
    """Settle the order."""
    judging.rank(request.actor, number)
    messages.success(request, _("已排序。"))
    return redirect("reviews:panel", number)


@require_POST
def close(request: Request, number: int) -> HttpResponse:
    """Close the review."""
    judging.close(request.actor, number)
    messages.success(request, _("已办结。"))
    return redirect("reviews:panel", number)


def _form(
    request: Request, found: Panel, title: str, form: object, submit: str, facts: list[Fact],
    offers: tuple[Link, ...] = (),
) -> HttpResponse:  # fmt: skip
    context = {
        "page": Page(title, crumbs(found), offers), "form": form, "submit": submit, "facts": facts,
        "cancel": reverse("reviews:panel", args=[found.id]),
    }  # fmt: skip
    return render(request, "reviews/step.html", context)
