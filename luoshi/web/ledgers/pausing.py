"""Stopping a record's clocks, for a reason that its ledger names; and letting them run on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from luoshi.ledgers import pausing, queries
from luoshi.ledgers.records import Record, Ref
from luoshi.packs.spec import PauseKind
from luoshi.web.ledgers.work import about, back, form_page, where
from luoshi.web.request import Request
from luoshi.web.submitting import attempt


class Pause(forms.Form):
    """For what the clocks stand still, and why; a kind is chosen where the ledger names kinds."""

    why = forms.CharField(label=gettext_lazy("暂停原因"), widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, kinds: Mapping[str, PauseKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kinds:
            choices = [(key, str(one.label)) for key, one in kinds.items()]
            kind = forms.ChoiceField(label=_("种类"), choices=choices, widget=forms.RadioSelect)
            self.fields = {"kind": kind, **self.fields}


@form_page
def pause(request: Request, name: str, number: int) -> HttpResponse:
    """Stop the clocks."""
    ref = Ref(name, number)
    record = queries.record(request.actor, ref, "report")
    kinds = {key: one for key, one in record.spec.pauses.items() if pausing.may(request.actor, record, one)}
    form = Pause(request.POST or None, kinds=kinds)

    def act() -> tuple[Record | None]:
        said = form.cleaned_data
        return (pausing.pause(request.actor, ref, why=said["why"], kind=said.get("kind", "")),)

    if made := attempt(request, form, act):
        return back(request, record, _told(made[0], _("已暂停计时。")))
    title = _("暂停计时：%(title)s") % {"title": record.title}
    return about(request, record, title, form, _("暂停计时"))


@require_POST
def resume(request: Request, name: str, number: int) -> HttpResponse:
    """Let the clocks run again."""
    ref = Ref(name, number)
    messages.success(request, _told(pausing.resume(request.actor, ref), _("已恢复计时。")))
    return redirect(where(ref))


def _told(notice: Record | None, said: str) -> str:
    return said + _("告知书已写好，申请人可以看到。") if notice else said
