"""诉求办理: what waits at the desk and in the units, an appeal with its course, one page for every step."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from luoshi.appeals import publishing, queries, receiving
from luoshi.appeals.policy import APPEAL, DECIDES, DESK, HANDLES, ORDER, PROPOSAL
from luoshi.appeals.publishing import Public
from luoshi.kernel.actor import Actor
from luoshi.ledgers.records import Record
from luoshi.units import queries as units
from luoshi.web.appeals import forms, show
from luoshi.web.appeals.doing import STEPS
from luoshi.web.components import Empty, Fact, Link, Page, Table
from luoshi.web.ledgers.show import steps
from luoshi.web.request import Request
from luoshi.web.stepping import Step
from luoshi.web.submitting import attempt

TOLD = (
    "kind", "area", "text", "place", "about", "channel", "nameless", "shielded", "received_on", "due_on",
    "reopened", "level", "refused_why",
)  # fmt: skip
OUTCOME = ("answer", "answered_on", "mended", "rating", "checked_on")


@require_GET
def index(request: Request) -> HttpResponse:
    """What waits for the person; what was answered lately."""
    actor = request.actor
    if not queries.kept():
        empty = Empty(_("没有启用诉求办理台账包"), _("请系统管理员在管理页启用。"))
        return render(request, "appeals/index.html", {"page": Page(_("诉求办理")), "empty": empty})
    offers = [Link(_("公开页面"), reverse("appeals:public"), "external-link")]
    if actor.has(DESK):
        offers = [Link(_("登记诉求"), reverse("appeals:new"), "plus", strong=True), *offers]
    lead = _("受理、交办、答复、回访；诉求人的身份只有受理员看得到。")
    page = Page(_("诉求办理"), actions=tuple(offers), lead=lead)
    return render(request, "appeals/index.html", {"page": page, "parts": [*_parts(actor)]})


def _parts(actor: Actor) -> Iterator[Table]:
    """The lists that concern the person, each a table whose caption heads it."""
    if actor.has(DESK):
        for stage, caption, none in (
            ("received", _("待交办"), _("没有等待交办的诉求")),
            ("routed", _("办理中"), _("没有在办的诉求")),
            ("answered", _("待回访"), _("没有等待回访的诉求")),
        ):
            found = queries.desk_list(actor, stage)
            yield show.appeals(found, actor, caption, Empty(none, _("到了这一步的列在这里。")))
    if actor.has(HANDLES):
        hint = _("受理员交来的列在这里，时限近的在前。")
        nothing = Empty(_("没有交给本单位的诉求"), hint)
        yield show.my_orders(
            queries.orders(actor, "handed", "taken"), actor, _("本单位承办"), nothing
        )  # fmt: skip
        done = Empty(_("还没有反馈过"), _("反馈过的列在这里。"))
        yield show.my_orders(queries.orders(actor, "replied", "approved"), actor, _("已反馈"), done)
    if actor.has(DESK, DECIDES, "supervisor"):
        yield show.proposals(queries.proposals(actor))
    if not actor.has(DESK, HANDLES):
        yield show.appeals(
            queries.seen(actor), actor, _("诉求"), Empty(_("没有诉求"), _("受理的诉求列在这里。"))
        )  # fmt: skip


@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """Write down what came by telephone, letter or visit."""
    desks = sorted(request.actor.units(DESK))
    if not desks:
        raise Http404
    form = forms.Taken(request.POST or None, request.FILES or None, unit=desks[0])

    def act() -> Record:
        given = form.cleaned_data
        return receiving.take(request.actor, desks[0], given["channel"], form.said(), given["papers"])

    if made := attempt(request, form, act):
        messages.success(request, _("已登记：%(number)s。") % {"number": made.values["number"]})
        return redirect("appeals:one", made.ref.id)
    context = {
        "page": Page(_("登记诉求"), show.crumbs()), "form": form, "submit": _("登记"),
        "cancel": reverse("appeals:index"), "wide": True,
    }  # fmt: skip
    return render(request, "form_page.html", context)


@require_GET
def one(request: Request, number: int) -> HttpResponse:
    """An appeal: what, where it stands, what the actor can do; for the desk also who."""
    actor, found = request.actor, queries.whole(request.actor, number)
    record = found.record
    context = {
        "page": Page(
            f"{record.title}", show.crumbs(), show.next_steps(found, actor), badge=show.stage(record),
            lead=" · ".join((str(record.values["number"]), units.names().get(record.unit, ""))),
        ),
        "steps": steps(record, []),
        "facts": show.facts(record, TOLD),
        "outcome": show.facts(record, OUTCOME),
        "person": show.person(found),
        "into": show.here(queries.main(record)) if record.stage == "merged" and found.desk else None,
        "orders": show.orders(found, actor),
        "proofs": show.proofs(found),
        "checks": show.checks(found.checks) if found.checks else None,
        "like": [show.here(each) for each in found.like],
        "merged": [show.here(each) for each in found.merged],
        "public": reverse("appeals:public_one", args=[number]) if record.values["published_on"] else "",
    }  # fmt: skip
    return render(request, "appeals/one.html", context)


@require_http_methods(["GET", "POST"])
def publish(request: Request, number: int) -> HttpResponse:
    """Lay an answer open: what is proposed has no personal details, and what is typed is looked through."""
    draft = publishing.draft(request.actor, number)
    first = {"title": draft.title, "text": draft.text, "answer": draft.answer}
    form = forms.Publish(request.POST or None, initial=first)

    def act() -> Record:
        return publishing.publish(request.actor, number, Public(**form.cleaned_data))

    if attempt(request, form, act):
        messages.success(request, _("已公开。"))
        return redirect("appeals:one", number)
    here = reverse("appeals:one", args=[number])
    context = {
        "page": Page(_("公开答复"), show.crumbs(), lead=_("个人信息已自动隐去，请再看一遍。")), "form": form,
        "submit": _("公开"), "cancel": here,
    }  # fmt: skip
    return render(request, "form_page.html", context)


@require_GET
def proposal(request: Request, number: int) -> HttpResponse:
    """A repeated subject: the appeals, what the desk advises, what the leader decides."""
    actor, found = request.actor, queries.proposal(request.actor, number)
    offers = []
    if found.stage == "found" and queries.is_desk(actor, found.unit):
        offers.append(
            Link(_("提出建议"), reverse("appeals:step", args=["propose", number]), "bulb", strong=True)
        )
    if found.stage == "proposed" and found.unit in units.reach(actor, DECIDES):
        offers.append(
            Link(_("批示"), reverse("appeals:step", args=["decide", number]), "pencil", strong=True)
        )
    page = Page(found.title, show.crumbs(), tuple(offers), badge=show.stage(found))
    told = ("place", "count", "found_on", "appeals", "advice", "decision", "decided_on")
    return render(request, "appeals/proposal.html", {"page": page, "facts": show.facts(found, told)})


@require_http_methods(["GET", "POST"])
def step(request: Request, verb: str, number: int) -> HttpResponse:
    """Any step of an appeal: its form, and what it is about."""
    doing = STEPS.get(verb)
    if doing is None:
        raise Http404
    about, back = _about(request.actor, doing, number)
    sent = request.method == "POST"
    form = doing.form(
        request.POST if sent else None, request.FILES if sent else None, initial=_initial(verb, about)
    )
    if attempt(request, form, lambda: doing.act(request.actor, number, form.cleaned_data)):
        messages.success(request, str(doing.said))
        return redirect(back)
    context = {
        "page": Page(str(doing.title), show.crumbs(Link(about.title, back))), "form": form,
        "submit": str(doing.button), "facts": _facts(doing, about), "cancel": back,
    }  # fmt: skip
    return render(request, "reviews/step.html", context)


def _about(actor: Actor, doing: Step, number: int) -> tuple[Record, str]:
    """The record of a step, and the page that leads back."""
    if doing.of == PROPOSAL:
        return queries.proposal(actor, number), reverse("appeals:proposal", args=[number])
    if doing.of == ORDER:
        found = queries.any_order(actor, number)
        return found, reverse("appeals:one", args=[found.values["appeal"]])
    return queries.appeal(actor, number), reverse("appeals:one", args=[number])


def _initial(verb: str, about: Record) -> dict[str, str]:
    """What the list of subjects says of the unit; the replies as the answer's first draft."""
    if verb == "hand":
        handler = queries.subject(int(about.values["subject"])).values["handler"]
        return {"unit": handler or ""}
    if verb == "answer":
        replies = [str(one.values["reply"]) for one in queries.orders_of(about.ref.id) if one.values["reply"]]
        return {"text": "\n".join(replies)}
    return {}


def _facts(doing: Step, about: Record) -> list[Fact]:
    keys = {
        APPEAL: ("text", "place", "about", "answer"),
        ORDER: ("asked", "contact", "phone", "due_on", "reply"),
        PROPOSAL: ("place", "count", "appeals", "advice"),
    }
    return show.facts(about, keys[doing.of])
