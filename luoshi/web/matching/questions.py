"""Questions of farmers: asked by phone, read, answered, rated with one press, asked again."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import LuoshiError
from luoshi.ledgers.records import Record
from luoshi.matching import answering, service
from luoshi.matching.policy import FARMER, KNOWS
from luoshi.units import queries as units
from luoshi.web import below, formats
from luoshi.web.components import Empty, Link, Page, Table
from luoshi.web.matching import forms, show
from luoshi.web.request import Request
from luoshi.web.submitting import attempt

RATINGS = {"satisfied": ("check", "btn-primary"), "partly": ("minus", ""), "unsatisfied": ("x", "")}
KINDS = {b"\xff\xd8": "image/jpeg", b"\x89P": "image/png", b"GI": "image/gif", b"RI": "image/webp"}


@require_GET
def index(request: Request) -> HttpResponse:
    """What waits for the person: their own questions, those to answer, those of the office."""
    actor = request.actor
    offers = [_ask()] if service.farms(actor) else []
    if actor.has(KNOWS):
        offers.append(Link(_("登记上门服务"), reverse("matching:visit"), "map-pin"))
    page = Page(_("农技问答"), actions=tuple(offers), tabs=show.tabs(actor, "questions"))
    return render(request, "matching/questions.html", {"page": page, "parts": [*_parts(actor)]})


def _ask() -> Link:
    return Link(_("提问"), reverse("matching:ask"), "message-question", strong=True)


def _parts(actor: Actor) -> Iterator[Table]:
    """The lists that concern the person, each a table whose caption heads it."""
    farmer, office = actor.has(FARMER), bool(service.farms(actor)) and not actor.has(FARMER)
    if actor.has(KNOWS):
        nothing = Empty(_("没有等您解答的问题"), _("分派给您的问题列在这里，时限快到的在前。"))
        yield show.questions(service.routed_to(actor), actor, _("等我解答"), nothing)
        done = [one for one in service.routed_to(actor, open_only=False) if one.stage != "routed"]
        nothing = Empty(_("还没有解答过问题"), _("解答过的列在这里，可以看到评价。"))
        yield show.questions(done, actor, _("我解答过的"), nothing)
    if office:
        nothing = Empty(_("没有等待解答的问题"), _("农户提的问题，解答之前列在这里。"))
        yield show.questions(service.in_office(actor), actor, _("本地待解答"), nothing)
        nothing = Empty(_("没有可收入问答库的"), _("农户评价满意的解答列在这里。"))
        yield show.questions(service.for_library(actor), actor, _("可收入问答库"), nothing)
    if farmer or not (office or actor.has(KNOWS)):
        ask = _ask() if farmer else None
        nothing = Empty(_("还没有提过问题"), _("拍张照片，说说是怎么回事，专家会答复您。"), ask)
        yield show.questions(service.my_questions(actor), actor, _("我的提问"), nothing)


@require_http_methods(["GET", "POST"])
def ask(request: Request) -> HttpResponse:
    """Ask a question; what the library says of it is shown while it is typed."""
    farms = service.farms(request.actor)
    form = forms.Ask(
        request.POST or None, request.FILES or None, farms=farms,
        name=request.actor.name if request.actor.has(FARMER) else "",
    )  # fmt: skip

    def act() -> Record:
        said = form.cleaned_data
        return answering.ask(request.actor, said["unit"], form.values(), said["pictures"])

    if made := attempt(request, form, act):
        if made.stage == "routed":
            said = {"name": made.values["expert_name"], "day": formats.day(made.row["due_on"])}
            messages.success(request, _("已分派给%(name)s，%(day)s前答复。") % said)
        else:
            messages.success(request, _("已收到，科技管理员正在找专家。"))
        return redirect("matching:question", made.ref.id)
    crumbs = (Link(_("农技问答"), reverse("matching:questions")),)
    context = {"page": Page(_("提问"), crumbs), "form": form, "cancel": reverse("matching:questions")}
    return render(request, "matching/ask.html", context)


@require_GET
def similar(request: Request) -> HttpResponse:
    """What the library already says: a few lines under the question that is being typed."""
    text = f"{request.GET.get('title', '')} {request.GET.get('text', '')}"[:400]
    found = show.found(service.similar(text)) if text.strip() else []
    return render(request, "matching/similar.html", {"found": found})


@require_http_methods(["GET", "POST"])
def question(request: Request, number: int) -> HttpResponse:
    """A question with its answers; whoever it was given to answers it here."""
    found = service.question(request.actor, number)
    record = found.record
    answers = found.expert and record.stage == "routed"
    form = forms.Answer(request.POST or None, request.FILES or None) if answers else None
    if form is not None:

        def act() -> Record:
            said = form.cleaned_data
            return answering.answer(request.actor, number, said["text"], said["pictures"])

        if attempt(request, form, act):
            messages.success(request, _("已答复，提问人会收到通知。"))
            return redirect("matching:question", number)
    crumbs = (Link(_("农技问答"), reverse("matching:questions")),)
    told = ["text", "subject", "crop", "village", "asked_on", "expert_name", "due_on", "reopened"]
    private = ["asker", "phone"] if found.mine or found.expert or found.office else []
    context = {
        "page": Page(record.title, crumbs, _offers(found), badge=show.stage(record)),
        "number": number,
        "steps": show.steps(record),
        "facts": show.facts(record, [*told, *private, *(["routed_why"] if found.office else [])]),
        "place": units.names().get(record.unit, record.unit),
        "pictures": show.pictures(number, found.pictures),
        "answers": [(one, show.pictures(number, found.shown, one.ref.id)) for one in found.answers],
        "visits": found.visits,
        "form": form,
        "ratings": _ratings(record) if found.mine and record.stage == "answered" else [],
        "reopen": reverse("matching:reopen", args=[number])
        if found.mine and record.stage in ("answered", "satisfied")
        else "",
        "rating": show.choice(record, "rating"),
        "similar": show.found(service.similar(record.title)) if answers else [],
    }
    return render(request, "matching/question.html", context)


def _ratings(record: Record) -> list[tuple[str, str, str, str]]:
    choices = record.spec.fields["rating"].choices
    return [(key, str(choices[key]), icon, tone) for key, (icon, tone) in RATINGS.items()]


def _offers(found: service.Asked) -> tuple[Link, ...]:
    number, made = found.record.ref.id, []
    if found.office and found.record.stage in service.OPEN:
        made.append(Link(_("改派"), reverse("matching:reroute", args=[number]), "arrows-split-2"))
    if found.office and found.record.row["rating"] == "satisfied" and not found.advice:
        made.append(Link(_("收入问答库"), reverse("matching:publish", args=[number]), "book", strong=True))
    if found.advice:
        made.append(Link(_("在问答库"), reverse("matching:advice", args=[found.advice[0].ref.id]), "book"))
    return tuple(made)


@require_POST
def rate(request: Request, number: int) -> HttpResponse:
    """Whether the answer helped, in one press."""
    try:
        answering.rate(request.actor, number, request.POST.get("rating", ""))
        messages.success(request, _("谢谢您的评价。"))
    except LuoshiError as fault:
        messages.error(request, below.told(fault))
    return redirect("matching:question", number)


@require_http_methods(["GET", "POST"])
def reopen(request: Request, number: int) -> HttpResponse:
    """Ask again what was not settled."""
    found = service.question(request.actor, number)
    form = forms.Reopen(request.POST or None)

    def act() -> Record:
        return answering.reopen(request.actor, number, why=form.cleaned_data["why"])

    if attempt(request, form, act):
        messages.success(request, _("已重新提出，专家会再答复您。"))
        return redirect("matching:question", number)
    here = reverse("matching:question", args=[number])
    crumbs = (Link(_("农技问答"), reverse("matching:questions")), Link(found.record.title, here))
    context = {
        "page": Page(_("重新提出"), crumbs), "form": form, "submit": _("重新提出"), "cancel": here,
    }  # fmt: skip
    return render(request, "form_page.html", context)


@require_GET
def picture(request: Request, number: int, evidence: int) -> HttpResponse:
    """A picture of a question or an answer."""
    found, content = service.picture(request.actor, number, evidence)
    answer = HttpResponse(content, content_type=KINDS.get(content[:2], "application/octet-stream"))
    answer["Content-Disposition"] = str(content_disposition_header(False, found.name))
    answer["Cache-Control"] = "private, max-age=3600"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
