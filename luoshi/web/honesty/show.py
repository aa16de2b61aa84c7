"""Suspicions as people read them: rows of the list, both records side by side, what may be done."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.honesty import queries
from luoshi.honesty.policy import ANSWERED, ANSWERS, OPENED, QUERY, SETTLED, SETTLES, of_the_unit
from luoshi.honesty.queries import Opened
from luoshi.honesty.suspicion import Suspicion
from luoshi.kernel.actor import Actor
from luoshi.units import queries as units
from luoshi.web.below import said
from luoshi.web.components import Badge, Column, Confirm, Empty, Fact, Link, Pager, Row, Table


def badge(found: Opened) -> Badge:
    """Where it stands, or how it ended."""
    row = found.record.row
    if found.record.stage == SETTLED:
        words = {
            "explained": (_("说明属实"), "green"), "corrected": (_("已更正"), "green"),
            "false": (_("认定虚假"), "red"), "gone": (_("原因已消失"), "grey"),
        }  # fmt: skip
        return Badge(*words.get(str(row["verdict"]), (_("已审定"), "green")))
    return Badge(_("待审定"), "blue") if found.record.stage == ANSWERED else Badge(_("待说明"), "yellow")


def rule_labels() -> dict[str, str]:
    """Rule → what it is called, with its ledger."""
    return {f"{spec.name}.{rule.key}": f"{spec.label} · {rule.label}" for spec, rule in queries.rules()}


def table(found: Sequence[Opened], pager: Pager, export: str) -> Table:
    """Suspicions on record."""
    names, labels = units.names(), rule_labels()
    rows = [
        Row(
            {
                "matter": one.record.title, "rule": labels.get(one.rule, one.rule),
                "unit": names.get(one.record.unit, one.record.unit), "on": one.record.row["found_on"],
                "found": str(one.record.row["found"]), "state": badge(one),
            },
            reverse("honesty:suspicion", args=[one.record.ref.id]),
        )
        for one in found
    ]  # fmt: skip
    columns = [
        Column("matter", _("疑点")),
        Column("rule", _("核查规则"), phone=False),
        Column("found", _("发现的情况"), phone=False),
        Column("unit", _("由谁说明")),
        Column("on", _("发现日期"), "date"),
        Column("state", _("状态"), "badge"),
    ]
    hint = _("上报和结账时自动核查；也可以点“立即核查”。")
    return Table(columns, rows, _("疑点"), pager=pager, empty=Empty(_("没有疑点"), hint), export=export)


def live(found: Sequence[Suspicion]) -> Table:
    """Suspicions as they are found now, on a site that keeps no record of them."""
    names, labels = units.names(), rule_labels()
    rows = [
        Row(
            {
                "rule": labels.get(one.rule_name, one.rule_name), "found": said(one.said),
                "unit": names.get(one.unit, one.unit),
            },
            _first(one),
        )
        for one in found
    ]  # fmt: skip
    columns = [Column("rule", _("核查规则")), Column("found", _("发现的情况")), Column("unit", _("由谁说明"))]
    hint = _("核查规则写在台账包里（honesty）。")
    return Table(columns, rows, _("疑点"), empty=Empty(_("没有疑点"), hint))


def _first(found: Suspicion) -> str:
    """Where the record that answers is."""
    if not found.records:
        return ""
    ref = found.records[0].ref
    return reverse("ledgers:record", args=[ref.ledger, ref.id])


def facts(found: Opened) -> list[Fact]:
    """What was found, what the unit says, how it ended."""
    row, names = found.record.row, units.names()
    made = [
        Fact(_("由谁说明"), names.get(found.record.unit, found.record.unit)),
        Fact(_("核查规则"), rule_labels().get(found.rule, found.rule)),
        Fact(_("发现日期"), str(row["found_on"])),
        Fact(_("发现的情况"), str(row["found"]), wide=True),
    ]
    if row["explanation"]:
        made.append(Fact(_("单位说明"), row["explanation"], wide=True))
    if row["opinion"]:
        made.append(Fact(_("审定意见"), str(row["opinion"]), wide=True))
    return made


def offers(actor: Actor, found: Opened) -> tuple[Link, ...]:
    """What the person may do about it."""
    made, unit = [], found.record.unit
    number = found.record.ref.id
    if found.open and unit in units.reach(actor, *ANSWERS):
        made.append(Link(_("说明情况"), reverse("honesty:answer", args=[number]), "message-2", strong=True))
    if found.open and unit in units.reach(actor, *SETTLES) and not of_the_unit(actor, unit):
        strong = found.record.stage != OPENED
        made.append(Link(_("审定"), reverse("honesty:settle", args=[number]), "shield-check", strong=strong))
    history = reverse("ledgers:record", args=[QUERY, number])
    return (*made, Link(_("佐证和经过"), history, "history"))


def question() -> Confirm:
    """Before all rules run over the person's units."""
    text = _("按台账包的规则核查您的单位及下级的记录。新发现的疑点会请单位说明，原因已消失的自动销号。")
    return Confirm("check", _("立即核查"), text, reverse("honesty:check"), _("核查"))
