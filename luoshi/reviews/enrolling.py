"""Registering with a licence, and accepting whoever registered: what `units` does, with what stands above it:
a file that is kept as evidence is, and the pool of experts."""

from __future__ import annotations

from dataclasses import replace

from luoshi.journal.actions import action
from luoshi.kernel.actor import Actor
from luoshi.kernel.canonical import sha256
from luoshi.kernel.errors import InputError, Problem
from luoshi.ledgers import actions as ledgers
from luoshi.ledgers import files
from luoshi.ledgers import queries as known
from luoshi.ledgers.records import Record, of_row
from luoshi.reviews.policy import EXPERT
from luoshi.units import registering
from luoshi.units.models import Registration
from luoshi.units.registering import Asked

LARGEST = 5 * 1024 * 1024
_STARTS = (b"%PDF-", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")


@action
def register(
    actor: Actor, said: Asked, *, paper: tuple[str, bytes] | None = None
) -> tuple[Registration, str]:
    """Register with a picture of the business licence (its name, its content)."""
    if paper is None:
        return registering.register(actor, said)
    name, content = paper
    _check(content)
    made = registering.register(actor, replace(said, paper=(sha256(content), name)))
    files.keep(content)
    return made


def _check(content: bytes) -> None:
    wrong = ""
    if len(content) > LARGEST:
        wrong = f"文件有 {len(content) // 1024 // 1024} MB"
    elif not content.startswith(_STARTS):
        wrong = "不是 PDF、JPG 或 PNG"
    if wrong:
        raise InputError(problems=[Problem(wrong, "PDF、JPG 或 PNG，不超过 5 MB", field="营业执照")])


@action
def accept(actor: Actor, number: int) -> Registration:
    """Accept a registration; an expert is listed in the pool where the site keeps one."""
    made = registering.accept(actor, number)
    if made.kind == "expert" and EXPERT in known.ledgers():
        _list(actor, made)
    return made


def _list(actor: Actor, made: Registration) -> Record:
    """A new record of the pool, or the one that an office had made of the same person without an account."""
    spec = known.ledger(EXPERT)
    rows = known.visible(actor, EXPERT).filter(name=made.name, phone=made.phone, person=None)
    if row := rows.values().first():
        there = of_row(spec, row)
        return ledgers.edit(
            actor, there.ref, {"person": made.person_id}, version=there.version, why="专家注册账号"
        )
    values = {
        "person": made.person_id, "name": made.name, "employer": made.organization, "phone": made.phone,
        "place": made.place_id, **{k: v for k, v in made.details.items() if k in spec.fields and v},
    }  # fmt: skip
    return ledgers.create(actor, EXPERT, made.place_id, values, why="专家注册")
