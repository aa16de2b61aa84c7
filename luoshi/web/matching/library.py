"""问答库: good answers, for everybody to find and read without log-in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from luoshi.ledgers import queries as ledgers
from luoshi.matching import queries, service
from luoshi.matching.policy import ADVICE
from luoshi.web.components import Empty, Link, Page
from luoshi.web.matching import show
from luoshi.web.public.caching import kept


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The library: searched, or the newest."""
    text, subject = request.GET.get("q", "").strip()[:200], request.GET.get("subject", "")
    there = queries.kept()
    choices = ledgers.ledger(ADVICE).fields["subject"].choices if there else {}
    subject = subject if subject in choices else ""
    found = show.found(service.library(text, subject=subject)) if there else []
    subjects = [Link(_("全部"), f"?q={text}", current=not subject)] + [
        Link(str(label), f"?q={text}&subject={key}", current=subject == key) for key, label in choices.items()
    ]
    nothing = (
        Empty(_("没有找到"), _("换个说法再找；登录后可以提问。")) if text else Empty(_("问答库里还没有内容"))
    )
    context = {
        "page": Page(_("农技问答库"), lead=_("农户问过、专家答过、农户说好的。")), "q": text,
        "subject": subject, "subjects": subjects, "found": found, "nothing": nothing,
    }  # fmt: skip
    return kept(render(request, "matching/library.html", context), minutes=1)


@require_GET
def advice(request: HttpRequest, number: int) -> HttpResponse:
    """One answer of the library."""
    record = service.advice(number)
    context = {
        "page": Page(record.title, (Link(_("农技问答库"), reverse("matching:library")),)),
        "record": record,
        "facts": show.facts(record, ("subject", "crop", "published_on")),
        "more": [one for one in show.found(service.similar(record.title)) if one.number != number],
    }
    return kept(render(request, "matching/advice.html", context), minutes=1)
