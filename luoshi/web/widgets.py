"""Inputs that Django renders slowly: its own templates make one rendering of every choice."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe


class Select(forms.Select):
    """A select whose choices are written in one go: units are hundreds, and stand in many forms."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        del renderer
        said = self.build_attrs(self.attrs, {**(attrs or {}), "name": name})
        chosen = {str(one) for one in self.format_value(value)}
        options = "".join(_option(key, label, chosen) for key, label in self.choices)
        return format_html("<select{}>{}</select>", flatatt(said), mark_safe(options))


def _option(key: Any, label: Any, chosen: set[str]) -> str:
    said = "" if key is None else str(key)
    mark = " selected" if said in chosen else ""
    return f'<option value="{conditional_escape(said)}"{mark}>{conditional_escape(label)}</option>'
