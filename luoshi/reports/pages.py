"""A bulletin as a page, and the page as PDF."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import segno
from django.template.loader import render_to_string

from luoshi.reports.drawing import png


def html(content: dict[str, Any]) -> bytes:
    """A page that stands alone: its style and QR code are in it."""
    code = segno.make(content["digest"], error="m").svg_data_uri(scale=3)
    parts = {
        name: [{**one, "picture": _picture(one["chart"])} for one in content.get(name, [])]
        for name in ("sections", "annexes")
    }
    return render_to_string("reports/bulletin.html", {**content, **parts, "code": code}).encode()


def _picture(chart: dict[str, Any] | None) -> str:
    drawn = png(chart) if chart else None
    return f"data:image/png;base64,{b64encode(drawn).decode()}" if drawn else ""


def pdf(content: dict[str, Any]) -> bytes:
    """The same page on paper."""
    from weasyprint import HTML  # half a second to import, and only a PDF needs it

    return bytes(HTML(string=html(content).decode()).write_pdf())
