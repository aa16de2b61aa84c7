"""A ledger's board: a column for each stage, its cards moved forward by hand, keyboard or menu."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.forms import ChoiceField, HiddenInput
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from luoshi.kernel.errors import InputError, Stale
from luoshi.ledgers import actions, board, queries
from luoshi.ledgers.records import Record, Ref
from luoshi.ledgers.stages import blocks
from luoshi.packs.spec import Ledger
from luoshi.units import queries as units
from luoshi.web import formats
from luoshi.web.components import Badge, Link
from luoshi.web.ledgers import entry, show, ways
from luoshi.web.ledgers.forms import Filters
from luoshi.web.request import Request
from luoshi.web.submitting import attempt

TOLD = 3
"""Things a record lacks that its card names; more are counted."""


@dataclass(frozen=True)
class Card:
    """A record as its card says it; `step` is where it is moved forward, empty for whoever may not."""

    number: int
    title: str
    url: str
    unit: str
    amount: str
    badge: Badge | None
    lacks: list[str]
    more: int
    step: str
    move: str


@dataclass(frozen=True)
class Column:
    """A stage with its cards; `more` is where the next ones are."""

    key: str
    label: str
    count: int
    amount: str
    cards: list[Card]
    more: str


@require_GET
def index(request: Request, name: str) -> HttpResponse:
    """The board, of what the search and the filters leave."""
    spec = queries.ledger(name)
    if not spec.stages:
        raise InputError(_("“%(label)s”没有阶段，不能用看板") % {"label": spec.label}, hint=_("请看列表"))
    form = Filters(request.GET, spec=spec)
    found = board.board(request.actor, name, search=form.search, filters=form.filters)
    columns = [
        Column(
            one.stage.key,
            str(one.stage.label),
            one.count,
            _amount(spec, one.sum),
            _cards(request, spec, one.cards),
            _more(request, spec, one.stage.key, board.CARDS) if one.more else "",
        )
        for one in found
    ]
    context = {
        "page": ways.page(request, spec, "board"),
        "columns": columns,
        "filters": form,
        "chips": form.chips(request.GET),
        "summed": _summed(spec),
        "movable": any(card.step for column in columns for card in column.cards),
        "empty": None if any(one.count for one in found) else ways.nothing(request, spec, form),
    }
    return render(request, "ledgers/board.html", context)


@require_GET
def more(request: Request, name: str, stage: str) -> HttpResponse:
    """The next cards of a column, `?from=` a place."""
    spec, said = queries.ledger(name), request.GET.get("from", "0")
    form = Filters(request.GET, spec=spec)
    start = int(said) if said.isdecimal() and len(said) < 9 else 0
    cards, others = board.cards(
        request.actor, name, stage, search=form.search, filters=form.filters, start=start
    )
    following = _more(request, spec, stage, start + board.CARDS) if others else ""
    return render(
        request, "ledgers/board_cards.html", {"cards": _cards(request, spec, cards), "more": following}
    )


def _more(request: Request, spec: Ledger, stage: str, start: int) -> str:
    address = reverse("ledgers:board_more", args=[spec.name, stage])
    return address + ways.asking(request.GET, **{"from": str(start)})


def _summed(spec: Ledger) -> str:
    """What the sum of a column is of."""
    key = board.summed(spec)
    return str(spec.fields[key].label) if key else ""


def _amount(spec: Ledger, value: Decimal | None) -> str:
    key = board.summed(spec)
    if key is None or value is None:
        return ""
    field = spec.fields[key]
    return formats.amount(value, field.unit or "", 0 if field.type == "integer" else field.places)


def _cards(request: Request, spec: Ledger, cards: Any) -> list[Card]:
    names, mine, key = units.names(), queries.reach(request.actor, "report", spec), board.summed(spec)
    made = []
    for one in cards:
        record: Record = one.record
        at = [record.ref.ledger, record.ref.id]
        lacks = show.blocked(spec, one.blocks)
        may = record.unit in mine and not one.last
        made.append(
            Card(
                record.ref.id,
                record.title,
                reverse("ledgers:record", args=at),
                names.get(record.unit, record.unit),
                _amount(spec, record.values[key]) if key else "",
                ways.clock_badge(one.clock.state, one.clock.left) if one.clock else None,
                lacks[:TOLD],
                max(len(lacks) - TOLD, 0),
                reverse("ledgers:board_step", args=at) if may else "",
                reverse("ledgers:move", args=at) if may else "",
            )
        )
    return made


@require_http_methods(["GET", "POST"])
def step(request: Request, name: str, number: int) -> HttpResponse:
    """What stands in the dialog when a card is moved: what is missing, or from which day it holds. `?stage=`
    is the stage it was put on; every later one is offered when none is named."""
    actor, ref = request.actor, Ref(name, number)
    record = queries.record(actor, ref, "report")
    form = entry.Move(
        request.POST or None, record=record, actor=actor,
        initial={"stage": request.GET.get("stage", "")},
    )  # fmt: skip

    def act() -> Record:
        said = form.cleaned_data
        return actions.move(
            actor, ref, said["stage"], on=said["on"], version=said["version"], why=said["why"]
        )

    try:
        if done := attempt(request, form, act):
            label = next(str(one.label) for one in done.spec.stages if one.key == done.stage)
            messages.success(
                request, _("“%(title)s”已进入“%(stage)s”。") % {"title": done.title, "stage": label}
            )
            answer = HttpResponse(status=204)
            answer["HX-Refresh"] = "true"
            return answer
    except Stale as stale:
        form.add_error(None, str(stale))
    return render(request, "ledgers/board_step.html", _asked(request, record, form))


def _asked(request: Request, record: Record, form: entry.Move) -> dict[str, Any]:
    """What each stage in question demands beyond those before it, and the form for those that are free."""
    asked = request.GET.get("stage", "")
    field = form.fields["stage"]
    assert isinstance(field, ChoiceField)
    later = {str(key): str(label) for key, label in list(field.choices)}  # type: ignore[arg-type]  # pairs
    wanted, today = [key for key in later if asked in ("", key)], request.actor.today()
    lacks = {key: show.blocked(record.spec, blocks(record, key, today)) for key in wanted}
    free = [key for key, found in lacks.items() if not found]
    field.choices = [(key, later[key]) for key in free]
    if len(free) == 1:
        field.widget = HiddenInput()
        form.initial["stage"] = free[0]
    seen: set[str] = set()
    preview = []
    for key, found in lacks.items():
        preview.append((later[key], [one for one in found if one not in seen], not found))
        seen |= set(found)
    at = [record.ref.ledger, record.ref.id]
    return {
        "record": record,
        "form": form,
        "preview": preview,
        "stage": later.get(asked, ""),
        "free": free,
        "here": request.get_full_path(),
        "links": [
            Link(_("打开记录"), reverse("ledgers:record", args=at), "external-link"),
            Link(_("修改"), reverse("ledgers:edit", args=at), "edit"),
            *(
                [Link(_("上传佐证"), reverse("ledgers:attach", args=at), "upload")]
                * bool(record.spec.evidence)
            ),
        ],
    }
