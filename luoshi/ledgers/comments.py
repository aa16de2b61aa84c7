"""What people say to each other about a record, and whom they ask by name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta

from luoshi.journal.actions import action, append
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Missing, Refused
from luoshi.ledgers import queries
from luoshi.ledgers.models import Comment, Mention
from luoshi.ledgers.policy import roles_that
from luoshi.ledgers.records import Record, Ref
from luoshi.units import queries as units

LONGEST = 2_000
EDITABLE = timedelta(minutes=15)
"""For so long a comment may still be worded anew."""
_MENTION = re.compile(r"[@＠]([\u3400-\u9fff·]{2,12}|[A-Za-z][\w.-]{1,40})")


def comments(actor: Actor, ref: Ref) -> list[Comment]:
    """What was said about a record, oldest first; what was taken back is not said again."""
    queries.record(actor, ref)
    return list(Comment.objects.filter(ledger=ref.ledger, record=ref.id, removed=False).order_by("id"))


def audience(record: Record) -> dict[int, str]:
    """The people who see a record, by number: whoever may be asked about it."""
    roles = roles_that("read", record.spec)
    return units.people_with(roles, units.above(record.unit))


def asked(actor: Actor) -> list[Mention]:
    """Where the person was asked and has neither looked nor answered, newest first."""
    mine = Mention.objects.filter(person=actor.person or 0, seen=False, comment__removed=False)
    return list(mine.select_related("comment").order_by("-id")[:100])


@action
def say(actor: Actor, ref: Ref, text: str) -> Comment:
    """Say something about a record that one sees; `@王丽` asks her, if she sees it too."""
    record, said = queries.record(actor, ref), _worded(text)
    made = Comment.objects.create(
        ledger=ref.ledger, record=ref.id, person=actor.person, name=actor.name, text=said, at=actor.now()
    )
    people = _mention(record, made)
    _look(actor, ref)
    append(actor, ref.subject, "comment", {"comment": made.id, "text": said, "asks": sorted(people)})
    return made


@action
def reword(actor: Actor, number: int, text: str) -> Comment:
    """Word one's own comment anew, within a quarter of an hour."""
    found = _own(actor, number)
    if actor.now() - found.at > EDITABLE:
        minutes = EDITABLE.seconds // 60
        raise Refused(f"发表超过 {minutes} 分钟，不能再改", hint="需要时另外说明")
    ref, before = Ref(found.ledger, found.record), found.text
    found.text, found.changed = _worded(text), True
    found.save(update_fields=["text", "changed"])
    people = _mention(queries.record(actor, ref), found)
    said = {"comment": found.id, "before": before, "text": found.text, "asks": sorted(people)}
    append(actor, ref.subject, "reword", said)
    return found


@action
def take_back(actor: Actor, number: int) -> Ref:
    """Take one's own comment back; the journal keeps it."""
    found = _own(actor, number)
    found.removed = True
    found.save(update_fields=["removed"])
    ref = Ref(found.ledger, found.record)
    append(actor, ref.subject, "take_back", {"comment": found.id, "text": found.text})
    return ref


@action
def look(actor: Actor, ref: Ref) -> int:
    """Note that the person has seen where they were asked about a record; returns how often."""
    queries.record(actor, ref)
    count = _look(actor, ref)
    append(actor, ref.subject, "look", {"mentions": count})
    return count


def _look(actor: Actor, ref: Ref) -> int:
    mine = Mention.objects.filter(
        person=actor.person or 0, seen=False, comment__ledger=ref.ledger, comment__record=ref.id
    )
    return mine.update(seen=True)


def _own(actor: Actor, number: int) -> Comment:
    found = Comment.objects.filter(id=number, removed=False, person=actor.person or 0).first()
    if found is None:
        raise Missing("没有这条留言", hint="只能修改或删除自己的留言")
    return found


def _worded(text: str) -> str:
    said = text.strip()
    if not said:
        raise InputError("没有写内容", hint="写下要说的话")
    if len(said) > LONGEST:
        raise InputError(f"写了 {len(said)} 个字", hint=f"不超过 {LONGEST} 个字；材料请作为佐证上传")
    return said


def _mention(record: Record, comment: Comment) -> set[int]:
    """Ask the people whose names stand behind an @: those who see the record."""
    names = set(_MENTION.findall(comment.text))
    known = audience(record) if names else {}
    people = set(_meant(names, known))
    for person in people:
        Mention.objects.get_or_create(comment=comment, person=person)
    return people


def _meant(names: Iterable[str], known: dict[int, str]) -> Iterable[int]:
    """A name may run on into the sentence: @王丽请看 means 王丽."""
    for said in names:
        best = max((one for one in known.values() if said.startswith(one)), key=len, default="")
        yield from (number for number, name in known.items() if best and name == best)
