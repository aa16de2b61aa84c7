"""The product's template components: `{% load luoshi %}`, then a tag per component of `components`."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from typing import Any

import segno
from django import template
from django.forms import BaseForm, BoundField, CheckboxInput, RadioSelect, Select, Widget
from django.template.context import RequestContext
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from luoshi.web import below, components, formats, tables

register = template.Library()

register.filter("amount", formats.amount)
register.filter("percent", formats.percent)
register.filter("points", formats.points)
register.filter("change", formats.change)
register.filter("day", formats.day)
register.filter("moment", formats.moment)
register.filter("size", formats.size)
register.filter("digest", formats.digest)
register.filter("unit", formats.unit_words)
register.filter("below", below.said)
register.filter("told", below.told)
register.filter("told_problem", below.problem)


@register.filter
def aside(label: str, unit: str) -> str:
    """A heading with its unit beside it."""
    return formats.aside(label, formats.unit_words(unit))


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon of the sprite; decoration unless `label` gives it a meaning of its own."""
    return _drawn(name, format_html('role="img" aria-label="{}"', label)) if label else _decoration(name)


@cache
def _decoration(name: str) -> SafeString:
    """Kept: a page draws some fifty of the same."""
    return _drawn(name, mark_safe('aria-hidden="true"'))


def _drawn(name: str, role: SafeString) -> SafeString:
    return format_html(
        '<svg class="icon" {}><use href="{}#{}"></use></svg>', role, static("vendor/icons.svg"), name
    )


@register.inclusion_tag("components/table.html", takes_context=True)
def table(context: RequestContext, table: components.Table) -> dict[str, Any]:
    query = context["request"].GET if "request" in context else {}
    return {"table": table, **tables.around(table, query)}


@register.simple_tag
def table_rows(table: components.Table) -> SafeString:
    """The rows of a table's body."""
    return mark_safe(tables.body(table))


@register.inclusion_tag("components/filters.html", takes_context=True)
def filters(context: RequestContext, form: BaseForm) -> dict[str, Any]:
    """A bar of filters from a form, sent by GET; the order asked for is kept."""
    return {
        "form": form,
        "sort": context["request"].GET.get("sort", ""),
        "path": context["request"].path,
        "active": any(form.data.get(form.add_prefix(name)) for name in form.fields),
    }


@register.inclusion_tag("components/badge.html")
def badge(badge: components.Badge | None) -> dict[str, Any]:
    return {"badge": badge}


@register.inclusion_tag("components/stages.html")
def stages(steps: Iterable[components.Step]) -> dict[str, Any]:
    return {"steps": steps}


@register.inclusion_tag("components/timeline.html")
def timeline(events: Iterable[components.Event]) -> dict[str, Any]:
    return {"events": events}


@register.inclusion_tag("components/facts.html")
def facts(facts: Iterable[components.Fact]) -> dict[str, Any]:
    return {"facts": facts}


@register.inclusion_tag("components/files.html")
def files(files: Iterable[components.File], empty: components.Empty | None = None) -> dict[str, Any]:
    return {"files": files, "empty": empty}


@register.inclusion_tag("components/empty.html")
def empty(empty: components.Empty) -> dict[str, Any]:
    return {"empty": empty}


@register.inclusion_tag("components/form.html")
def form(form: BaseForm) -> dict[str, Any]:
    """All fields of a form with its general errors; the <form> and its buttons are the page's."""
    return {"form": form}


@register.inclusion_tag("components/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """One field: label, what is required, help, and errors that say what would be right."""
    widget = bound.field.widget
    invalid = " is-invalid" if bound.errors else ""
    style = f"{_style(widget)} {widget.attrs.get('class', '')}".strip() + invalid
    return {
        "field": bound,
        "widget": bound.as_widget(attrs={"class": style}),
        "check": isinstance(widget, CheckboxInput),
        "seen": bound.as_hidden(only_initial=True) if bound.field.show_hidden_initial else "",
    }


def _style(widget: Widget) -> str:
    if isinstance(widget, RadioSelect):
        return "choices"
    if isinstance(widget, CheckboxInput):
        return "form-check-input"
    return "form-select" if isinstance(widget, Select) else "form-control"


@register.inclusion_tag("components/confirm.html", takes_context=True)
def confirm(context: RequestContext, confirm: components.Confirm) -> dict[str, Any]:
    """A dialog opened by any button with `data-dialog="<key>"` (a Link with `dialog`)."""
    return {"confirm": confirm, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("components/button.html")
def button(link: components.Link) -> dict[str, Any]:
    return {"link": link}


@register.inclusion_tag("components/tabs.html")
def tabs(links: Iterable[components.Link]) -> dict[str, Any]:
    return {"links": links}


@register.inclusion_tag("components/chooser.html")
def chooser(chooser: components.Chooser) -> dict[str, Any]:
    return {"chooser": chooser}


@register.inclusion_tag("components/job.html", takes_context=True)
def job(context: RequestContext, job: components.Job) -> dict[str, Any]:
    return {"job": job, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("components/stat.html")
def stat(stat: components.Stat) -> dict[str, Any]:
    return {"stat": stat}


@register.inclusion_tag("components/pace.html")
def pace(
    completion: Decimal | None, pace: Decimal | None, light: components.Badge | None = None
) -> dict[str, Any]:
    """A bar of completion with a mark at the pace; both in percent, the bar ends at 100 or at the most."""
    if completion is None:
        return {"bar": None}
    end = max(Decimal(100), completion)
    return {
        "bar": float(100 * max(Decimal(0), completion) / end),
        "mark": None if pace is None else float(100 * pace / end),
        "completion": completion,
        "pace": pace,
        "colour": light.colour if light else "blue",
    }


@register.inclusion_tag("components/chart.html")
def chart(chart: components.Chart) -> dict[str, Any]:
    return {"chart": chart, "data_id": f"chart-{chart.key}"}


@register.inclusion_tag("components/address.html")
def address(address: components.Address) -> dict[str, Any]:
    return {"address": address, "qr": _code(address.url)}


@register.inclusion_tag("components/proof.html")
def proof(proof: components.Proof) -> dict[str, Any]:
    return {"proof": proof, "qr": _code(proof.url)}


@register.simple_tag(name="code")
def _code(url: str) -> SafeString:
    """An address as a picture that a phone reads."""
    return mark_safe(segno.make(url, error="m").svg_inline(scale=3, border=2, omitsize=True))


@register.simple_tag(takes_context=True)
def query(context: RequestContext, **changes: Any) -> str:
    """The page's own address with some of its query changed: `{% query page=2 %}`."""
    return tables.query(context["request"].GET, changes)


@register.filter
def split(words: str) -> list[str]:
    """The words of a text: `{% for key in "sort size"|split %}`."""
    return words.split()


@register.filter
def value(query: Any, key: str) -> str:
    """A query's value, empty when it has none."""
    return str(query.get(key, ""))


@register.filter
def values(query: Any, key: str) -> list[str]:
    """All of a query's values of a name."""
    return list(query.getlist(key))
