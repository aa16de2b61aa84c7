"""What people say about a record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luoshi.kernel.errors import LuoshiError
from luoshi.ledgers import comments
from luoshi.ledgers.records import Record, Ref
from luoshi.web.below import told
from luoshi.web.request import Request


@dataclass(frozen=True)
class Said:
    """A comment as the page shows it; `editable` while its author may word it anew."""

    number: int
    name: str
    text: str
    at: object
    changed: bool
    mine: bool
    editable: bool


def said(request: Request, ref: Ref) -> list[Said]:
    """What was said about a record."""
    now = request.actor.now()
    return [
        Said(
            one.id, one.name, one.text, one.at, one.changed, one.person == request.actor.person,
            one.person == request.actor.person and now - one.at <= comments.EDITABLE,
        )
        for one in comments.comments(request.actor, ref)
    ]  # fmt: skip


def names(record: Record) -> list[str]:
    """Whom one may ask by name."""
    return sorted(set(comments.audience(record).values()))


@require_POST
def say(request: Request, name: str, number: int) -> HttpResponse:
    """Say something."""
    ref = Ref(name, number)
    return _done(request, ref, lambda: comments.say(request.actor, ref, request.POST.get("text", "")))


@require_POST
def reword(request: Request, name: str, number: int, comment: int) -> HttpResponse:
    """Word one's own comment anew."""
    text = request.POST.get("text", "")
    return _done(request, Ref(name, number), lambda: comments.reword(request.actor, comment, text))


@require_POST
def take_back(request: Request, name: str, number: int, comment: int) -> HttpResponse:
    """Take one's own comment back."""
    ref, said = Ref(name, number), _("留言已删除。")
    return _done(request, ref, lambda: comments.take_back(request.actor, comment), said)


@require_POST
def look(request: Request, name: str, number: int) -> HttpResponse:
    """Note that the person has seen where they were asked."""
    ref = Ref(name, number)
    return _done(request, ref, lambda: comments.look(request.actor, ref))


def _done(request: Request, ref: Ref, act: Callable[[], object], said: str = "") -> HttpResponse:
    """Back at the talk, with what the action said no to, or what is to be said of it."""
    try:
        act()
    except LuoshiError as fault:
        messages.error(request, told(fault))
    else:
        if said:
            messages.success(request, said)
    answer = redirect("ledgers:record", ref.ledger, ref.id)
    answer["Location"] += "#talk"
    return answer
