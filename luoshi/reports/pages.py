"""A bulletin as a page, and the page as PDF."""

from __future__ import annotations

from typing import Any

import segno
from django.template.loader import render_to_string


def html(content: dict[str, Any]) -> bytes:
    """A page that stands alone: its style and QR code are in it."""
    code = segno.make(content["digest"], error="m").svg_data_uri(scale=3)
    return render_to_string("reports/bulletin.html", {**content, "code": code}).encode()


def pdf(content: dict[str, Any]) -> bytes:
    """The same page on paper."""
    from weasyprint import HTML  # half a second to import, and only a PDF needs it

    return bytes(HTML(string=html(content).decode()).write_pdf())
