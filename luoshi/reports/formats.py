"""The formats of a bulletin: how each is made from a frozen context, and what it is called in HTTP."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from luoshi.reports import docx, pages, xlsx

OFFICE = "application/vnd.openxmlformats-officedocument"
FORMATS: Mapping[str, tuple[Callable[[dict[str, Any]], bytes], str]] = {
    "docx": (docx.render, f"{OFFICE}.wordprocessingml.document"),
    "pdf": (pages.pdf, "application/pdf"),
    "xlsx": (xlsx.render, f"{OFFICE}.spreadsheetml.sheet"),
    "html": (pages.html, "text/html"),
}
