"""Every named address of the site, as the product's own list of them says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from django.urls import URLPattern, URLResolver, get_resolver


class Address(NamedTuple):
    """`name` as `reverse` takes it, the names of its arguments, the view behind it."""

    name: str
    arguments: frozenset[str]
    view: Callable[..., Any]


def addresses(urls: str | None = None) -> Iterator[Address]:
    """Those of a module of addresses; of the whole site where none is named."""

    def inside(resolver: URLResolver, space: str, outer: frozenset[str]) -> Iterator[Address]:
        for one in resolver.url_patterns:
            own = outer | one.pattern.converters.keys()
            if isinstance(one, URLPattern):
                yield Address(f"{space}{one.name}", own, one.callback)
            else:
                yield from inside(one, f"{space}{one.namespace}:" if one.namespace else space, own)

    return inside(get_resolver(urls), "", frozenset())
