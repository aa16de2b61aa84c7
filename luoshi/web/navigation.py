"""The menu: what a person may open, grouped as the work is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

from django.urls import reverse

from luoshi.kernel.actor import Actor
from luoshi.ledgers import queries
from luoshi.web.components import Link
from luoshi.web.screens import SCREENS, Screen


@dataclass(frozen=True)
class Group:
    label: str
    links: tuple[Link, ...]


def navigation(actor: Actor, path: str = "") -> tuple[Group, ...]:
    """Groups of links for this actor; the link whose address is nearest above `path` is current."""
    groups, place = _screens(actor), _above(path)
    urls = [link.url for group in groups for link in group.links]
    here = max((url for url in urls if place.startswith(url)), key=len, default="")
    return tuple(
        Group(group.label, tuple(_marked(link, link.url == here) for link in group.links)) for group in groups
    )


def _marked(link: Link, current: bool) -> Link:
    return replace(link, current=True) if current else link


def _above(path: str) -> str:
    """A page of a screen that is not in the menu belongs to the one it is under."""
    for screen in SCREENS:
        if screen.under and path.startswith(f"/{screen.prefix}"):
            return _address(screen.under)
    return path


def _screens(actor: Actor) -> list[Group]:
    found: dict[str, list[Link]] = {}
    for screen in SCREENS:
        if _open_to(screen, actor):
            link = Link(str(screen.label), _address(screen.key), screen.icon)
            found.setdefault(str(screen.group), []).append(link)
    return [Group(label, tuple(links)) for label, links in found.items()]


@cache
def _address(screen: str) -> str:
    """Kept, for every page names some twenty."""
    return reverse(f"{screen}:index")


def _open_to(screen: Screen, actor: Actor) -> bool:
    if screen.asks is not None:
        return screen.asks(actor)
    if queries.is_outside(actor) and (not screen.outside or not screen.roles):
        return False
    return bool(screen.label) and (not screen.roles or actor.has(*screen.roles))
