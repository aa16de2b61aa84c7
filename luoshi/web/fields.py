"""Fields that many forms are made of: a day, a text, the pack's choices, files."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from luoshi.ledgers import queries as ledgers

MOST = 20 * 1024 * 1024
"""Bytes of a file that is sent with a form."""


def day_field(label: Any, **more: Any) -> forms.DateField:
    """A day, as the browser's own calendar gives it."""
    return forms.DateField(label=label, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"), **more)


def text_field(label: Any, rows: int = 3, **more: Any) -> forms.CharField:
    """A text of several lines."""
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **more)


def choices(ledger: str, key: str) -> list[tuple[str, str]]:
    """The pack's choices of a field of a ledger, in its own words."""
    return [(one, str(label)) for one, label in ledgers.ledger(ledger).fields[key].choices.items()]


def offer(form: forms.Form, key: str, offered: Iterable[tuple[Any, Any]]) -> None:
    """What may be chosen in a field, known only when a page is shown."""
    field = form.fields[key]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(offered)


class Several(forms.FileInput):
    """An input that takes several files."""

    allow_multiple_selected = True


def sent(data: Any) -> list[UploadedFile[Any]]:
    """The files of such an input; raises when one is too large."""
    files = [one for one in (data if isinstance(data, list | tuple) else [data]) if one]
    if any((one.size or 0) > MOST for one in files):
        raise forms.ValidationError(_("文件超过 20 MB；请压缩或拆分后再传。"), code="large")
    return files
