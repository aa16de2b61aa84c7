"""Everything that reads elections. Fetching and authorising are one; an open box is not read at all."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db.models import Count as Counting
from django.db.models import Q, QuerySet, Sum

from luoshi.elections import box, counting, record, tallying
from luoshi.elections.ballots import Rules, Turnout
from luoshi.elections.models import Candidate, Count, Election, Motion, Voter
from luoshi.elections.policy import ELECTRONIC, PHASES, PUBLISHED, READS, RUNS
from luoshi.journal import queries as journal
from luoshi.journal.queries import EntryView
from luoshi.kernel import canonical, seeing
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Missing, Refused
from luoshi.kernel.masking import covered
from luoshi.kernel.once import once
from luoshi.kernel.seeing import Sight
from luoshi.units import queries as units


def subject_of(found: Election) -> str:
    """How the journal names an election."""
    return f"election:{found.id}"


def boxes() -> Path:
    """Where the ballot boxes are."""
    return Path(settings.BALLOTS)


def rules(found: Election) -> Rules:
    return Rules.model_validate(found.rules)


def candidates(found: Election) -> dict[str, str]:
    """Number on the ballot → name."""
    return {str(one.number): one.name for one in found.candidates.all()}


# Who sees an election


def may_organize(actor: Actor) -> frozenset[str]:
    """The units in whose name the actor organizes elections."""
    return units.reach(actor, *RUNS)


@once
def offices(actor: Actor, found: Election) -> frozenset[str]:
    """What the actor is for an election: organizer, reader, teller, scrutineer; empty for a stranger."""
    held = {"organizer"} if found.unit in may_organize(actor) else set()
    held |= {"reader"} if found.unit in units.reach(actor, *READS) else set()
    if actor.person is not None:
        held |= set(found.officials.filter(person=actor.person).values_list("office", flat=True))
    return frozenset(held)


@once
def concerned(actor: Actor) -> bool:
    """Whether the pages of elections have anything for somebody: who may organize one, reads or serves at
    one, is on the roll of one that has begun, or reads an open vote. A query, and none for organizers."""
    if actor.has(*RUNS):
        return True
    reached = units.reach(actor, *READS)
    asked = Q(unit__in=reached)
    if actor.person is not None:
        asked |= Q(officials__person=actor.person)
        asked |= Q(voters__person=actor.person, phase__in=("open", *PUBLISHED))
    put = Motion.objects.filter(unit__in=reached)
    return Election.objects.filter(asked).exists() or (bool(reached) and put.exists())


def _election(number: int) -> Election:
    found = Election.objects.filter(id=number).first()
    if found is None:
        raise Missing("没有这次选举", hint="它可能属于其他单位，或编号有误")
    return found


def election(actor: Actor, number: int) -> Election:
    """An election that the actor's office reads, or of which the actor is an official."""
    found = _election(number)
    if not offices(actor, found):
        raise Missing("没有这次选举", hint="它可能属于其他单位，或编号有误")
    return found


def elections(actor: Actor) -> list[Election]:
    """The elections the actor reads or is an official of, the newest first."""
    theirs = Election.objects.filter(unit__in=units.reach(actor, *READS))
    if actor.person is not None:
        theirs = theirs | Election.objects.filter(officials__person=actor.person)
    return list(theirs.distinct())


def led(actor: Actor, number: int, *phases: str) -> Election:
    """An election that the actor organizes, in one of the phases."""
    found = election(actor, number)
    if "organizer" not in offices(actor, found):
        raise Refused("由选举组织员办理", hint="计票人登记计票单，监票人签字")
    return at_phase(found, *phases)


def served(actor: Actor, number: int, office: str, *phases: str) -> Election:
    """An election of which the actor is a teller or a scrutineer, in one of the phases."""
    found = election(actor, number)
    if office not in offices(actor, found):
        raise Refused("由这次选举的计票人登记" if office == "teller" else "由这次选举的监票人签字")
    return at_phase(found, *phases)


def at_phase(found: Election, *phases: str) -> Election:
    """Refuse what its phase does not allow, saying which it is."""
    if phases and found.phase not in phases:
        allowed = "、".join(PHASES[one].zh for one in phases)
        raise InputError(f"选举是“{PHASES[found.phase].zh}”", hint=f"在“{allowed}”时办理")
    return found


# For those on the roll, and for anybody


def ballots_of(actor: Actor) -> list[Voter]:
    """Where the actor is on the roll of an election that has begun, the newest first."""
    if actor.person is None:
        return []
    return list(_voters(actor).order_by("-election_id"))


def _voters(actor: Actor) -> QuerySet[Voter]:
    begun = Voter.objects.filter(person=actor.person, election__phase__in=("open", *PUBLISHED))
    return begun.select_related("election")


def voter(actor: Actor, number: int) -> Voter:
    """The actor on an election's roll, once voting has begun."""
    mine = _voters(actor).filter(election=number).first()
    if actor.person is None or mine is None:
        raise Missing(
            "您不在这次选举的名册上，或投票还没有开始", hint="名册截止以后不再增减；有疑问的问选举组织员"
        )
    return mine


def published() -> list[Election]:
    """Elections of which anybody may read the ballots, the newest first."""
    return list(Election.objects.filter(phase__in=PUBLISHED))


def published_one(number: int) -> tuple[Election, tallying.Tally]:
    """One of them, checked and counted again from its record."""
    found = Election.objects.filter(id=number, phase__in=PUBLISHED).first()
    if found is None:
        raise Missing("票箱还没有封", hint="投票结束、封箱以后公布选票")
    return found, tallying.tally(box.published(boxes(), str(number)))


def published_file(number: int) -> bytes:
    """The record as a file."""
    published_one(number)
    return box.published(boxes(), str(number))


# The course of an election


def roll(actor: Actor, number: int) -> list[Voter]:
    """The roll, by branch and name, and the journal is told who read it; numbers of cards are covered but for
    who enters them and hands papers out by them."""
    found = election(actor, number)
    voters = list(found.voters.all())
    seeing.read(Sight(actor, "election_roll", found.id))
    if not offices(actor, found) & {"organizer", "teller"}:
        for one in voters:
            one.card = covered(one.card) or ""
    return voters


def on_rolls(reached: Collection[str], words: Collection[str]) -> list[Voter]:
    """Where somebody of a name or a card's number is on a roll of one of the units' elections."""
    said = Q(name__in=list(words)) | Q(card__in=list(words))
    found = Voter.objects.filter(said, election__unit__in=list(reached))
    return list(found.select_related("election").order_by("election_id", "id"))


@dataclass(frozen=True)
class Taken:
    """How many on the roll, and how many took a paper, by how."""

    due: int
    ways: Mapping[str, int]

    @property
    def electronic(self) -> int:
        return sum(self.ways.get(one, 0) for one in ELECTRONIC)

    @property
    def paper(self) -> int:
        return self.ways.get("paper", 0)

    @property
    def all(self) -> int:
        return self.electronic + self.paper


def taken(found: Election) -> Taken:
    """Whoever calls has authorised. One query."""
    rows = found.voters.order_by().values_list("taken").annotate(n=Counting("id"))
    ways = dict(rows)
    return Taken(sum(ways.values()), {way: n for way, n in ways.items() if way})


def digest(voters: Iterable[Voter]) -> str:
    """The digest of a roll: of names, branches and card numbers in order, and of nothing else."""
    return canonical.sha256(sorted([one.name, one.branch, one.card] for one in voters))


def nominated(found: Election) -> list[tuple[str, int, int]]:
    """Name, by how many recommended, in how many branches; the most first. Whoever calls has authorised."""
    rows = found.nominations.order_by().values("name").annotate(n=Sum("count"), of=Counting("branch"))
    return sorted(((one["name"], one["n"], one["of"]) for one in rows), key=lambda one: (-one[1], one[0]))


def candidate_list(found: Election) -> list[Candidate]:
    """Whoever calls has authorised."""
    return list(found.candidates.all())


def history(actor: Actor, number: int) -> list[EntryView]:
    """What was done in an election, the newest first; of papers that were taken only how many."""
    found = election(actor, number)
    return [one for one in journal.page(subject_of(found), 100) if one.verb != "take"]


@dataclass(frozen=True)
class Table:
    """A box of paper ballots with every count of it; `agreed` is the sheet in which two tellers agree."""

    name: str
    counts: tuple[Count, ...]
    agreed: counting.Sheet | None
    tellers: tuple[str, str] | None


def tables(found: Election) -> list[Table]:
    """The boxes of paper ballots, in order. Two tellers agree when the last two counts are the same and by
    different people. Whoever calls has authorised."""
    several: dict[str, list[Count]] = {}
    for one in found.counts.all():
        several.setdefault(one.table, []).append(one)
    return [_table(name, counts) for name, counts in several.items()]


def _table(name: str, counts: list[Count]) -> Table:
    if len(counts) > 1 and counts[-1].person != counts[-2].person and counts[-1].sheet == counts[-2].sheet:
        sheet = counting.Sheet.model_validate(counts[-1].sheet)
        return Table(name, tuple(counts), sheet, (counts[-2].name, counts[-1].name))
    return Table(name, tuple(counts), None, None)


@dataclass(frozen=True)
class Summed:
    """What all boxes come to before it is declared."""

    turnout: Turnout
    sheet: counting.Sheet
    result: counting.Result
    digest: str


def summed(found: Election) -> Summed:
    """The electronic box and every table together; InputError where something keeps it from being summed.
    Whoever calls has authorised; there is nothing to sum before the box is closed."""
    if blocks := unsummed(found):
        raise InputError(blocks[0], hint="办完再签字")
    said, names = rules(found), candidates(found)
    boxed = tallying.tally(box.published(boxes(), str(found.id)))
    electronic = counting.count(said, names, boxed.ballots, taken(found).electronic)
    sheets = [one.agreed for one in tables(found) if one.agreed]
    total = counting.add(names, [electronic, *sheets])
    turnout = Turnout(due=found.roll_size, present=found.present or 0)
    result = counting.decide(said, names, turnout, total)
    of = canonical.sha256([found.head, turnout.model_dump(), total.model_dump(mode="json")])
    return Summed(turnout, total, result, of)


def unsummed(found: Election) -> list[str]:
    """What keeps the boxes from being summed, in words."""
    if found.phase not in PUBLISHED:
        return ["票箱还没有封"]
    found_tables = tables(found)
    said = [f"{one.name}的两次计票不一致或还差一次" for one in found_tables if one.agreed is None]
    given, counted = taken(found).paper, sum(one.agreed.issued for one in found_tables if one.agreed)
    if not said and given != counted:
        said.append(f"名册上领纸质票 {given} 人，计票单上发出 {counted} 张")
    return said


def signed(found: Election, of: str) -> list[str]:
    """Names of the scrutineers who signed a sum. Whoever calls has authorised."""
    return list(found.signatures.filter(digest=of).values_list("name", flat=True))


def sealed_head(content: bytes) -> str:
    """The head of a record."""
    return str(record.loads(content)[-1]["head"])


# Open votes


def motions(actor: Actor) -> list[Motion]:
    """Proposals voted on in the units the actor reads, the newest first."""
    return list(Motion.objects.filter(unit__in=units.reach(actor, *READS)))


def motion(actor: Actor, number: int) -> Motion:
    """One of them."""
    found = Motion.objects.filter(id=number, unit__in=units.reach(actor, *READS)).first()
    if found is None:
        raise Missing("没有这项表决", hint="它可能属于其他单位，或编号有误")
    return found


def titles_of_open() -> list[str]:
    """The titles of elections in which people vote just now: their boxes are in no copy of the site."""
    return list(Election.objects.filter(phase="open").order_by("id").values_list("title", flat=True))
