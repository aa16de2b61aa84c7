"""The steps of an election, each a form and what it does: one page serves them all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms as django_forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from luoshi.elections import actions, declaring, polling, rolls, typed
from luoshi.kernel.actor import Actor
from luoshi.web.elections import forms

Act = Callable[[Actor, int, Any], object]


@dataclass(frozen=True)
class Doing:
    """`act` gets the form when it is good; `said` tells that it is done, `back` which page follows."""

    title: str | Promise
    button: str | Promise
    said: str | Promise
    form: type[django_forms.Form]
    act: Act
    back: str = "elections:one"


STEPS: Mapping[str, Doing] = {
    "enter": Doing(
        _("列入名册"), _("列入"), _("已列入名册。"), forms.Enter,
        lambda who, n, form: rolls.enter(who, n, form.lines()), "elections:roll",
    ),
    "from-ledger": Doing(
        _("从台账列入名册"), _("列入"), _("已列入名册。"), forms.FromLedger,
        lambda who, n, form: rolls.enter_from_ledger(
            who, n, form.cleaned_data["ledger"], form.columns(), form.cleaned_data["where"]
        ), "elections:roll",
    ),
    "freeze": Doing(
        _("名册截止"), _("截止"), _("名册已截止，摘要已公布。"), forms.Freeze,
        lambda who, n, form: rolls.freeze(who, n, form.cleaned_data["cut_off"]),
    ),
    "unfreeze": Doing(
        _("重开名册"), _("重开"), _("名册已重开；改好后再截止。"), forms.Why,
        lambda who, n, form: rolls.unfreeze(who, n, why=form.cleaned_data["why"]),
    ),
    "appoint": Doing(
        _("确定计票人、监票人"), _("确定"), _("已确定。"), forms.Appoint,
        lambda who, n, form: actions.appoint(
            who, n, form.cleaned_data["office"], form.cleaned_data["login"]
        ),
    ),
    "nominate": Doing(
        _("登记推荐"), _("登记"), _("推荐已登记。"), forms.Nominate,
        lambda who, n, form: actions.nominate(
            who, n, form.cleaned_data["branch"], typed.counts(form.cleaned_data["names"], "names")
        ),
    ),
    "settle": Doing(
        _("确定候选人"), _("确定，不再改"), _("候选人名单已确定。"), forms.Settle,
        lambda who, n, form: actions.settle(who, n, typed.named(form.cleaned_data["people"])),
    ),
    "close": Doing(
        _("结束投票，封箱"), _("封箱"), _("票箱已封，选票已公布。"), forms.Close,
        lambda who, n, form: polling.close_poll(who, n, form.cleaned_data["present"]),
    ),
    "count": Doing(
        _("登记计票单"), _("登记"), _("计票单已登记。"), forms.Tally,
        lambda who, n, form: declaring.hand_in_count(who, n, form.cleaned_data["table"], form.sheet()),
    ),
}  # fmt: skip
