"""The steps of an appeal, each a form and what it does: one page serves them all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from luoshi.appeals import checking, publishing, queries, receiving, repeating, routing
from luoshi.appeals.checking import Heard
from luoshi.appeals.policy import APPEAL, ORDER, PROPOSAL
from luoshi.appeals.routing import Handing
from luoshi.kernel.actor import Actor
from luoshi.web.appeals import forms
from luoshi.web.stepping import Step


def _hand(actor: Actor, number: int, said: Mapping[str, Any]) -> object:
    return routing.hand_out(actor, number, Handing(said["unit"], said["asked"], said["tell"]))


def _check(actor: Actor, number: int, said: Mapping[str, Any]) -> object:
    heard = Heard(said["mended"], said["rating"], said["said"])
    return checking.check(actor, number, said["how"], heard)


STEPS: Mapping[str, Step] = {
    "hand": Step(_("交办"), _("交办"), _("已交办。"), APPEAL, forms.Hand, _hand),
    "refuse": Step(
        _("不予受理"), _("不予受理"), _("已记为不予受理，诉求人看得到原因。"), APPEAL, forms.Why,
        lambda who, n, said: receiving.refuse(who, n, why=said["why"]),
    ),
    "merge": Step(
        _("并案"), _("并案"), _("已并案，诉求人看得到并入那一件的答复。"), APPEAL, forms.Merge,
        lambda who, n, said: receiving.merge(who, n, queries.numbered(who, said["into"]), why=said["why"]),
    ),
    "answer": Step(
        _("答复诉求人"), _("答复"), _("已答复。"), APPEAL, forms.Answer,
        lambda who, n, said: routing.answer(who, n, said["text"]),
    ),
    "check": Step(_("回访"), _("记入"), _("回访已记入。"), APPEAL, forms.Heard, _check),
    "reopen": Step(
        _("重新办理"), _("重新办理"), _("已重新办理。"), APPEAL, forms.Why,
        lambda who, n, said: checking.reopen(who, n, why=said["why"]),
    ),
    "take_down": Step(
        _("撤下公开"), _("撤下"), _("已撤下。"), APPEAL, forms.Why,
        lambda who, n, said: publishing.take_down(who, n, why=said["why"]),
    ),
    "take": Step(
        _("签收"), _("签收"), _("已签收。"), ORDER, forms.Sure, lambda who, n, _said: routing.take(who, n)
    ),
    "send_back": Step(
        _("退回"), _("退回"), _("已退回受理员。"), ORDER, forms.Why,
        lambda who, n, said: routing.send_back(who, n, why=said["why"]),
    ),
    "reply": Step(
        _("反馈办理情况"), _("反馈"), _("已反馈，等受理员审核。"), ORDER, forms.Reply,
        lambda who, n, said: routing.reply(who, n, said["text"], said["papers"]),
    ),
    "return": Step(
        _("退回重办"), _("退回重办"), _("已退回重办，时限不变。"), ORDER, forms.Why,
        lambda who, n, said: routing.return_reply(who, n, why=said["why"]),
    ),
    "propose": Step(
        _("提出建议"), _("提出"), _("已提出，等领导批示。"), PROPOSAL, forms.Advice,
        lambda who, n, said: repeating.propose(who, n, said["text"]),
    ),
    "decide": Step(
        _("批示"), _("批示"), _("已批示。"), PROPOSAL, forms.Decision,
        lambda who, n, said: repeating.decide(who, n, said["text"]),
    ),
}  # fmt: skip
