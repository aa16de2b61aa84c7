"""Scores and the order under the budget, as pages show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from django.utils.translation import gettext as _

from luoshi.kernel.money import from_fen
from luoshi.reviews.models import Subject
from luoshi.reviews.policy import PLACED, UNIT
from luoshi.reviews.scoring import Result, shown
from luoshi.web.components import Badge, Column, Row, Table

TONES: Mapping[str, str] = {"proposed": "green", "reserve": "blue", "tied": "orange", "below": "grey"}


def scores(found: Mapping[Subject, Result], called: Mapping[int, str], titles: Mapping[int, str]) -> Table:
    """Every score by expert, with what stands out."""
    rows = []
    for one, made in found.items():
        said = [
            f"{called.get(seat, seat)} {shown(points)}{_mark(seat, made)}"
            for seat, points in sorted(made.totals.items(), key=lambda pair: -pair[1])
        ]
        rows.append(
            Row(
                {
                    "code": one.code, "title": titles.get(one.record, ""), "given": "　".join(said),
                    "mean": shown(made.mean),
                    "talk": Badge(_("分歧大"), "orange", _("相差 %(n)s 分") % {"n": shown(made.spread)})
                    if made.disputed else None,
                }
            )
        )  # fmt: skip
    columns = [
        Column("code", _("编号")), Column("title", _("项目"), phone=False),
        Column("given", _("各专家评分"), phone=False),
        Column("mean", _("平均")), Column("talk", _("评议"), "badge"),
    ]  # fmt: skip
    return Table(columns, rows, _("评分"))


def _mark(seat: int, made: Result) -> str:
    return _("（偏离）") if seat in made.outliers else _("（去掉）") if seat in made.dropped else ""


def ranking(lines: Sequence[Mapping[str, object]], titles: Mapping[int, str]) -> Table:
    rows = []
    for one in lines:
        state = str(one["state"])
        rows.append(
            Row(
                {
                    "rank": one["rank"],
                    "code": one["code"],
                    "title": titles.get(int(str(one["record"])), ""),
                    "mean": shown(Fraction(str(one["mean"]))),
                    "asked": from_fen(int(str(one["asked"])), UNIT),
                    "used": from_fen(int(str(one["used"])), UNIT),
                    "state": Badge(str(PLACED[state]), TONES[state]),
                    "opinion": one["opinion"],
                }
            )
        )  # fmt: skip
    columns = [
        Column("rank", _("位次"), "number", places=0), Column("code", _("编号"), phone=False),
        Column("title", _("项目")), Column("mean", _("平均分")),
        Column("asked", _("申请"), "number", UNIT, phone=False),
        Column("used", _("累计"), "number", UNIT, phone=False), Column("state", _("建议"), "badge"),
        Column("opinion", _("会议意见"), phone=False),
    ]  # fmt: skip
    return Table(columns, rows, _("排序"))
