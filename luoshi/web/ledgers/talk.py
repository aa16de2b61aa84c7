"""What people say about a record."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luoshi.kernel.errors import LuoshiError
from luoshi.ledgers import comments
from luoshi.ledgers.records import Record, Ref
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
    try:
        comments.say(request.actor, ref, request.POST.get("text", ""))
    except LuoshiError as fault:
        messages.error(request, str(fault))
    return _back(ref)


@require_POST
def reword(request: Request, name: str, number: int, comment: int) -> HttpResponse:
    """Word one's own comment anew."""
    ref = Ref(name, number)
    try:
        comments.reword(request.actor, comment, request.POST.get("text", ""))
    except LuoshiError as fault:
        messages.error(request, str(fault))
    return _back(ref)


@require_POST
def take_back(request: Request, name: str, number: int, comment: int) -> HttpResponse:
    """Take one's own comment back."""
    ref = Ref(name, number)
    try:
        comments.take_back(request.actor, comment)
    except LuoshiError as fault:
        messages.error(request, str(fault))
    else:
        messages.success(request, _("留言已删除。"))
    return _back(ref)


@require_POST
def look(request: Request, name: str, number: int) -> HttpResponse:
    """Note that the person has seen where they were asked."""
    ref = Ref(name, number)
    comments.look(request.actor, ref)
    return _back(ref)


def _back(ref: Ref) -> HttpResponse:
    answer = redirect("ledgers:record", ref.ledger, ref.id)
    answer["Location"] += "#talk"
    return answer
