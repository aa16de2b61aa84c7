"""Answers that anybody may read, personal details taken out."""

from __future__ import annotations

from dataclasses import dataclass

from luoshi.appeals import queries
from luoshi.journal.actions import action
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Problem, Refused
from luoshi.kernel.masking import left, masked
from luoshi.ledgers import actions as ledgers
from luoshi.ledgers.records import Record


@dataclass(frozen=True)
class Public:
    """What of an appeal is laid open."""

    title: str
    text: str
    answer: str


def draft(actor: Actor, number: int) -> Public:
    """What would be laid open: the appeal and its answer without personal details."""
    found, names = _answered(actor, number)
    said = found.values
    return Public(*(masked(str(said[key] or ""), names) for key in ("title", "text", "answer")))


@action
def publish(actor: Actor, number: int, public: Public) -> Record:
    """Lay an answer open. What the desk wrote is looked through once more: a name of the person, a telephone
    or another number by which somebody is reached keeps it back."""
    found, names = _answered(actor, number)
    fields = {"公开标题": public.title, "公开内容": public.text, "公开答复": public.answer}
    problems = [
        Problem(f"还有个人信息“{one}”", "删去，或改成“某某”", field=label)
        for label, text in fields.items()
        for one in left(text, names)
    ]
    problems += [Problem("没有写", "写明", field=label) for label, text in fields.items() if not text.strip()]
    if problems:
        raise InputError(problems=problems)
    values = {
        "public_title": public.title, "public_text": public.text, "public_answer": public.answer,
        "published_on": actor.today(),
    }  # fmt: skip
    return ledgers.edit(queries.lent(actor, found.unit), found.ref, values, version=found.version)


@action
def take_down(actor: Actor, number: int, *, why: str) -> Record:
    """Take a published answer down, with a reason; the text stays in the journal."""
    found = queries.at_desk(actor, number, "answered", "closed")
    if found.values["published_on"] is None:
        raise InputError("这件诉求没有公开", hint="公开后才能撤下")
    if not why.strip():
        raise InputError("没有写撤下原因", hint="写明原因")
    lent = queries.lent(actor, found.unit)
    return ledgers.edit(lent, found.ref, {"published_on": None}, version=found.version, why=why)


def _answered(actor: Actor, number: int) -> tuple[Record, list[str]]:
    """An answered appeal of the actor's desk, and the names that may not stand in what is laid open."""
    found = queries.at_desk(actor, number, "answered", "closed")
    if found.values["kind"] == "report" or not found.values["answer"]:
        raise Refused("举报和没有答复的诉求不公开", hint="公开咨询、求助、建议等已答复的诉求")
    person = queries.appellant(actor, number)
    contacts = [one.values["contact"] for one in queries.orders_of(number)]
    return found, [str(name) for name in (person.values["name"], *contacts) if name]
