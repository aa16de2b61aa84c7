"""Texts that set targets and tasks: read, and each proposal confirmed, changed or refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from luoshi.commitments import actions, queries
from luoshi.commitments.models import Document, Proposal
from luoshi.commitments.policy import SETTERS
from luoshi.commitments.queries import Understood
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import LuoshiError
from luoshi.ledgers import queries as ledgers
from luoshi.ops import actions as jobs
from luoshi.packs.spec import Indicator
from luoshi.reading import read
from luoshi.units import queries as units
from luoshi.web import below
from luoshi.web.components import Badge, Column, Confirm, Empty, Fact, Link, Page, Row, Table
from luoshi.web.documents import forms, show
from luoshi.web.request import Request
from luoshi.web.submitting import attempt

form_page = require_http_methods(["GET", "POST"])
SHOWN = ("target", "task", "figure", "cadence")


@require_GET
def index(request: Request) -> HttpResponse:
    """The texts a person sees, the newest first."""
    names, waiting = units.names(), queries.waiting(request.actor)
    rows = [
        Row(
            {
                "title": one.title, "unit": names.get(one.unit, one.unit), "issued_on": one.issued_on,
                "open": waiting.get(one.id, 0),
            },
            reverse("documents:document", args=[one.id]),
        )
        for one in queries.documents(request.actor)
    ]  # fmt: skip
    columns = [
        Column("title", _("标题")),
        Column("unit", _("发文单位")),
        Column("issued_on", _("日期"), "date"),
        Column("open", _("待处理"), "number", places=0),
    ]
    may = bool(units.reach(request.actor, *SETTERS))
    new = Link(_("读入文件"), reverse("documents:add"), "upload", strong=True)
    empty = Empty(
        _("还没有文件"), _("读入讲话或方案，系统找出其中的目标和任务，由您逐条确认。"), new if may else None
    )
    checks = Link(_("核对稿件"), reverse("documents:check"), "zoom-check")
    page = Page(
        _("文件"),
        lead=_("讲话、方案里的目标和任务，每一条都能回到原文。"),
        actions=(checks, new) if may else (checks,),
    )
    table = Table(columns, rows, _("文件"), empty=empty)
    return render(request, "documents/index.html", {"page": page, "table": table})


@form_page
def add(request: Request) -> HttpResponse:
    """Bring a text in; it is read at once."""
    actor = request.actor
    initial = {"issued_on": actor.today().isoformat()}
    form = forms.Add(request.POST or None, request.FILES or None, actor=actor, initial=initial)

    def act() -> Document:
        said = form.cleaned_data
        made = actions.add_document(
            actor, said["unit"], said["title"], form.words, kind=said["kind"], issued_on=said["issued_on"]
        )
        actions.propose(actor, made.id, [one.to_json() for one in read(made.text)])
        return made

    if made := attempt(request, form, act):
        return redirect("documents:document", made.id)
    page = Page(_("读入文件"), (Link(_("文件"), reverse("documents:index")),))
    context = {"page": page, "form": form, "submit": _("读入"), "cancel": reverse("documents:index")}
    return render(request, "form_page.html", context)


@dataclass(frozen=True)
class Card:
    """A proposal at the right of the page."""

    proposal: Proposal
    kind: Badge
    state: Badge
    facts: list[Fact]
    doubts: tuple[str, ...]
    because: str
    """The rule that found it, in words."""
    quick: str
    """Where it is confirmed at once; empty when it is not clear."""
    decide: str
    made: list[Link]


@require_GET
def document(request: Request, number: int) -> HttpResponse:
    """The text with its proposals marked at the left, the proposals at the right."""
    text = queries.document(request.actor, number)
    found = queries.understood(request.actor, number)
    asked = request.GET.get("kind", "")
    shown = [one for one in found if _shown(one.proposal, asked)]
    if asked == "open":
        shown.sort(key=_to_review)
    may = text.unit in units.reach(request.actor, *SETTERS)
    page = Page(
        text.title,
        (Link(_("文件"), reverse("documents:index")),),
        lead=_lead(text, [one.proposal for one in found]),
        tabs=_tabs(text, [one.proposal for one in found], asked),
        actions=tuple(_offers()) if may else (),
    )
    names, indicators = units.names(), queries.catalogue().indicators
    made = _made(request.actor, [subject for one in shown for subject in one.proposal.made])
    context = {
        "page": page,
        "panes": {"left": _("正文"), "right": _("识别结果")},
        "paragraphs": show.paragraphs(text.text, [one.proposal for one in shown]),
        "cards": [_card(one, names, indicators, made, may=may) for one in shown],
        "empty": Empty(_("没有这一类"), _("换一个类别看看。")),
        "dialogs": [_reading_again(text), *([_reading_second(text)] if settings.SECOND_READER else [])],
        "missed": forms.Missed() if may else None,
        "text": text,
    }
    return render(request, "documents/document.html", context)


def _to_review(one: Understood) -> tuple[bool, Decimal, int]:
    """Targets before tasks; of each what is sure first, for it goes quickly, and what is doubtful last."""
    proposal = one.proposal
    return proposal.kind != "target", -Decimal(proposal.confidence or 0), proposal.start


def _shown(proposal: Proposal, asked: str) -> bool:
    """Targets and tasks unless another kind is asked for; `open` are those still to decide."""
    if asked == "open":
        return proposal.kind in ("target", "task") and proposal.state == "open"
    return proposal.kind == asked if asked in SHOWN else proposal.kind in ("target", "task")


def _lead(text: Document, found: Sequence[Proposal]) -> str:
    counted = Counter(one.kind for one in found)
    said = {"targets": counted["target"], "tasks": counted["task"], "figures": counted["figure"]}
    day = f"{text.issued_on} · " if text.issued_on else ""
    return day + _("找到目标 %(targets)d 条、任务 %(tasks)d 条、数据 %(figures)d 处。") % said


def _tabs(text: Document, found: Sequence[Proposal], asked: str) -> tuple[Link, ...]:
    here = reverse("documents:document", args=[text.id])
    wanted = [
        ("", _("目标和任务")),
        ("open", _("待处理")),
        *((key, str(show.KINDS[key][0])) for key in SHOWN),
    ]
    return tuple(
        Link(
            label,
            f"{here}?kind={key}" if key else here,
            count=sum(_shown(one, key) for one in found),
            current=key == asked,
        )
        for key, label in wanted
    )


def _card(
    meant: Understood,
    names: Mapping[str, str],
    indicators: Mapping[str, Indicator],
    made: Mapping[str, Link],
    *,
    may: bool,
) -> Card:
    proposal = meant.proposal
    undecided = may and proposal.state == "open" and proposal.kind in ("target", "task")
    return Card(
        proposal,
        show.kind_badge(proposal),
        show.state_badge(proposal),
        show.facts(meant, names, indicators),
        meant.doubts if proposal.state == "open" else (),
        str(show.RULES.get(proposal.rule, "")),
        reverse("documents:confirm", args=[proposal.id]) if undecided and meant.clear else "",
        reverse("documents:decide", args=[proposal.id]) if undecided else "",
        [made[subject] for subject in proposal.made],
    )


def _made(actor: Actor, subjects: Sequence[str]) -> dict[str, Link]:
    """Where what came of proposals is, targets and records of the tasks: for whoever may open it."""
    parsed = {subject: _parsed(subject) for subject in subjects}
    seen: dict[str, set[int]] = {}
    for ledger in {ledger for ledger, _number in parsed.values()}:
        numbers = [number for other, number in parsed.values() if other == ledger]
        seen[ledger] = (
            set(ledgers.titles(actor, ledger, numbers)) if ledger else queries.readable(actor, numbers)
        )
    links = {}
    for subject, (ledger, number) in parsed.items():
        if ledger:
            label, where = _("任务 %(number)s"), reverse("ledgers:record", args=[ledger, number])
        else:
            label, where = _("目标 %(number)s"), reverse("commitments:commitment", args=[number])
        links[subject] = Link(label % {"number": number}, where if number in seen[ledger] else "")
    return links


def _parsed(subject: str) -> tuple[str, int]:
    """The ledger and number of `record:<ledger>/<number>`; of `commitment:<number>` the ledger is empty."""
    ledger, _slash, record = subject.partition(":")[2].rpartition("/")
    return ledger, int(record)


def _reading_again(text: Document) -> Confirm:
    where = reverse("documents:read", args=[text.id])
    return Confirm(
        "read",
        _("重新识别？"),
        _("只补充新找到的内容，已处理的不受影响。"),
        where,
        _("重新识别"),
    )


def _offers() -> Iterator[Link]:
    """Reading again; and the second reader where an installation has one."""
    yield Link(_("重新识别"), icon="refresh", dialog="read")
    if settings.SECOND_READER is not None:
        yield Link(_("第二识别"), icon="zoom-check", dialog="second")


def _reading_second(text: Document) -> Confirm:
    where = reverse("documents:second", args=[text.id])
    told = _("正文将发给本单位设置的模型服务，只补充它新找到并且能在原文里核对上的。")
    return Confirm("second", _("第二识别？"), told, where, _("第二识别"))


@require_POST
def read_second(request: Request, number: int) -> HttpResponse:
    """Ask the second reader in the background."""
    text = queries.document(request.actor, number)
    try:
        job = jobs.start(request.actor, "second", text.title, {"document": number})
    except LuoshiError as fault:
        messages.error(request, below.told(fault))
        return redirect("documents:document", number)
    return redirect("jobs:job", job.id)


@require_POST
def read_again(request: Request, number: int) -> HttpResponse:
    text = queries.document(request.actor, number)
    actions.propose(request.actor, number, [one.to_json() for one in read(text.text)])
    messages.success(request, _("已重新识别。"))
    return redirect("documents:document", number)


@form_page
def missed(request: Request, number: int) -> HttpResponse:
    """Add what was missed; a mistake is told on a page of its own form."""
    text = queries.document(request.actor, number)
    form = forms.Missed(request.POST or None)

    def act() -> Proposal:
        said = form.cleaned_data
        return actions.add_proposal(request.actor, number, said["kind"], said["words"])

    if made := attempt(request, form, act):
        messages.success(request, _("已补充。"))
        return _to(made)
    here = reverse("documents:document", args=[number])
    page = Page(_("补充遗漏"), (Link(_("文件"), reverse("documents:index")), Link(text.title, here)))
    return render(
        request, "form_page.html", {"page": page, "form": form, "submit": _("补充"), "cancel": here}
    )


def _meant(request: Request, number: int) -> Understood:
    proposal = queries.proposal(request.actor, number)
    found = queries.understood(request.actor, proposal.document_id)
    return next(one for one in found if one.proposal.id == number)


def _to(proposal: Proposal) -> HttpResponseRedirect:
    """Back to the text, where the proposal stands."""
    where = reverse("documents:document", args=[proposal.document_id])
    return HttpResponseRedirect(f"{where}#p{proposal.id}")


@require_POST
def confirm(request: Request, number: int) -> HttpResponse:
    """Confirm as the words say."""
    meant = _meant(request, number)
    if meant.proposal.kind == "target":
        actions.confirm(request.actor, number, forms.decision_of(meant, request.actor.today()))
    else:
        actions.confirm_task(request.actor, number, next(iter(meant.units), ""), due=meant.deadline)
    return _to(meant.proposal)


@require_POST
def refuse(request: Request, number: int) -> HttpResponse:
    return _to(actions.refuse(request.actor, number, why=request.POST.get("why", "")))


@form_page
def decide(request: Request, number: int) -> HttpResponse:
    """Look closely: change what the site made of the words, then confirm."""
    meant, actor = _meant(request, number), request.actor
    form: forms.Target | forms.Task
    if meant.proposal.kind == "target":
        form = forms.Target(request.POST or None, meant=meant)
    else:
        form = forms.Task(request.POST or None, meant=meant)

    def act() -> object:
        if isinstance(form, forms.Target):
            return actions.confirm(actor, number, form.decision, why=form.cleaned_data["why"])
        said = form.cleaned_data
        return actions.confirm_task(actor, number, said["unit"], due=said["due"], why=said["why"])

    if attempt(request, form, act) is not None:
        return _to(meant.proposal)
    text = meant.proposal.document
    here = reverse("documents:document", args=[text.id])
    page = Page(
        _("确认%(kind)s") % {"kind": show.KINDS[meant.proposal.kind][0]},
        (Link(_("文件"), reverse("documents:index")), Link(text.title, here)),
    )
    context = {
        "page": page, "form": form, "submit": _("确认"), "cancel": f"{here}#p{number}", "meant": meant,
        "around": _around(meant.proposal),
    }  # fmt: skip
    return render(request, "documents/decide.html", context)


def _around(proposal: Proposal, width: int = 60) -> tuple[str, str, str]:
    """The words with a little before and after, on their line."""
    text = proposal.document.text
    before = text[max(0, proposal.start - width) : proposal.start].rpartition("\n")[2]
    after = text[proposal.end : proposal.end + width].partition("\n")[0]
    return before, proposal.text, after
