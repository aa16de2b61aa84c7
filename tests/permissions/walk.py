"""Asks every address of a filled site as everybody: `python -m tests.permissions walk FILE`.

What is asked is undone.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from lxml import html

from luoshi.api.urls import api
from luoshi.units.models import Person
from luoshi.units.policy import OF_FIRMS
from tests.addresses import addresses
from tests.permissions.added import lacking
from tests.permissions.asking import HIDDEN, YES, Said, Site, enter
from tests.permissions.cast import THEMSELVES, Somebody, everybody, people
from tests.permissions.commands import commands
from tests.permissions.objects import TOWN, Object, objects


def views() -> Iterator[tuple[str, frozenset[str], tuple[str, ...]]]:
    """Every address by name, with the names of its arguments and the methods it takes."""
    return ((one.name, one.arguments, methods(one.view)) for one in addresses())


def methods(callback: Any) -> tuple[str, ...]:
    """What a view says it takes; of those that do not say, either."""
    cells = [cell.cell_contents for cell in getattr(callback, "__closure__", None) or ()]
    said = next((one for one in cells if isinstance(one, (list, tuple)) and set(one) & {"GET", "POST"}), None)
    return tuple(one for one in said or ("GET", "POST") if one != "HEAD")


@dataclass
class Walk:
    """What was answered, address by address."""

    site: Site
    people: dict[str, Somebody]

    def ask(self, view: str, method: str, about: Object) -> dict[str, Said]:
        """Everybody asks the same; what is sent is what the page itself would send."""
        where = reverse(view, kwargs=dict(about.arguments))
        data = SENT.get(view) or self._filled(where, about) if method == "POST" else None

        def answer(key: str) -> Said:
            return self.site.ask(key, method, where, data=data, HTTP_HX_REQUEST="true")

        if view == "ledgers:feed":
            return everybody(lambda name: self._subscribed(name, about))
        made = everybody(lambda name: answer(self.people[name].key))
        if about.person:
            made[THEMSELVES] = answer(enter(Person.objects.get(id=about.person)))
        return made

    def _subscribed(self, name: str, about: Object) -> Said:
        """The calendar that a program fetches without a session, by the address on somebody's page."""
        page = reverse("ledgers:calendar", kwargs=dict(about.arguments))
        said = self.site.ask(self.people[name].key, "GET", page)
        found = re.search(rb"/[^\"' ]*calendar\.ics\?token=[^\"'& <]*", said.body)
        return self.site.ask("", "GET", found[0].decode()) if found else replace(said, how=HIDDEN)

    def call(self, view: str, method: str, about: Object) -> dict[str, Said]:
        """Everybody calls the interface, each with a token of theirs."""
        where, body = reverse(view, kwargs=dict(about.arguments)), BODIES.get(view)
        more = {} if method == "GET" or view == "api:attach" else {"content_type": "application/json"}

        def answer(name: str) -> Said:
            token = self.people[name].token
            head = {"HTTP_AUTHORIZATION": f"Bearer {token}"} if token else {}
            return self.site.ask("", method, where, data=body, **more, **head)

        return everybody(answer)

    def _filled(self, where: str, about: Object) -> dict[str, Any]:
        """The form at an address, filled in as the first who is shown it would fill it."""
        own = [enter(Person.objects.get(id=about.person))] if about.person else []
        wide = {name for name in self.people if "+" in name} | {"supervisor", "leader", *OF_FIRMS}
        keys = [*own, *(one.key for name, one in self.people.items() if name in wide), ""]
        for key in keys:
            said = self.site.ask(key, "GET", where)
            if said.status == 200 and b"<form" in said.body:
                return filled(said.body)
        return {"why": "试一试", "note": "试一试", "on": "2026-07-16", "text": "试一试"}


TYPED = {"number": "1", "date": "2026-07-16", "email": "shi@example.com", "time": "17:00", "month": "2026-07"}


def filled(page: bytes) -> dict[str, Any]:
    """What the main form of a page sends when whatever is empty is filled in."""
    forms = html.fromstring(page).xpath("//main//form[@method='post']") or [None]
    form = max(forms, key=lambda one: len(one.inputs) if one is not None else 0)
    made: dict[str, Any] = {}
    for field in form.inputs if form is not None else ():
        name, kind = field.get("name"), field.get("type", "")
        if not name or kind == "submit":
            continue
        if field.tag == "select":
            options = [value for value in field.value_options if value]
            made[name] = field.value if isinstance(field.value, str) and field.value else (options or [""])[0]
        elif kind == "file":
            made[name] = SimpleUploadedFile("试.txt", "试一试".encode())
        elif kind in ("checkbox", "radio"):
            made.setdefault(name, field.get("value") or "on")
        else:
            made[name] = field.get("value") or field.text or TYPED.get(kind, "试一试")
    return made


SENT: dict[str, Any] = {
    "calls:step": {"stage": "reviewing"},
    "calls:attach_to_call": {"purpose": "guide", "file": SimpleUploadedFile("指南.txt", "指南".encode())},
    "calls:upload": {"purpose": "other", "file": SimpleUploadedFile("附件.txt", "附件".encode())},
    "calls:line": {"ledger": "innovation.application_member", "name": "孙一", "part": "试制"},
    "matching:introduce": {"offer": "innovation.patent/1"},
    "personal:copy": {"words": "田有余"},
}
"""What is sent to an address that has no page of its own."""
BODIES: dict[str, Any] = {
    "api:create": {"unit": TOWN, "values": {"name": "果汁厂"}},
    "api:edit": {"version": 1, "values": {"name": "果汁二厂"}},
    "api:adjust": {"version": 1, "values": {"name": "果汁二厂"}, "why": "试一试"},
    "api:move": {"stage": "started"},
    "api:verify": {},
    "api:reject": {"why": "试一试"},
    "api:attach": {"purpose": "contract", "file": SimpleUploadedFile("合同.txt", "合同".encode())},
}
"""What a call sends."""


def operations() -> Iterator[tuple[str, str, frozenset[str]]]:
    """Every operation of the interface: its name, its method, the names in its path."""
    for path, methods in api.get_openapi_schema(path_prefix="")["paths"].items():
        for method, said in methods.items():
            names = frozenset(re.findall(r"{(\w+)}", path))
            yield "api:" + said["operationId"].rpartition("_")[2], method.upper(), names


def rights(walk: Walk, only: re.Pattern[str]) -> Iterator[tuple[str, str, Object | None, dict[str, Said]]]:
    """Every address with every method, asked about every object of its; without one where there is none."""
    for view, parameters, takes in views():
        if view.startswith("api:") or not only.search(view):
            continue
        found = objects(view, parameters)
        if not found:
            yield view, "", None, {}
        yield from ((view, one, about, walk.ask(view, one, about)) for one in takes for about in found)
    for view, method, parameters in operations():
        if only.search(view):
            yield from (
                (view, method, one, walk.call(view, method, one)) for one in objects(view, parameters)
            )
    if only.search("commands:"):
        yield from (
            (f"commands:{one}", "RUN", Object(""), said) for one, said in commands(walk.site, walk.people)
        )


def main(target: str, only: str = ".") -> None:
    """Ask everything and write down who was answered how, and what a refusal wrote all the same."""
    began = time.process_time()
    lacking()
    told: dict[str, Any] = {"rights": [], "absent": [], "wrote": [], "untold": [], "seconds": {}}
    walk = Walk(Site(), people())
    walk.site.personal.mark()
    told["marked"] = len(walk.site.personal.places)
    for view, method, about, said in rights(walk, re.compile(only)):
        if about is None:
            told["absent"].append(view)
            continue
        told["rights"].append([view, method, about.phase, {who: one.how for who, one in said.items()}])
        told["wrote"] += [
            [view, method, who, sorted(one.wrote)]
            for who, one in said.items()
            if one.wrote and one.how != YES
        ]
        told["untold"] += [
            [view, method, about.phase, who, sorted(map(list, one.untold))]
            for who, one in said.items()
            if one.untold
        ]
        spent = time.process_time() - began - sum(told["seconds"].values())
        told["seconds"][view] = told["seconds"].get(view, 0) + spent
    Path(target).write_text(json.dumps(told, ensure_ascii=False), "utf-8")
