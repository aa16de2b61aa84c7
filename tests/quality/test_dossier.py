"""An auditor's file holds the year's records by clause, their course and every piece of evidence."""

from __future__ import annotations

import hashlib
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from luoshi.exchange import dossier
from luoshi.kernel.actor import Actor, Holding
from luoshi.kernel.errors import Missing, Refused
from luoshi.ledgers import actions
from luoshi.ops.models import Job
from luoshi.ops.worker import perform
from tests.browsers import browser
from tests.people import COUNTY, HAN, TOWN, morning
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
TOWN_NAME = "青石镇"
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


def test_it_is_gathered_in_the_background_and_waits_for_whoever_asked(
    quality: dict[str, int], settings: Any, tmp_path: Path
) -> None:
    settings.CLOCK, settings.EXPORTS = at(QIAN, JUNE).clock, tmp_path / "exports"
    acted(nonconformity(finding(quality)))
    manager, reader = browser("qianzhi", ("quality_manager", COUNTY)), browser("duzhe", ("leader", COUNTY))
    assert "/exchange/audit-file/quality" in manager.get("/ledgers/").content.decode()
    assert "2026" in manager.get("/exchange/audit-file/quality").content.decode()
    assert manager.post("/exchange/audit-file/quality", {"year": "1"}).status_code == 200, "no such year"
    begun = manager.post("/exchange/audit-file/quality", {"year": "2026"})
    assert begun.status_code == 302
    (job,) = Job.objects.all()
    perform.func(job.id)
    job.refresh_from_db()
    assert (job.state, job.result["files"], job.done, job.total) == ("done", 1, 1, 1)
    page = manager.get(begun["Location"]).content.decode()
    assert "质量管理 2026 年审核资料" in page
    answer = manager.get(f"/jobs/{job.id}/file")
    assert "zip" in answer["Content-Disposition"]
    book = ZipFile(BytesIO(b"".join(answer.streaming_content)))
    assert "目录.html" in book.namelist()
    assert "已完成" in manager.get("/inbox/").content.decode()
    assert reader.get(f"/jobs/{job.id}/file").status_code == 404


def test_whoever_reads_none_of_the_ledgers_is_offered_none(quality: dict[str, int]) -> None:
    del quality
    expert = browser("zhuanjia", ("expert", COUNTY))
    assert "/exchange/audit-file/" not in expert.get("/ledgers/").content.decode()
    assert expert.get("/exchange/audit-file/quality").status_code == 404
    with pytest.raises(Refused, match="您不能查看“质量管理”的台账"):
        dossier.write(Actor(99, "专家", (Holding("expert", COUNTY),), morning), "quality", 2026, BytesIO())


def test_whoever_sees_nothing_gets_nothing(quality: dict[str, int]) -> None:
    finding(quality)
    target = BytesIO()
    assert dossier.write(HAN, "quality", 2026, target).records == 0
    assert TOWN_NAME not in ZipFile(target).read("目录.html").decode(), "nor figures of others"
    own = BytesIO()
    dossier.write(QIAN, "quality", 2026, own)
    page = ZipFile(own).read("目录.html").decode()
    assert f"<td>审核发现</td><td>{TOWN_NAME}</td><td>1</td>" in page, "a pack's own role sees its figures"


def test_a_document_and_its_versions_lie_under_the_clause_that_it_serves(quality: dict[str, int]) -> None:
    """The policy under 5.2 with its text; a form without a clause under 7.5, where all of them were."""
    del quality
    for number, name, clause in (("QM-00", "质量方针", "c5_2"), ("F-1", "点检表", None)):
        said = {"number": number, "name": name, "clause": clause}
        above = actions.create(QIAN, "quality.document", COUNTY, said)
        edition = {"document": above.ref.id, "edition": "A/0"}
        made = actions.create(QIAN, "quality.document_version", COUNTY, edition)
        actions.attach(QIAN, made.ref, "text", f"{name}.txt", name.encode())
    target = BytesIO()
    dossier.write(at(QIAN, JUNE), "quality", 2026, target)
    book = ZipFile(target)
    rows = (
        CalamineWorkbook.from_filelike(BytesIO(book.read("目录.xlsx"))).get_sheet_by_name("目录").to_python()
    )
    assert [row[:2] for row in rows[1:]] == [
        ["5.2 质量方针", "受控文件"], ["5.2 质量方针", "文件版本"], ["7.5 文件记录", "受控文件"],
        ["7.5 文件记录", "文件版本"],
    ]  # fmt: skip
    files = sorted(one for one in book.namelist() if one.startswith("佐证/"))
    folders = ["佐证/5.2 质量方针/文件版本", "佐证/7.5 文件记录/文件版本"]
    assert [one.rsplit("/", 1)[0] for one in files] == folders
