"""The steps of a grant, each a form and what it does: one page serves them all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from luoshi.grants import contracting, deciding, diligence, ending, noticing, paying, running
from luoshi.grants.deciding import Approval
from luoshi.grants.ending import Acceptance
from luoshi.grants.paying import Payment, Seen
from luoshi.grants.policy import (
    CHANGE,
    DECISION,
    DILIGENCE,
    INSTALMENT,
    LINE,
    LOOK,
    MILESTONE,
    MONEY,
    PERFORMANCE,
    PROJECT,
)
from luoshi.grants.running import Wish
from luoshi.kernel.actor import Actor
from luoshi.web.grants import forms
from luoshi.web.stepping import Step


def _draw_up(actor: Actor, number: int, said: Mapping[str, Any]) -> object:
    return contracting.draw_up(actor, number, said["terms"])


def _accept(actor: Actor, number: int, said: Mapping[str, Any]) -> object:
    return ending.accept(actor, number, Acceptance(said["verdict"], said["spent"], said["paper"]))


def _decide(actor: Actor, number: int, said: Mapping[str, Any]) -> object:
    paper = said["paper"]
    return deciding.decide(
        actor, number, Approval(said["number"], said["opinion"], paper.name, paper.content)
    )


def _ask(actor: Actor, number: int, said: Mapping[str, Any]) -> object:
    wish = Wish(said["kind"], said["wants"], said["ends_on"], said["leader"])
    return running.ask(actor, number, wish, said["paper"])


def _performance(actor: Actor, number: int, said: Mapping[str, Any]) -> object:
    numbers = {key: said[key] for key in ("sales", "tax", "jobs", "patents", "note")}
    return ending.report_performance(actor, number, numbers, said["paper"])


def _pay(actor: Actor, number: int, said: Mapping[str, Any]) -> object:
    return paying.pay(actor, number, Payment(said["paid_on"], said["voucher"], said["paper"]))


def _look(actor: Actor, number: int, said: Mapping[str, Any]) -> object:
    seen = Seen(said["used"], said["on_purpose"], said["found"], said["paper"])
    return paying.look(actor, number, seen)


STEPS: Mapping[str, Step] = {
    "notice": Step(
        _("公示方案"), _("公示五个工作日"), _("已公示。"), DECISION, forms.Notice,
        lambda who, n, said: noticing.open_notice(who, n, said["phone"]),
    ),
    "decide": Step(_("批准立项"), _("批准"), _("已批准立项。"), DECISION, forms.Decide, _decide),
    "discard": Step(
        _("撤销方案"), _("撤销"), _("已撤销。"), DECISION, forms.Why,
        lambda who, n, said: deciding.discard(who, n, why=said["why"]),
    ),
    "contract": Step(
        _("拟定任务书"), _("保存"), _("任务书已拟定，可下载签字盖章。"), PROJECT, forms.Contract, _draw_up
    ),
    "sign": Step(
        _("登记签订任务书"), _("登记"), _("任务书已签订。"), PROJECT, forms.Upload,
        lambda who, n, said: contracting.sign(who, n, said["paper"]),
    ),
    "report": Step(
        _("报送里程碑"), _("报送"), _("已报送，等待核查。"), MILESTONE, forms.Reported,
        lambda who, n, said: running.report(who, n, said["text"], said["paper"]),
    ),
    "check": Step(
        _("核查里程碑"), _("记入"), _("核查结论已记入。"), MILESTONE, forms.Check,
        lambda who, n, said: running.check(who, n, said["verdict"], opinion=said["opinion"]),
    ),
    "release": Step(
        _("审核拨款"), _("同意拨付"), _("已审核，由财务管理员拨付。"), INSTALMENT, forms.Release,
        lambda who, n, said: paying.release(who, n, basis=said["basis"]),
    ),
    "pay": Step(_("登记拨付"), _("登记"), _("拨付已登记。"), INSTALMENT, forms.Pay, _pay),
    "cancel": Step(
        _("不再拨付"), _("不再拨付"), _("这一期不再拨付。"), INSTALMENT, forms.Why,
        lambda who, n, said: paying.cancel(who, n, why=said["why"]),
    ),
    "back": Step(
        _("收回结余资金"), _("登记"), _("收回已登记。"), PROJECT, forms.Back,
        lambda who, n, said: paying.take_back(who, n, said["amount"], said["voucher"], said["paper"]),
    ),
    "look": Step(_("资金使用回访"), _("记入"), _("回访已记入。"), LOOK, forms.Look, _look),
    "raise": Step(
        _("登记资金到位"), _("登记"), _("到位已登记。"), MONEY, forms.Raised,
        lambda who, n, said: contracting.raise_money(who, n, said["in_place"], said["on"], said["paper"]),
    ),
    "change": Step(_("申请变更"), _("申请"), _("申请已提交，等待审批。"), PROJECT, forms.Wish, _ask),
    "ruling": Step(
        _("审批变更"), _("确定"), _("已审批。"), CHANGE, forms.Ruling,
        lambda who, n, said: running.decide_change(
            who, n, said["granted"] == "yes", opinion=said["opinion"]
        ),
    ),
    "accept": Step(_("登记验收"), _("登记"), _("验收已登记。"), PROJECT, forms.Accept, _accept),
    "stop": Step(
        _("终止项目"), _("终止"), _("项目已终止。"), PROJECT, forms.Why,
        lambda who, n, said: ending.stop(who, n, why=said["why"]),
    ),
    "performance": Step(
        _("报送绩效"), _("报送"), _("绩效已报送。"), PERFORMANCE, forms.Performance, _performance
    ),
    "confirm": Step(
        _("核查绩效"), _("核查属实"), _("绩效已核查。"), PERFORMANCE, forms.Sure,
        lambda who, n, _said: ending.confirm_performance(who, n),
    ),
    "follow": Step(
        _("转入绩效跟踪"), _("转入"), _("已转入绩效跟踪；一年和三年后由系统提醒报送。"), PROJECT, forms.Sure,
        lambda who, n, _said: ending.follow(who, n),
    ),
    "drop": Step(
        _("从方案中取消"), _("取消"), _("已取消。"), LINE, forms.Why,
        lambda who, n, said: deciding.drop_line(who, n, why=said["why"]),
    ),
    "conclude": Step(
        _("签字"), _("签字"), _("调查表已签字。"), DILIGENCE, forms.Conclude,
        lambda who, n, said: diligence.sign(who, n, said["advice"], said["conclusion"]),
    ),
}  # fmt: skip
