"""Rules over how a record stands: above its total, outside its year, without its evidence, not started."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from dateutil.relativedelta import relativedelta
from django.db.models import Exists, F, Max, Min, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from luoshi.honesty.finding import Asked, Found, label, morning, said
from luoshi.kernel.language import say
from luoshi.kernel.numbers import show
from luoshi.ledgers import queries
from luoshi.ledgers.models import Evidence
from luoshi.ledgers.records import Ref
from luoshi.packs import honesty_rules as shapes
from luoshi.packs.spec import HonestyRule, Ledger

_YEARS = 6
"""Plan years back that are told one from another; what is before them is outside in any case."""


def over_total(asked: Asked, spec: Ledger, rule: HonestyRule, params: shapes.OverTotal) -> Iterator[Found]:
    """One query: each record beside the sum of its children."""
    child = queries.ledger(f"{spec.pack}.{params.child}")
    total, up = str(child.total), str(child.parent)
    mine = asked.rows(child).filter(**{up: OuterRef("id")}).exclude(verification="rejected").order_by()
    summed = Subquery(mine.values(up).annotate(all=Sum(total)).values("all"))
    rows = asked.mine(spec).annotate(_sum=Coalesce(summed, 0)).filter(_sum__gt=F(params.field))
    for number, whole, parts in rows.order_by("id").values_list("id", params.field, "_sum"):
        over = said(spec, params.field, parts - whole)
        what = say(
            f"{child.label}合计 {said(child, total, parts)}，超过{label(spec, params.field)} "
            f"{said(spec, params.field, whole)}，多 {over}",
            f"{child.label} sum to {said(child, total, parts)}, above {label(spec, params.field)} "
            f"{said(spec, params.field, whole)} by {over}",
        )
        yield Found(f"{rule.key}:{spec.name}/{number}", (Ref(spec.name, number),), what, (params.field,))


def outside_year(
    asked: Asked, spec: Ledger, rule: HonestyRule, params: shapes.OutsideYear
) -> Iterator[Found]:
    """One query for the years there are, one for what was reported outside them."""
    key, plan = str(params.date or spec.dated), queries.plan_year(spec.pack)
    rows = asked.mine(spec).exclude(**{f"{key}__isnull": True})
    ends = rows.aggregate(low=Min(key), high=Max(key))
    if ends["low"] is None:
        return
    last = plan.of(asked.until)
    first = max(plan.of(max(ends["low"], date(2, 1, 1))), last - _YEARS)
    before, outside = plan.span(first)[0], Q()
    for year in range(first, min(plan.of(ends["high"]), last + 1) + 1):
        start, end = plan.span(year)
        closed = morning(end + relativedelta(days=params.late + 1))
        in_year = Q(**{f"{key}__gte": start, f"{key}__lte": end})
        outside |= in_year & (Q(reported_at__lt=morning(start)) | Q(reported_at__gte=closed))
    outside |= Q(**{f"{key}__lt": before}) & Q(reported_at__gte=morning(before))
    outside |= Q(**{f"{key}__gt": plan.span(last + 1)[1]})
    for number, day, reported in rows.filter(outside).order_by("id").values_list("id", key, "reported_at"):
        typed = reported.astimezone(morning(day).tzinfo).date()
        what = say(
            f"{label(spec, key)} {day} 属于 {plan.of(day)} 年度，"
            f"却在 {typed} 才填报（{plan.of(typed)} 年度）",
            f"{label(spec, key)} {day} falls in plan year {plan.of(day)}, but was reported on {typed} "
            f"(plan year {plan.of(typed)})",
        )
        yield Found(f"{rule.key}:{spec.name}/{number}", (Ref(spec.name, number),), what, (key,))


def stage_without_evidence(
    asked: Asked, spec: Ledger, rule: HonestyRule, params: shapes.StageWithoutEvidence
) -> Iterator[Found]:
    """Records that have entered a stage and hold nothing, or only what was rejected, for what it needs."""
    keys = [stage.key for stage in spec.stages]
    wanted = [
        (place, purpose)
        for place, stage in enumerate(spec.stages)
        if not params.stages or stage.key in params.stages
        for purpose in stage.needs.evidence
    ]
    held = Evidence.objects.filter(ledger=spec.name, record=OuterRef("id")).exclude(state="rejected")
    rows = asked.mine(spec).annotate(
        **{f"_has_{purpose}": Exists(held.filter(purpose=purpose)) for _place, purpose in wanted}
    )
    lacks = Q(pk__in=[])
    for place, purpose in wanted:
        lacks |= Q(stage__in=keys[place:], **{f"_has_{purpose}": False})
    names = [f"_has_{purpose}" for _place, purpose in wanted]
    for number, stage, *has in rows.filter(lacks).order_by("id").values_list("id", "stage", *names):
        due = zip(wanted, has, strict=True)
        missing = [p for (place, p), there in due if not there and place <= keys.index(stage)]
        yield _lacking(spec, rule, number, stage, missing)


def _lacking(spec: Ledger, rule: HonestyRule, number: int, stage: str, missing: Sequence[str]) -> Found:
    at = next(str(one.label) for one in spec.stages if one.key == stage)
    words = "、".join(f"“{spec.evidence[purpose].label}”" for purpose in dict.fromkeys(missing))
    what = say(
        f"已处于“{at}”，却没有有效的佐证{words}（没有上传或已退回）",
        f"Stands at “{at}” without valid evidence {words} (none, or rejected)",
    )
    return Found(f"{rule.key}:{spec.name}/{number}", (Ref(spec.name, number),), what)


def long_not_started(
    asked: Asked, spec: Ledger, rule: HonestyRule, params: shapes.LongNotStarted
) -> Iterator[Found]:
    """Records whose date is so many months past and whose stage comes before the one awaited. One query."""
    keys = [stage.key for stage in spec.stages]
    before = keys[: keys.index(params.stage)]
    limit = asked.until - relativedelta(months=params.months)
    late = asked.mine(spec).filter(Q(stage__in=before) | Q(stage=None), **{f"{params.date}__lt": limit})
    awaited = str(spec.stages[keys.index(params.stage)].label)
    for number, day in late.order_by("id").values_list("id", params.date):
        gone = relativedelta(asked.until, day)
        months = show(gone.years * 12 + gone.months, 0)
        what = say(
            f"{label(spec, params.date)} {day}，至 {asked.until} 已满 {months} 个月，仍未“{awaited}”"
            f"（期限 {params.months} 个月）",
            f"{label(spec, params.date)} {day}: {months} months until {asked.until}, still not “{awaited}” "
            f"(limit {params.months} months)",
        )
        yield Found(f"{rule.key}:{spec.name}/{number}", (Ref(spec.name, number),), what, (params.date,))
