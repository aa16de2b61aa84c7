"""A 责任书 as PDF, and as the page it is set from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.template.loader import render_to_string

from luoshi.commitments.letters import HEAD, Text, signers


def html(text: Text, signatures: Iterable[dict[str, Any]] = ()) -> str:
    """The letter as a page that stands alone; who has signed stands at the places for names."""
    held = list(signatures)
    sides = [
        (party, name, "、".join(signers(held, side)))
        for party, name, side in (("甲方", text.from_name, "from"), ("乙方", text.to_name, "to"))
    ]
    return render_to_string("reports/letter.html", {"text": text, "head": HEAD, "sides": sides})


def render(text: Text, signatures: Iterable[dict[str, Any]] = ()) -> bytes:
    """The same on paper."""
    from weasyprint import HTML  # half a second to import, and only a PDF needs it

    return bytes(HTML(string=html(text, signatures)).write_pdf())
