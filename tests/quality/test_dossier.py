"""An auditor's file holds the year's records by clause, their course and every piece of evidence."""

from __future__ import annotations

import hashlib
from io import BytesIO
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from luoshi.exchange import dossier
from luoshi.kernel.errors import Missing
from luoshi.ledgers import actions
from tests.people import HAN, TOWN
from tests.quality.test_course import (
    GUO,
    JUNE,
    MARCH,
    QIAN,
    acted,
    at,
    checked,
    finding,
    nonconformity,
    quality,
)

__all__ = ["quality"]
pytestmark = pytest.mark.django_db


def test_it_lists_by_clause_and_holds_the_files(quality: dict[str, int]) -> None:
    found = finding(quality)
    bad = acted(nonconformity(found))
    checked(bad, JUNE, "no")
    topic = {"topic": "../../<b>计量</b>", "held_on": MARCH, "came": 3, "passed": 2}
    training = actions.create(GUO, "quality.training", TOWN, topic)
    actions.attach(GUO, training.ref, "list", "../签到.txt", "三人".encode())
    target = BytesIO()
    made = dossier.write(at(QIAN, JUNE), "quality", 2026, target)
    book = ZipFile(target)
    names = book.namelist()
    assert made.files == 2 == len([one for one in names if one.startswith("佐证/")])
    assert not any(".." in one.split("/") for one in names)
    proof = next(one for one in names if "纠正措施" in one)
    assert hashlib.sha256(book.read(proof)).hexdigest() == hashlib.sha256(str(MARCH).encode()).hexdigest()
    rows = (
        CalamineWorkbook.from_filelike(BytesIO(book.read("目录.xlsx"))).get_sheet_by_name("目录").to_python()
    )
    assert rows[0] == [*dossier.HEADS]
    clauses = [str(row[0]).split()[0] for row in rows[1:]]
    assert clauses == ["7.2", "9.2", "9.2", "9.2", "10.2", "10.2", "10.2"]
    (fault,) = [row for row in rows if row[1] == "不合格"]
    assert (fault[2], fault[6]) == ("NC-2026-001", "纠正")
    assert str(fault[7]).endswith("重新打开1次")
    page = book.read("目录.html").decode()
    assert "&lt;b&gt;计量" in page
    assert "<b>计量" not in page


def test_another_year_holds_what_was_not_ended_before_it(quality: dict[str, int]) -> None:
    del quality
    values = {"source": "process", "what": "错漏", "found_on": MARCH}
    actions.create(GUO, "quality.nonconformity", TOWN, values)
    assert dossier.write(QIAN, "quality", 2025, BytesIO()).records == 0
    assert dossier.write(QIAN, "quality", 2027, BytesIO()).records == 1


def test_a_pack_that_is_not_there_or_files_nothing_is_told(quality: dict[str, int]) -> None:
    del quality
    with pytest.raises(Missing, match="您是不是要写 quality"):
        dossier.write(QIAN, "qualty", 2026, BytesIO())


def test_whoever_sees_nothing_gets_nothing(quality: dict[str, int]) -> None:
    finding(quality)
    assert dossier.write(HAN, "quality", 2026, BytesIO()).records == 0
