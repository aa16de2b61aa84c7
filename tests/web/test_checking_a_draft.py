"""A draft is checked on a page: pasted or sent, marked, what is wrong first, and nothing of it kept."""

from __future__ import annotations

import io
import re
from pathlib import Path

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from luoshi.commitments import queries as documents
from luoshi.journal import queries as journal
from luoshi.kernel.errors import Refused
from luoshi.periods.books import book
from luoshi.reading.checked import check
from tests.browsers import browser
from tests.people import COUNTY, HAN, NOBODY, SYSTEM, TOWN, WANG
from tests.periods.test_close import FUNDS, JANUARY, close, project, receipt

DRAFT = "1月，青石镇到位资金{}万元。\n规上企业432家，比上年359家增长20.3%。"


@pytest.fixture
def closed(site: Path) -> None:
    """January, closed, with 512.5 万元 of 青石镇."""
    receipt(project(), "2026-01-15", "512.5")
    close(JANUARY, "2026-02-04")


@pytest.fixture
def supervisor(site: Path) -> Client:
    return browser("chensiyuan", ("supervisor", COUNTY), name="陈思远")


def sent(client: Client, **said: object) -> str:
    answer = client.post("/documents/check", said)
    assert answer.status_code == 200
    return answer.content.decode()


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))


def test_a_wrong_number_is_told_first_and_leads_to_its_origin(closed: None, supervisor: Client) -> None:
    page = sent(supervisor, text=DRAFT.format("513.5"))
    assert "有问题 1 处，一致 1 处" in words(page)
    assert 'class="mark mark-wrong"' in page
    assert f"/figures/2026-01/{FUNDS}/{TOWN}/" in page
    assert page.index("与公布不一致") < page.index("<summary>没有核对")
    assert "512.5万元" in page


def test_a_right_draft_says_so_and_points_at_what_was_not_checked(closed: None, supervisor: Client) -> None:
    page = sent(supervisor, text=DRAFT.format("512.5"))
    assert "没有发现问题" in page
    assert 'class="mark mark-right"' in page
    assert 'class="mark mark-adds_up"' in page


def test_a_word_file_with_a_table_is_checked_by_cell(closed: None, supervisor: Client) -> None:
    made, into = docx.Document(), io.BytesIO()
    table = made.add_table(2, 2)
    for cell, said in zip(
        [*table.rows[0].cells, *table.rows[1].cells],
        ["单位", "到位资金（万元）", "青石镇", "521.5"],
        strict=True,
    ):
        cell.text = said
    made.save(into)
    page = sent(supervisor, file=SimpleUploadedFile("通报.docx", into.getvalue()), text="")
    assert "表 1，第 2 行第 2 列" in page
    assert "<td>" in page


def test_nothing_of_a_draft_is_kept(closed: None, supervisor: Client) -> None:
    before = journal.newest()
    sent(supervisor, text=DRAFT.format("512.5"))
    assert journal.newest() == before
    assert documents.documents(SYSTEM) == []


def test_an_empty_form_an_unreadable_file_and_a_text_without_numbers_are_told(
    closed: None, supervisor: Client
) -> None:
    assert "请选择稿件文件，或粘贴正文" in sent(supervisor, text=" ")
    broken = SimpleUploadedFile("稿.docx", b"PK\x03\x04nothing")
    assert "不是完好的 Word 文档" in sent(supervisor, file=broken, text="")
    assert "稿件里没有带单位的数" in sent(supervisor, text="没有数。")


def test_before_any_close_there_is_nothing_to_check_against(site: Path, supervisor: Client) -> None:
    assert "还没有结账的月份" in sent(supervisor, text=DRAFT.format(1))


def test_who_holds_no_role_checks_nothing(closed: None) -> None:
    assert "不能核对" in sent(browser("luren"), text=DRAFT.format(1))


def test_only_figures_that_one_sees_are_compared(closed: None) -> None:
    text = "1月，青石镇到位资金513.5万元。"
    assert [one.state for one in check(text, book(WANG))] == ["wrong"]
    assert [one.state for one in check(text, book(HAN))] == ["unknown"]
    with pytest.raises(Refused, match="不能核对"):
        book(NOBODY)


def test_the_list_of_documents_leads_there_and_the_page_speaks_english(
    closed: None, supervisor: Client
) -> None:
    assert 'href="/documents/check"' in supervisor.get("/documents/").content.decode()
    supervisor.post("/language/", {"language": "en", "next": "/"})
    page = sent(supervisor, text="1月，全县到位资金500万元。")
    assert "Not as published" in page


def test_markup_in_a_draft_stays_text(closed: None, supervisor: Client) -> None:
    page = sent(supervisor, text="<script>alert(1)</script>1月，青石镇到位资金513.5万元。")
    assert "<script>alert(1)" not in page
