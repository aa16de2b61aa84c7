"""A ledger's deadlines as a calendar to subscribe to (iCalendar). Programs that fetch it cannot log in: the
address carries a signed word that stands for the person, what is asked, and the password of then."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from icalendar import Calendar, Event

from luoshi.kernel.actor import SHANGHAI, Actor
from luoshi.kernel.errors import LuoshiError, Missing
from luoshi.kernel.language import speaking
from luoshi.ledgers import deadlines, queries
from luoshi.ledgers.deadlines import Deadline
from luoshi.units import queries as units
from luoshi.units.models import Person
from luoshi.web.ledgers import ways
from luoshi.web.ledgers.forms import Filters
from luoshi.web.request import Request

BACK, AHEAD = timedelta(days=92), timedelta(days=366)
"""How far a feed reaches from today."""
MOST = 1_000
"""Deadlines of one kind in a feed."""
_SIGNER = signing.Signer(salt="luoshi.calendar")


def address(request: Request, name: str) -> str:
    """The address of a ledger's feed for whoever asks, with what the page is asked. Whoever has it sees what
    the person may see; a new password ends it."""
    person = units.person_of(request.actor.person or 0)
    said = [person.id, ways.asking(request.GET).removeprefix("?"), _mark(person)]
    return f"{reverse('ledgers:feed', args=[name])}?token={_SIGNER.sign_object(said)}"


def _mark(person: Person) -> str:
    """Stands for the password of now, and says nothing about it."""
    return person.get_session_auth_hash()[:20]


@login_not_required
@require_GET
def feed(request: HttpRequest, name: str) -> HttpResponse:
    """The feed; a wrong or ended word gets the same answer as an address that never was."""
    try:
        actor, query = _meant(request.GET.get("token", ""))
        with speaking("zh"):
            said = _calendar(request, actor, name, QueryDict(query))
    except (signing.BadSignature, LuoshiError, ValueError, TypeError):
        return HttpResponse(
            _("订阅地址无效或已作废，请到台账的日历页重新复制。"),
            status=404,
            content_type="text/plain; charset=utf-8",
        )
    return HttpResponse(said, content_type="text/calendar; charset=utf-8")


def _meant(token: str) -> tuple[Actor, str]:
    number, query, mark = _SIGNER.unsign_object(token)
    person = units.person_of(int(number))
    if not (person.is_active and constant_time_compare(mark, _mark(person))):
        raise Missing(_("订阅地址已作废"))
    return units.actor_for(person, settings.CLOCK), str(query)


def _calendar(request: HttpRequest, actor: Actor, name: str, query: QueryDict) -> bytes:
    spec, today, form = queries.ledger(name), actor.today(), Filters(query, spec=queries.ledger(name))
    found = deadlines.deadlines(
        actor, name, today - BACK, today + AHEAD, search=form.search, filters=form.filters, most=MOST
    )
    names = units.names()
    made = Calendar()
    made.add("prodid", "-//Luoshi//Deadlines//ZH")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", _("%(ledger)s时限") % {"ledger": spec.label})
    made.add("x-wr-timezone", "Asia/Shanghai")
    made.add("refresh-interval", timedelta(hours=6), parameters={"VALUE": "DURATION"})
    stamp = datetime.combine(today, time(0), SHANGHAI)
    for one in found.shown:
        made.add_component(_event(request, one, names.get(one.record.unit, ""), stamp))
    return bytes(made.to_ical())


def _event(request: HttpRequest, one: Deadline, unit: str, stamp: datetime) -> Event:
    ref = one.record.ref
    event = Event()
    event.add("uid", f"{ref.ledger}/{ref.id}/{one.key}@{request.get_host()}")
    event.add("dtstamp", stamp)
    event.add("dtstart", one.due)
    event.add("dtend", one.due + timedelta(days=1))
    event.add("summary", f"{one.record.title} · {one.what}")
    event.add("location", unit)
    event.add("description", str(ways.clock_badge(one.state, one.left).label))
    event.add("url", request.build_absolute_uri(reverse("ledgers:record", args=[ref.ledger, ref.id])))
    event.add("transp", "TRANSPARENT")
    return event
