"""Files of issued bulletins: set once from the frozen content, then kept under its digest."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from luoshi import __version__
from luoshi.kernel import disk
from luoshi.kernel.errors import InputError
from luoshi.reports.formats import FORMATS
from luoshi.reports.models import Bulletin


def file(found: Bulletin, form: str) -> bytes:
    """The bulletin in a format: what an issued one gave before with this version of the product, it gives
    again to the byte."""
    if form not in FORMATS:
        raise InputError(f"没有格式“{form}”", hint=f"可用：{'、'.join(FORMATS)}")
    render, _kind = FORMATS[form]
    if found.state != "issued":
        return render(found.content)
    kept = Path(settings.EXPORTS) / "bulletins" / f"{found.digest}-{__version__}.{form}"
    if kept.is_file():
        return kept.read_bytes()
    made = render(found.content)
    kept.parent.mkdir(parents=True, exist_ok=True)
    disk.put(kept, made)
    return made
