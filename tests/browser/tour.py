"""Every address of the site: what links lead to, and what no link leads to with its arguments filled in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from lxml import html
from playwright.sync_api import Page

from tests.addresses import addresses

LINKS = "//a/@href | //form[not(@method='post')]/@action | //@hx-get | //@data-url"
SENT = "//form[@method='post']/@action"
OF_EACH = frozenset({"ledgers:list", "ledgers:record", "ledgers:new"})
"""Views that are looked at for each of some sixty ledgers; of the others one ledger is as good as another."""

TRIED = 8
"""How many addresses of a view are tried before it counts as out of reach."""

Shape = frozenset[tuple[str, str, str]]


@dataclass(frozen=True)
class Stop:
    """A page: its address, the view behind it, its text, and the kinds of elements in it."""

    address: str
    view: str
    text: str
    shape: Shape


@dataclass
class Tour:
    """What was seen of a site by all who toured it."""

    where: str
    reached: set[str] = field(default_factory=set)
    broken: dict[str, str] = field(default_factory=dict)
    """Addresses that answer with an error, and where they are offered."""

    shapes: dict[str, set[tuple[str, str, str]]] = field(default_factory=dict)
    _arguments: dict[str, list[dict[str, object]]] = field(default_factory=dict)

    def pages(self, person: Page, *seeds: str) -> Iterator[Stop]:
        """Every page a person finds from the home page and `seeds`, one of a kind: a view, with or without
        a query, and for who comes first some views of each ledger."""
        waiting = {"/": "", **dict.fromkeys(seeds, "")}
        first, known, kinds = not self.reached, set(waiting), set[str]()
        for address in seeds:
            self._kind(address, "", each=first)
        while waiting:
            address = next(iter(waiting))
            stop = self._fetch(person, address, waiting.pop(address))
            if stop is None:
                continue
            yield stop
            tree = html.fromstring(stop.text)
            for action in map(str, tree.xpath(SENT)):
                self._kind(action, address, each=first)
            for said in map(str, tree.xpath(LINKS)):
                link = said.partition("#")[0]
                kind = self._kind(link, address, each=first) if link.startswith("/") else ""
                if kind and link not in known and kind not in kinds:
                    kinds.add(kind)
                    known.add(link)
                    waiting[link] = address

    def new(self, stop: Stop) -> bool:
        """Whether a page holds a kind of element that no page of its view held before."""
        known = self.shapes.setdefault(stop.view, set())
        fresh = bool(stop.shape - known)
        known |= stop.shape
        return fresh

    def unlinked(self, person: Page) -> Iterator[Stop]:
        """Pages that no link led to, their arguments taken from addresses beside them."""
        for view, parameters in views():
            for address in self._filled(view, parameters):
                if view in self.reached:
                    break
                stop = self._fetch(person, address, "")
                if stop is not None:
                    yield stop

    def unreached(self) -> set[str]:
        walked = {view for view, _ in views()}
        return walked - self.reached

    def _kind(self, link: str, page: str, *, each: bool) -> str:
        try:
            found = resolve(link.partition("?")[0])
        except Resolver404:
            self.broken[link] = f"no such address, on {page}"
            return ""
        beside = self._arguments.setdefault(found.namespace, [])
        if found.kwargs not in beside:
            beside.append(found.kwargs)
        apart = found.kwargs.get("name") if each and found.view_name in OF_EACH else ""
        return f"{found.view_name} {apart}{'?' * ('?' in link)}"

    def _filled(self, view: str, parameters: frozenset[str]) -> list[str]:
        """A few addresses of a view with arguments out of those seen in its namespace."""
        seen = self._arguments.get(view.rpartition(":")[0], [])
        apart = {"number": 1, **{key: value for one in seen for key, value in one.items()}}
        found: dict[str, None] = {}
        for known in [*(one for one in seen if parameters <= one.keys()), apart]:
            with suppress(NoReverseMatch):
                found[reverse(view, kwargs={key: known[key] for key in parameters if key in known})] = None
        return list(found)[:TRIED]

    def _fetch(self, person: Page, address: str, page: str) -> Stop | None:
        """A page as a person gets it; None for what is no page: files, fragments, addresses only sent to."""
        view = resolve(address.partition("?")[0]).view_name
        answer = person.request.get(self.where + address, max_redirects=0)
        if answer.status < 400 or answer.status == 405:
            self.reached.add(view)
        if page and answer.status >= 400:
            self.broken[address] = f"{answer.status}, on {page}"
        if answer.status != 200 or not answer.headers["content-type"].startswith("text/html"):
            return None
        text = answer.text()
        if "<html" not in text:
            return None
        elements = html.fromstring(text).iter("*")
        shape = frozenset((str(one.tag), one.get("class", ""), one.get("type", "")) for one in elements)
        return Stop(address, view, text, shape)


def views() -> Iterator[tuple[str, frozenset[str]]]:
    """Every named view of the site with the names of its arguments."""
    return ((one.name, one.arguments) for one in addresses("luoshi.web.urls"))
