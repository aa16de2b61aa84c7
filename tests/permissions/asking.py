"""A site asked as somebody: one request after another, each undone, with what it would have written."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.handlers.base import BaseHandler
from django.db import connection, transaction
from django.db.models import Max
from django.http.response import HttpResponseBase
from django.test import RequestFactory

from luoshi.journal.models import Entry
from luoshi.kernel.errors import LuoshiError, Missing, Refused
from luoshi.ledgers.errors import Blocked
from luoshi.units.models import Person
from luoshi.units.session_store import SessionStore
from tests.permissions.personal import Personal, Place

YES, REFUSED, HIDDEN, LOG_IN = "yes", "refused", "hidden", "log in"
BLOCKED = "blocked"
"""What a stage still lacks is told only to who may enter it."""
NOES = ((Refused, REFUSED), (Missing, HIDDEN), (Blocked, BLOCKED))
WRITES = re.compile(r"^\s*(INSERT INTO|UPDATE|DELETE FROM)\s+[\"']?(\w+)", re.IGNORECASE)
PASSING = frozenset({"session", "axes_accessattempt", "axes_accesslog", "axes_accessfailurelog"})
"""Tables that tell of browsers, not of the county."""


@dataclass
class Said:
    """An answer: whether it was allowed, its status, and the tables that were written on the way."""

    how: str
    status: int
    wrote: frozenset[str] = frozenset()
    body: bytes = b""
    looked: frozenset[Place] = frozenset()
    """Ledger and number of each record of which the journal says that personal values were read."""
    untold: frozenset[Place] = frozenset()
    """Each record of which a personal value was shown as it is without the journal being told."""


@dataclass
class Site:
    """The site of the settings, in this process: all middleware, no server."""

    handler: BaseHandler = field(default_factory=BaseHandler)
    factory: RequestFactory = field(default_factory=RequestFactory)
    since: int = 0
    personal: Personal = field(default_factory=Personal)

    def __post_init__(self) -> None:
        self.handler.load_middleware()

    def begin(self) -> None:
        """From here on everything that the journal is told is undone with what told it."""
        self.since = self.since or Entry.objects.aggregate(last=Max("id"))["last"]

    def looked(self) -> frozenset[Place]:
        """What the journal says of looks at personal values."""
        return frozenset(_looked(self.since))

    def untold(self, bodies: Iterable[bytes], looked: Collection[Place]) -> frozenset[Place]:
        """The records of which personal values stand in an answer and of which the journal says nothing."""
        return frozenset(one for body in bodies for one in self.personal.shown(body)) - frozenset(looked)

    def ask(self, key: str, method: str, address: str, data: Any = None, **more: Any) -> Said:
        """What somebody with a session's `key` (none: nobody) is answered; then everything is undone. Where
        somebody is refused, what an action wrote and took back itself is left out: it is asked once more
        and the tables are looked at."""
        said = self._once(key, method, address, data, more, frozenset())
        if said.how == YES or not said.wrote:
            return said
        return self._once(key, method, address, data, more, said.wrote)

    def _once(
        self, key: str, method: str, address: str, data: Any, more: dict[str, Any], looked_at: frozenset[str]
    ) -> Said:
        """`looked_at`: of these tables it is told which hold something else afterwards."""
        self.begin()
        _rewind(data)
        request = getattr(self.factory, method.lower())(address, data=data, **more)
        request._dont_enforce_csrf_checks = True
        if key:
            request.COOKIES[settings.SESSION_COOKIE_NAME] = key
        wrote, inside = set[str](), list[str]()
        with transaction.atomic(), connection.execute_wrapper(_watching(wrote)), _noes(inside):
            before = {table: _rows(table) for table in looked_at}
            answer = self.handler.get_response(request)
            body = b"".join(answer)
            looked = self.looked() if "journal_entry" in wrote else frozenset()
            if looked_at:
                wrote = {table for table, rows in before.items() if _rows(table) != rows}
            done = Entry.objects.filter(id__gt=self.since).exclude(subject__startswith="looks:")
            if wrote and not done.exists():  # taken back with the action that failed, or told of a look alone
                wrote -= {"journal_entry", "journal_private"}
            answer.close()
            transaction.set_rollback(True)
        found = how(answer)
        if found == YES and "journal_entry" not in wrote:
            found = _meant(method, answer.status_code, frozenset(wrote), inside)
        untold = self.untold([body], looked)
        return Said(found, answer.status_code, frozenset(wrote), body, looked, untold)


def _rewind(data: Any) -> None:
    """A file that was sent is sent from its beginning."""
    for value in data.values() if isinstance(data, dict) else ():
        if hasattr(value, "seek"):
            value.seek(0)


def _watching(wrote: set[str]) -> Callable[..., Any]:
    """Puts down the tables that statements write to."""

    def watch(run: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        found = WRITES.match(sql)
        if found and found[2].lower() not in PASSING:
            wrote.add(found[2].lower())
        return run(sql, params, many, context)

    return watch


def _rows(table: str) -> list[Any]:
    """All a table holds."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
        return sorted(map(repr, cursor.fetchall()))


def _looked(since: int) -> Iterator[tuple[str, int]]:
    """What entries since say of looks: all before were undone with their requests."""
    for one in Entry.objects.filter(subject__startswith="looks:", id__gt=since):
        for record in one.data["records"]:
            yield one.subject.removeprefix("looks:"), record


@contextmanager
def _noes(inside: list[str]) -> Iterator[None]:
    """What the product said no to on the way: a form or a message may tell of it in a page that opens."""
    begin = LuoshiError.__init__

    def init(self: LuoshiError, *words: Any, **more: Any) -> None:
        inside.append(next((said for kind, said in NOES if isinstance(self, kind)), YES))
        begin(self, *words, **more)

    with patch.object(LuoshiError, "__init__", init):
        yield


def _meant(method: str, status: int, wrote: frozenset[str], inside: list[str]) -> str:
    """An answer that looks allowed and left no entry: what was sent may be refused though the page opens, and
    who is led elsewhere with nothing done is refused too. Who is told what is wrong was allowed."""
    if method == "GET":
        return REFUSED if 300 <= status < 400 else YES
    noes = [one for one in inside if one != YES]
    if BLOCKED in noes:
        return YES
    if noes:
        return noes[0]
    return REFUSED if 300 <= status < 400 and not wrote and not inside else YES


def how(answer: HttpResponseBase) -> str:
    """Allowed, refused, hidden, or sent to log in; whatever else is wrong with a request, it was allowed."""
    where = answer.headers.get("Location", "")
    if answer.status_code == 401 or where.startswith("/account/login"):
        return LOG_IN
    if answer.status_code >= 500 and answer.status_code != 503:
        return f"broken {answer.status_code}"
    return {403: REFUSED, 404: HIDDEN, 405: "no such method"}.get(answer.status_code, YES)


def enter(person: Person) -> str:
    """The key of a session in which somebody is logged in."""
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return str(session.session_key)
