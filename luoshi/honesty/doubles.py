"""Rules over two records: the same file, the same values, nearly the same thing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.db.models import F, Max, Min, Q, QuerySet, TextField, Value, Window
from django.db.models.functions import Replace, Upper

from luoshi.honesty import linking
from luoshi.honesty.finding import Asked, Found, batches, label, pair, said
from luoshi.kernel.language import say
from luoshi.kernel.once import once
from luoshi.ledgers import queries
from luoshi.ledgers.models import Evidence
from luoshi.ledgers.records import Ref
from luoshi.packs import honesty_rules as shapes
from luoshi.packs.spec import HonestyRule, Ledger, ledger_of

_WRITTEN = frozenset({"text", "organization", "phone", "region"})
"""Types whose spelling varies with spaces, dashes and capitals."""


def same_file(asked: Asked, spec: Ledger, _rule: HonestyRule, params: shapes.SameFile) -> Iterator[Found]:
    """One file on two records, and neither the other's parent. A file that was rejected proves nothing."""
    purposes = params.purposes or tuple(spec.evidence)
    for digest, name, pairs in _held_twice(asked):
        if not any(ref.ledger == spec.name and purpose in purposes for ref, purpose in pairs):
            continue
        later, first = (ref for ref, _purpose in pairs)
        what = say(
            f"同一个文件“{name}”（SHA-256 {digest[:12]}）",
            f"The same file “{name}” (SHA-256 {digest[:12]})",
        )
        yield Found(f"same_file:{pair(later, first)}:{digest[:12]}", (later, first), what)


Holder = tuple[Ref, str]
"""A record and for what it has a file."""


@once
def _held_twice(asked: Asked) -> list[tuple[str, str, tuple[Holder, Holder]]]:
    """Files on more than one record that counts: (digest, what the later holder calls it, the later and the
    first). The same for every ledger of a check."""
    held = Evidence.objects.exclude(state="rejected").order_by()
    ends = held.values("sha256").annotate(
        low=Min("record"), high=Max("record"), first=Min("ledger"), last=Max("ledger")
    )
    twice = ends.filter(Q(low__lt=F("high")) | Q(first__lt=F("last"))).values("sha256")
    rows = (
        held.filter(sha256__in=twice)
        .order_by("id")
        .values_list("sha256", "ledger", "record", "purpose", "name")
    )
    by_file: dict[str, dict[Ref, tuple[str, str]]] = defaultdict(dict)
    for digest, ledger, record, purpose, name in rows:
        by_file[digest].setdefault(Ref(ledger, record), (purpose, name))
    parents = _parents(asked, {ref for refs in by_file.values() for ref in refs})
    found = []
    for digest, holders in by_file.items():
        there = [ref for ref in holders if ref in parents]
        for later in there[1:]:
            first = there[0]
            if parents[later] == first or parents[first] == later:
                continue
            (purpose, name), (before, _name) = holders[later], holders[first]
            found.append((digest, name, ((later, purpose), (first, before))))
    return found


def _parents(asked: Asked, refs: set[Ref]) -> dict[Ref, Ref | None]:
    """The records that count, each with its parent. A query for each ledger."""
    found: dict[Ref, Ref | None] = {}
    known = queries.ledgers()
    for name in {ref.ledger for ref in refs} & set(known):
        spec = known[name]
        numbers = sorted(ref.id for ref in refs if ref.ledger == name)
        up = spec.parent and ledger_of(spec, spec.fields[spec.parent])
        for part in batches(numbers):
            rows = asked.rows(spec).filter(id__in=part).values_list("id", spec.parent or "id")
            found |= {Ref(name, one): Ref(up, above) if up and above else None for one, above in rows}
    return found


def same_value(asked: Asked, spec: Ledger, rule: HonestyRule, params: shapes.SameValue) -> Iterator[Found]:
    """Each record beside the first with the same values. One query."""
    names = [f"_v{place}" for place in range(len(params.fields))]
    rows = asked.rows(spec)
    for key in params.fields:
        rows = rows.exclude(**{f"{key}__isnull": True})
        if spec.fields[key].type in _WRITTEN:
            rows = rows.exclude(**{key: ""})
    plain = [_plain(spec, key) for key in params.fields]
    rows = rows.annotate(**dict(zip(names, plain, strict=True)))
    if asked.units is not None:
        mine = rows.filter(unit__in=asked.units).values(names[0])
        rows = rows.filter(**{f"{names[0]}__in": mine})
    found: QuerySet[Any] = rows.annotate(_first=Window(Min("id"), partition_by=[F(name) for name in names]))
    later = found.filter(_first__lt=F("id")).order_by("id")
    for row in later.values("id", "_first", *params.fields):
        words = "、".join(f"{label(spec, key)} {said(spec, key, row[key])}" for key in params.fields)
        refs = (Ref(spec.name, row["id"]), Ref(spec.name, row["_first"]))
        what = say(f"{words} 相同", f"The same: {words}")
        yield Found(f"{rule.key}:{pair(*refs)}", refs, what, params.fields)


def _plain(spec: Ledger, key: str) -> Any:
    """A value as it is compared: texts in capitals, without spaces and dashes."""
    if spec.fields[key].type not in _WRITTEN:
        return F(key)
    bare: Any = F(key)
    for sign in (" ", "-", "—", "　"):
        bare = Replace(bare, Value(sign), Value(""), output_field=TextField())
    return Upper(bare, output_field=TextField())


def near_same(asked: Asked, spec: Ledger, rule: HonestyRule, params: shapes.NearSame) -> Iterator[Found]:
    """Records that are probably one thing, with the reasons. One query; the rest is `linking`."""
    fields = {
        word: key
        for word in ("name", "investor", "place", "amount", "date")
        if (key := getattr(params, word)) is not None
    }
    code = f"{params.investor}_code" if _is_organization(spec, params.investor) else None
    rows = asked.rows(spec).order_by("id").values("id", "unit", *fields.values(), *([code] if code else []))
    things, focus = [], set()
    for row in rows:
        if not row[params.name]:
            continue
        things.append(
            linking.Thing(
                row["id"], str(row[params.name]),
                investor=str(row[fields["investor"]] or "") if "investor" in fields else "",
                code=str(row[code] or "") if code else "",
                place=str(row[fields["place"]] or "") if "place" in fields else "",
                amount=row[fields["amount"]] if "amount" in fields else None,
                day=row[fields["date"]] if "date" in fields else None,
            )
        )  # fmt: skip
        if asked.units is None or row["unit"] in asked.units:
            focus.add(row["id"])
    for one in linking.link(things, focus=None if asked.units is None else focus):
        refs = (Ref(spec.name, max(one.a, one.b)), Ref(spec.name, min(one.a, one.b)))
        why = tuple(str(reason) for reason in one.why)
        what = say(f"很可能是同一件事：{'；'.join(why)}", f"Probably one thing: {'; '.join(why)}")
        same = tuple(key for word, key in fields.items() if word in one.same)
        yield Found(f"{rule.key}:{pair(*refs)}", refs, what, same, why=why)


def _is_organization(spec: Ledger, key: str | None) -> bool:
    return key is not None and spec.fields[key].type == "organization"
