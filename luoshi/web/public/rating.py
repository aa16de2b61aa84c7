"""How it was: asked of whom a record was done for, at an address that their office gave them. Looking changes
nothing; one press answers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError
from luoshi.ledgers import answering
from luoshi.ledgers.answering import Asked
from luoshi.ledgers.records import Record
from luoshi.units import queries as units
from luoshi.web import flood
from luoshi.web.components import Page
from luoshi.web.request import Request
from luoshi.web.submitting import attempt

AN_HOUR, SECONDS = 60, 3_600
"""Answers that are taken of one address in an hour: a hall may have one for all who come."""


class Remark(forms.Form):
    """A line beside the answer; the answer is the button."""

    remark = forms.CharField(
        label=gettext_lazy("还想说的（选填）"), required=False, max_length=answering.LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def __init__(self, *args: Any, asked: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asked:
            del self.fields["remark"]


@never_cache
@require_http_methods(["GET", "POST"])
def rate(request: Request, words: str) -> HttpResponse:
    """The question with a button for each answer, or why it is not asked now."""
    found = answering.asked(words)
    own = request.user.is_authenticated and answering.is_own(request.actor, found)
    form = Remark(request.POST or None, asked=found.asking.remark is not None)

    def act() -> Record:
        if own:
            answering.refuse_own(request.actor, found)
        if flood.count(request, "rating", seconds=SECONDS) > AN_HOUR:
            raise InputError(_("这个地址评价的太多了"), hint=_("请一小时后再来"))
        system = Actor.system(settings.CLOCK)
        said = form.cleaned_data.get("remark", "")
        return answering.answer(system, words, request.POST.get("choice", ""), said)

    if attempt(request, form, act):
        messages.success(request, _("谢谢您的评价。"))
        return redirect("public:rate", words)
    asks = found.state == "open" and not own
    context = {
        "page": Page(found.record.title, lead=units.names().get(found.record.unit, "")),
        "found": found,
        "note": "" if asks else _note(found, own),
        "form": form,
        "choices": [*found.choices.items()] if asks else [],
    }
    return render(request, "public/rate.html", context)


def _note(found: Asked, own: bool) -> str:
    """Why nothing is asked."""
    said = {
        "withdrawn": _("这件事已经撤回，不用评价了。"),
        "early": _("还没有办好，办好以后再请您评价。"),
        "said": _("已经评价过了，每件事评价一次。"),
        "open": _("您是办理单位的人，不能自己评价；请把这个地址发给服务对象。") if own else "",
    }
    return said[found.state]
