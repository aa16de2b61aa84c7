"""Records that a course of work keeps by itself are written by it alone, on every path."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from luoshi.kernel.actor import Actor, Holding
from luoshi.kernel.errors import Refused
from luoshi.ledgers import actions, adoption, handling, pausing
from luoshi.ledgers.records import Record
from luoshi.packs.compile import load
from tests.packs.test_stage_words import GRANT, write
from tests.people import COUNTY, SYSTEM, TOWN, morning

pytestmark = pytest.mark.django_db

KEPT = "kept: {field: opinion, by: [desk], corrected_by: [supervisor]}\n"
ROLES = "roles: {office: [read, report, adjust], firm: [read, report], desk: [read, report], supervisor: [read, adjust]}\n"  # noqa: E501
OFFICE = Actor(52, "顾言", (Holding("office", COUNTY),), morning)
DESK = Actor(52, "顾言", (Holding("office", COUNTY), Holding("desk", COUNTY)), morning)
CHEN = Actor(14, "陈督", (Holding("supervisor", COUNTY),), morning)


def pack_with(kept: str, folder: Path) -> Any:
    text = GRANT.replace("roles: {office: [read, report], firm: [read, report]}\n", ROLES) + kept
    made = write(folder, text)
    said = (
        (made / "pack.yaml")
        .read_text("utf-8")
        .replace("firm: {label: 企业}", "firm: {label: 企业}, desk: {label: 流程}")
    )
    (made / "pack.yaml").write_text(said, "utf-8")
    return load(made)


@pytest.fixture
def kept(county: None, settings: Any, tmp_path: Path) -> Record:
    """A record with an opinion, which the desk keeps."""
    settings.EVIDENCE = tmp_path / "evidence"
    pack = pack_with(KEPT, tmp_path / "pack").pack
    assert pack is not None
    adoption.adopt(SYSTEM, pack)
    return actions.create(DESK, "demo.grant", TOWN, {"name": "保鲜库", "opinion": "立项"})


WRITES: dict[str, Callable[[Actor, Record], object]] = {
    "edit": lambda who, one: actions.edit(who, one.ref, {"name": "冷库"}, version=one.version),
    "empty it": lambda who, one: actions.edit(who, one.ref, {"opinion": None}, version=one.version),
    "adjust": lambda who, one: actions.adjust(who, one.ref, {"name": "冷库"}, version=one.version, why="改"),
    "attach": lambda who, one: actions.attach(who, one.ref, "form", "a.txt", b"a"),
    "withdraw": lambda who, one: actions.withdraw(who, one.ref, why="撤"),
    "move": lambda who, one: actions.move(who, one.ref, "refused"),
    "pause": lambda who, one: pausing.pause(who, one.ref, why="停"),
}


@pytest.mark.parametrize("verb", WRITES)
def test_an_office_reads_a_kept_record_and_writes_it_on_no_path(kept: Record, verb: str) -> None:
    with pytest.raises(Refused, match="由办理流程专管"):
        WRITES[verb](OFFICE, kept)


def test_the_desk_writes_it_and_an_inspection_corrects_it(kept: Record) -> None:
    changed = actions.edit(DESK, kept.ref, {"name": "冷库"}, version=kept.version)
    corrected = actions.adjust(CHEN, kept.ref, {"name": "库"}, version=changed.version, why="督查认定")
    assert corrected.title == "库"
    assert handling.goals(OFFICE, corrected) == []


def test_a_record_without_that_value_is_anybodys_and_is_not_made_kept_by_others(kept: Record) -> None:
    free = actions.create(OFFICE, "demo.grant", TOWN, {"name": "果园"})
    actions.edit(OFFICE, free.ref, {"name": "果园二期"}, version=free.version)
    with pytest.raises(Refused, match="由办理流程专管"):
        actions.edit(OFFICE, free.ref, {"opinion": "立项"}, version=free.version + 1)
    with pytest.raises(Refused, match="由办理流程专管"):
        actions.create(OFFICE, "demo.grant", TOWN, {"name": "粮站", "opinion": "立项"})
    assert kept.values["opinion"] == "立项"


@pytest.mark.parametrize(
    ("said", "told"), [("field: opinon", "没有字段“opinon”"), ("by: [dsk]", "没有角色“dsk”")]
)
def test_a_slip_in_the_pack_is_told(tmp_path: Path, said: str, told: str) -> None:
    wrong = KEPT.replace("field: opinion" if "field" in said else "by: [desk]", said)
    (found,) = pack_with(wrong, tmp_path).issues
    assert told in found.what
