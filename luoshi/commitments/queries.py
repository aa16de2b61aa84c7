"""Everything that reads commitments."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import zip_longest

from django.db.models import Count, Q, QuerySet

from luoshi.commitments import letters as words
from luoshi.commitments import matching
from luoshi.commitments.deadlines import last_day
from luoshi.commitments.matching import Owed
from luoshi.commitments.models import Commitment, Document, Letter, Proposal
from luoshi.commitments.policy import READERS, SETTERS, SIGNERS
from luoshi.figures.assemble import Target
from luoshi.figures.catalogue import Catalogue
from luoshi.journal import queries as journal
from luoshi.journal.queries import EntryView
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Missing, Refused
from luoshi.kernel.language import say
from luoshi.ledgers import queries as ledgers
from luoshi.packs.spec import Indicator
from luoshi.units import queries as units
from luoshi.units.policy import KINDS
from luoshi.units.queries import Directory


def catalogue() -> Catalogue:
    """The indicators and ledgers the site works by."""
    return Catalogue.of(ledgers.packs())


def indicator(name: str) -> Indicator:
    """An indicator by full name, or by key where only one pack has it."""
    return catalogue().indicator(name)


def targets(year: int) -> dict[tuple[str, str], Target]:
    """(indicator, unit) → what is owed for a plan year."""
    owed = Commitment.objects.filter(year=year, state="set")
    return {(one.indicator, one.unit): Target(one.base, one.stretch, one.place) for one in owed}


def commitments(actor: Actor, year: int, *, indicator: str = "") -> list[Commitment]:
    """The year's commitments of the units the actor sees, by indicator and unit."""
    owed = Commitment.objects.filter(year=year, state="set", unit__in=units.reach(actor, *READERS))
    if indicator:
        owed = owed.filter(indicator=indicator)
    return list(owed.order_by("indicator", "unit"))


def years(actor: Actor) -> list[int]:
    """The plan years in which units the actor sees owe something, the latest first."""
    found = Commitment.objects.filter(state="set", unit__in=units.reach(actor, *READERS))
    return sorted(set(found.order_by().values_list("year", flat=True).distinct()), reverse=True)


def history(actor: Actor, number: int) -> list[EntryView]:
    """What happened to a commitment, oldest first."""
    return journal.history(f"commitment:{commitment(actor, number).id}")


def commitment(actor: Actor, number: int, roles: tuple[str, ...] = READERS) -> Commitment:
    """One commitment, if the actor sees its unit; with `SETTERS`, if the actor may set it anew."""
    found = Commitment.objects.filter(id=number, unit__in=units.reach(actor, *roles)).first()
    if found is None:
        raise Missing("没有这个目标", hint="它可能属于其他单位")
    return found


def may_set(actor: Actor) -> None:
    """Only who sets targets of some unit is shown the forms for it; for which units, the actions check."""
    if not units.reach(actor, *SETTERS):
        raise Refused("您不能下达目标", hint="由本单位或上级单位的督查员下达")


def readable(actor: Actor, numbers: Iterable[int]) -> set[int]:
    """Those of some commitments whose units the actor sees."""
    seen = Commitment.objects.filter(id__in=list(numbers), unit__in=units.reach(actor, *READERS))
    return set(seen.values_list("id", flat=True))


@dataclass(frozen=True)
class Split:
    """A commitment and its parts. `gap` = Σ parts − whole: negative means something is not yet handed out."""

    whole: Commitment
    parts: tuple[Commitment, ...]
    gap: Decimal | None
    stretch_gap: Decimal | None


def split(actor: Actor, number: int) -> Split:
    """How a commitment is handed down, and what is missing or too much."""
    whole = commitment(actor, number)
    parts = tuple(whole.parts.filter(state="set").order_by("unit"))
    return Split(
        whole, parts, gap(whole.base, [one.base for one in parts]),
        gap(whole.stretch, [one.stretch for one in parts]),
    )  # fmt: skip


def gap(whole: Decimal | None, parts: list[Decimal | None]) -> Decimal | None:
    """Σ parts − whole; None where the whole has no such value or nothing was handed out."""
    if whole is None or not parts:
        return None
    return sum((part or Decimal(0) for part in parts), Decimal(0)) - whole


@dataclass(frozen=True)
class Branch:
    """A commitment with all that was split from it, and the gap at each step."""

    commitment: Commitment
    gap: Decimal | None
    stretch_gap: Decimal | None
    parts: tuple[Branch, ...]


def tree(actor: Actor, number: int) -> Branch:
    """A commitment handed down as far as it goes."""
    return _branch(commitment(actor, number))


def _branch(whole: Commitment) -> Branch:
    parts = tuple(_branch(one) for one in whole.parts.filter(state="set").order_by("unit"))
    return Branch(
        whole, gap(whole.base, [one.commitment.base for one in parts]),
        gap(whole.stretch, [one.commitment.stretch for one in parts]), parts,
    )  # fmt: skip


def documents(actor: Actor) -> list[Document]:
    """Texts of the units an actor belongs to, of those above and of those below; the newest first."""
    return list(_documents(actor).order_by("-issued_on", "-id"))


def document(actor: Actor, number: int) -> Document:
    """One text, if it is of a unit above or below the actor's."""
    found = _documents(actor).filter(id=number).first()
    if found is None:
        raise Missing("没有这个文件", hint="它可能属于其他单位")
    return found


def waiting(actor: Actor) -> dict[int, int]:
    """Document → how many of its targets and tasks nobody has decided yet."""
    found = Proposal.objects.filter(document__in=_documents(actor), state="open", kind__in=("target", "task"))
    return dict(found.order_by().values_list("document").annotate(n=Count("id")))


def proposals(actor: Actor, number: int) -> list[Proposal]:
    """What was found in a text, in the text's order."""
    return list(document(actor, number).proposals.all())


def proposal(actor: Actor, number: int) -> Proposal:
    """One proposal of a text the actor sees."""
    found = Proposal.objects.select_related("document").filter(id=number).first()
    if found is None or not _documents(actor).filter(id=found.document_id).exists():
        raise Missing("没有这条建议", hint="它可能属于其他单位的文件")
    return found


def owners(proposal: Proposal, directory: Directory | None = None) -> list[str]:
    """The units below the text's unit that a proposal names; 全县 and 我县 are a county's own text's unit."""
    known, home = directory or units.directory(), proposal.document.unit
    names = proposal.body.get("owner") or [scope for scope in [proposal.body.get("scope")] if scope]
    if not names:
        raise InputError(
            say("这句话没有写责任单位", "It does not say who is to do it"), hint="请选择责任单位"
        )
    below = known.below(home)
    return list(dict.fromkeys(code for name in names for code in _named(name, home, below, known)))


def _named(name: str, home: str, below: frozenset[str], known: Directory) -> list[str]:
    if name[:1] in "全我本" and name[1:] and name[1:] in KINDS[known.units[home].kind].zh:
        return [home]
    found = [one for one in known.resolve(name) if one.code in below]
    if not found:
        unknown = say(f"不知道“{name}”是哪个单位", f"No unit is known as “{name}”")
        raise InputError(unknown, hint="请选择责任单位，或给该单位加别名")
    if len({one.kind for one in found}) > 1 or len({one.name for one in found}) < len(found):
        several = say(f"“{name}”不止一个单位", f"“{name}” is more than one unit")
        raise InputError(several, hint="请选择责任单位")
    return [one.code for one in found]


_STRIVEN = ("力争", "争取", "努力", "奋力")
_NEAR = 4
"""So many signs may stand between a target and its stretch value."""


@dataclass(frozen=True)
class Understood:
    """A proposal and what the site makes of it; what it is unsure of stands in `doubts`.

    `indicators` are likely ones, the likeliest first; `indicator` is the one that is surely meant.
    """

    proposal: Proposal
    indicators: tuple[str, ...] = ()
    indicator: str = ""
    units: tuple[str, ...] = ()
    owed: Owed | None = None
    deadline: date | None = None
    doubts: tuple[str, ...] = ()

    @property
    def clear(self) -> bool:
        """Can be confirmed as it stands."""
        return not self.doubts


def understood(actor: Actor, number: int) -> list[Understood]:
    """Every proposal of a text with what is made of it, in the text's order. Constant queries."""
    text = document(actor, number)
    known, indicators = units.directory(), catalogue()
    year = text.issued_on.year if text.issued_on else actor.today().year
    made: list[Understood] = []
    before: list[Proposal] = []
    for one in text.proposals.select_related("document"):
        if one.kind == "target":
            before.append(one)
        made.append(_understood(one, known, indicators, year, before))
    return [_with_stretch(*pair, indicators) for pair in zip_longest(made, made[1:])]


def _with_stretch(meant: Understood, following: Understood | None, indicators: Catalogue) -> Understood:
    """A target together with what is striven for right after it."""
    if following is None or meant.owed is None or not is_stretch(following.proposal):
        return meant
    if following.proposal.start - meant.proposal.end > _NEAR:
        return meant
    striven = matching.owed(following.proposal.body, indicators.indicator(meant.indicator)).base
    return replace(meant, owed=replace(meant.owed, stretch=striven))


def metric_of(proposal: Proposal, before: Sequence[Proposal]) -> str:
    """What a target measures: its own words, or those of the nearest target before it (各乡镇不少于…)."""
    near = [one for one in before if one.start <= proposal.start]
    said = (str(one.body.get("metric") or "") for one in [proposal, *reversed(near)])
    return next((metric for metric in said if metric), "")


def stretch_of(proposal: Proposal) -> Proposal | None:
    """The 力争… that follows a target in its sentence and is its stretch value."""
    near = proposal.document.proposals.filter(
        kind="target", start__gte=proposal.end, start__lte=proposal.end + _NEAR, state="open"
    ).first()
    return near if near is not None and is_stretch(near) else None


def is_stretch(proposal: Proposal) -> bool:
    """Whether a target is said only as what is striven for."""
    return proposal.kind == "target" and proposal.text.startswith(_STRIVEN)


def _understood(
    proposal: Proposal, known: Directory, indicators: Catalogue, year: int, before: Sequence[Proposal]
) -> Understood:
    if proposal.kind not in ("target", "task"):
        return Understood(proposal)
    doubts: list[str] = []
    found: tuple[str, ...] = ()
    try:
        found = tuple(owners(proposal, known))
    except InputError as fault:
        doubts.append(fault.message)
    deadline = last_day(proposal.body.get("deadline"), year)
    if proposal.kind == "task":
        if len(found) > 1:
            doubts.append(say("牵头单位不止一个", "More than one unit leads"))
        return Understood(proposal, units=found, deadline=deadline, doubts=tuple(doubts))
    metric = metric_of(proposal, before)
    if not proposal.body.get("metric"):
        guess = say(f"，按上文理解为“{metric}”", f"; from what is said before, “{metric}”") if metric else ""
        doubts.append(say("这句没有写指标", "It does not say what is counted") + guess)
    if is_stretch(proposal) and len(before) > 1 and proposal.start - before[-2].end <= _NEAR:
        doubts.append(
            say(
                "是上一条的争取目标，确认上一条时一并写入",
                "What is striven for beyond the one before; it is taken with that one",
            )
        )
    near = tuple(name for name, _ in matching.match_indicator(metric, indicators.indicators.values()))
    sure, owed = "", None
    try:
        sure = matching.the_indicator(metric, indicators.indicators.values())
        owed = matching.owed(proposal.body, indicators.indicator(sure))
    except InputError as fault:
        doubts.append(fault.message)
    return Understood(proposal, near, sure, found, owed, deadline, tuple(doubts))


def source(actor: Actor, commitment: Commitment) -> tuple[Document, str] | None:
    """The text a target comes from and its words there, if the actor sees the text."""
    if not commitment.document or commitment.start is None:
        return None
    found = _documents(actor).filter(sha256=commitment.document).first()
    return (found, found.text[commitment.start : commitment.end]) if found else None


def letters(actor: Actor, year: int | None = None) -> list[Letter]:
    """Letters to the units the actor sees, the newest version first."""
    found = Letter.objects.filter(to_unit__in=units.reach(actor, *READERS))
    return list(found if year is None else found.filter(year=year))


def letter(actor: Actor, number: int) -> Letter:
    """One letter, if the actor sees the unit it is for."""
    found = Letter.objects.filter(id=number, to_unit__in=units.reach(actor, *READERS)).first()
    if found is None:
        raise Missing("没有这份责任书", hint="它可能属于其他单位")
    return found


def to_sign(actor: Actor) -> list[Letter]:
    """Letters that wait for the actor's signature, for either side."""
    mine = actor.units(*SIGNERS)
    waiting = Letter.objects.filter(Q(from_unit__in=mine) | Q(to_unit__in=mine), state="issued")
    return [one for one in waiting if _unsigned(one, mine)]


def _unsigned(letter: Letter, mine: Iterable[str]) -> bool:
    signed = {one["side"] for one in letter.signatures}
    sides = {"from": letter.from_unit, "to": letter.to_unit}
    return any(unit in mine and side not in signed for side, unit in sides.items())


def is_outdated(letter: Letter) -> bool:
    """The unit's targets are no longer those the letter was issued with: a new version is due."""
    return lines(letter.to_unit, letter.year) != words.text_of(letter.content).lines


def lines(unit: str, year: int) -> tuple[words.Line, ...]:
    """What a unit owes for a year, as a letter prints it."""
    known = catalogue()
    owed = Commitment.objects.filter(unit=unit, year=year, state="set").order_by("indicator")
    return tuple(_line(one, known.indicator(one.indicator)) for one in owed)


def _line(one: Commitment, spec: Indicator) -> words.Line:
    base, stretch = words.owed_words(one.base, one.stretch, one.place)
    return words.Line(one.id, spec.label.zh, spec.unit, base, stretch, words.day_words(one.deadline))


def _documents(actor: Actor) -> QuerySet[Document]:
    held = {holding.unit for holding in actor.holdings}
    up = {code for one in held for code in units.above(one)}
    return Document.objects.filter(unit__in=units.reach(actor) | up)
