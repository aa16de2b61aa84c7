"""A form sent in: the action is tried, and what it says no to is shown where it was typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _

from luoshi.kernel.errors import InputError, Locked, LuoshiError, Missing, Refused
from luoshi.web.below import said
from luoshi.web.languages import in_chinese

T = TypeVar("T")


def attempt(request: HttpRequest, form: forms.Form, act: Callable[[], T]) -> T | None:
    """What the action answers to a form that was sent, or None: not sent, or with the form's errors
    telling what is wrong.

    A problem that names a field by its Chinese label (the unit in brackets aside) or key stands at
    that field; everything else at the top. `Stale` passes through: only the page knows what others changed.
    """
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return act()
    except (InputError, Locked, Missing, Refused) as fault:
        _tell(form, fault)
        return None


def _tell(form: forms.Form, fault: LuoshiError) -> None:
    with in_chinese():
        by_label = {str(field.label).partition("（")[0]: key for key, field in form.fields.items()}
    problems = fault.problems if isinstance(fault, InputError) else ()
    for one in problems:
        key = one.field if one.field in form.fields else by_label.get(one.field)
        text = _joined(said(one.what), said(one.right))
        form.add_error(key, text if key or not one.field else f"{one.field}{_('：')}{text}")
    if not problems:
        form.add_error(None, _joined(said(fault.message), said(fault.hint)))


def _joined(what: str, right: str) -> str:
    """What is wrong, and what would be right when that can be told."""
    return _("；").join(filter(None, (what, right)))
