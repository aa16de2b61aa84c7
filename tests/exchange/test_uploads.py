"""A file's way in: kept, talked about, remembered, marked, carried out; evidence by the number in a name."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from luoshi.exchange import evidence, marked, notices, queries, uploads
from luoshi.kernel.errors import InputError, Missing
from luoshi.ledgers import queries as ledgers
from luoshi.ledgers.records import Record
from tests.exchange.office import PROJECT, RECEIPT, projects, saved, sheet_of
from tests.people import CHEN, LIU, OTHER_TOWN, TOWN, WANG

ROWS: list[list[Any]] = [
    ["企业想建的", "总投资（万元）", "备忘"],
    ["甲厂", "很多", "x"],
    ["乙厂", 5, "y"],
]


def sent() -> Any:
    return uploads.receive(WANG, PROJECT, TOWN, saved(sheet_of(ROWS)[0]), "项目.xlsx")


def test_what_was_said_of_a_heading_is_said_again_of_the_next_file(ledgers: None) -> None:
    held = sent()
    assert {one.row for one in uploads.tried(WANG, held.id).problems} == {1, 2, 3}
    uploads.say(WANG, held.id, columns={"企业想建的": "name", "备忘": "-"}, cells={("Sheet", 1, 1): "3.2亿"})
    done = uploads.carry_out(WANG, held.id)
    assert [(one.values["name"], one.values["total"]) for one in done.records] == [
        ("甲厂", 32_000),
        ("乙厂", 5),
    ]
    assert queries.choice(sent()).columns == {"企业想建的": "name", "备忘": "-"}
    with pytest.raises(InputError, match="已经导入"):
        uploads.carry_out(WANG, held.id)


def test_a_file_is_its_senders_alone(ledgers: None) -> None:
    with pytest.raises(Missing):
        queries.upload(LIU, sent().id)


def test_nobody_sends_a_file_for_another_unit(ledgers: None) -> None:
    with pytest.raises(Exception, match="您不能填报"):
        uploads.receive(WANG, PROJECT, OTHER_TOWN, b"x", "x.xlsx")


def test_a_heading_may_only_mean_a_field_there_is(ledgers: None) -> None:
    with pytest.raises(InputError, match="没有字段"):
        uploads.say(WANG, sent().id, columns={"备忘": "password"})


def test_the_marked_file_says_at_each_cell_what_is_wrong_and_comes_in_again(ledgers: None) -> None:
    head = ["项目名称", "总投资（万元）"]
    content = saved(sheet_of([["项目表", None], head, ["甲厂", "很多"], [None, 3]])[0])
    done = projects(content, dry_run=True)
    stream = BytesIO()
    marked.write(content, "项目.xlsx", done, stream)
    sheet = load_workbook(BytesIO(stream.getvalue())).active
    assert sheet["C2"].value == "问题"
    assert "不是数字" in sheet["B3"].comment.text
    assert sheet["B3"].fill.fgColor.rgb == "00FFD6D6"
    assert "必填" in sheet["C4"].value
    sheet["B3"], sheet["A4"] = 8, "乙厂"
    again = BytesIO()
    sheet.parent.save(again)
    assert projects(again.getvalue()).made == 2


def test_a_text_table_becomes_a_marked_workbook(ledgers: None) -> None:
    content = "项目名称,总投资\n甲厂,很多\n".encode("gbk")
    done = projects(content, name="项目.csv", dry_run=True)
    stream = BytesIO()
    marked.write(content, "项目.csv", done, stream)
    assert "不是数字" in load_workbook(BytesIO(stream.getvalue())).active["B2"].comment.text


def zipped(*names: str) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, name.encode())
    return stream.getvalue()


def zipped_by_an_old_system(name: str) -> bytes:
    """A zip whose file is named in GBK, without the flag that says UTF-8."""
    old = name.encode("gbk")
    return zipped("A" * len(old)).replace(b"A" * len(old), old)


def test_each_file_goes_to_the_record_whose_voucher_its_name_bears(receipt: Record) -> None:
    content = zipped("三月/JZ-0309 进账单.pdf", "JZ-0309_2.jpg", "__MACOSX/JZ-0309", "回单(jz-0309).png")
    made = evidence.attach_all(WANG, RECEIPT, "voucher_no", "bank_slip", content)
    assert [one.name for one in made] == ["JZ-0309 进账单.pdf", "JZ-0309_2.jpg", "回单(jz-0309).png"]
    assert {one.record for one in made} == {receipt.ref.id}
    assert len(ledgers.evidence(WANG, receipt.ref)) == 3


def test_names_that_an_old_system_wrote_in_gbk_are_read(receipt: Record) -> None:
    (one,) = evidence.pairings(WANG, RECEIPT, "voucher_no", zipped_by_an_old_system("JZ-0309进账单.pdf"))
    assert one.record is not None
    assert one.name == "JZ-0309进账单.pdf"


def test_a_file_that_belongs_nowhere_stops_the_whole_and_says_why(receipt: Record) -> None:
    content = zipped("JZ-0309.pdf", "JZ-03.pdf", "合同.pdf")
    found = evidence.pairings(WANG, RECEIPT, "voucher_no", content)
    assert [one.record is not None for one in found] == [True, False, False]
    with pytest.raises(InputError, match="2 个文件没有找到记录"):
        evidence.attach_all(WANG, RECEIPT, "voucher_no", "bank_slip", content)
    assert ledgers.evidence(WANG, receipt.ref) == []


def test_a_stranger_attaches_to_nothing(receipt: Record) -> None:
    (one,) = evidence.pairings(LIU, RECEIPT, "voucher_no", zipped("JZ-0309.pdf"))
    assert one.record is None


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04broken", zipped()])
def test_what_is_no_zip_of_files_is_said_in_a_sentence(receipt: Record, content: bytes) -> None:
    with pytest.raises(InputError, match="压缩包"):
        evidence.pairings(WANG, RECEIPT, "voucher_no", content)


def test_notices_are_seen_once_and_by_the_one_they_are_for(county: None) -> None:
    assert WANG.person is not None
    notices.tell(CHEN, WANG.person, "导入完成", "/jobs/1/")
    assert (queries.unseen(WANG), queries.unseen(LIU)) == (1, 0)
    assert [one.text for one in queries.inbox(WANG)] == ["导入完成"]
    notices.see(WANG)
    assert queries.unseen(WANG) == 0


NOTHING_KNOWN: list[list[Any]] = [
    ["某某公司内部报表", None, None],
    ["企业想建的", "打算花多少", "备忘"],
    ["甲厂", "3.2亿", "x"],
    ["乙厂", 5, "y"],
]


def test_a_sheet_of_which_no_heading_is_known_is_still_mapped_by_hand(ledgers: None) -> None:
    held = uploads.receive(WANG, PROJECT, TOWN, saved(sheet_of(NOTHING_KNOWN)[0]), "项目.xlsx")
    with pytest.raises(InputError, match="没有找到表头"):
        uploads.tried(WANG, held.id)
    (table,) = uploads.headed(WANG, held.id)
    assert (table.top, table.headings) == (1, ("企业想建的", "打算花多少", "备忘"))
    uploads.say(WANG, held.id, columns={"企业想建的": "name", "打算花多少": "total", "备忘": "-"})
    done = uploads.carry_out(WANG, held.id)
    assert [(one.values["name"], one.values["total"]) for one in done.records] == [
        ("甲厂", 32_000),
        ("乙厂", 5),
    ]


def test_whoever_knows_better_says_in_which_row_the_heading_is(ledgers: None) -> None:
    rows = [
        ["项目名称", "总投资（万元）", "上年的样子"],
        ["例：某厂", 1, "-"],
        ["项目名称", "总投资（万元）", "签约日期"],
        ["甲厂", 5, "2026-03-05"],
    ]
    held = uploads.receive(WANG, PROJECT, TOWN, saved(sheet_of(rows)[0]), "项目.xlsx")
    assert uploads.headed(WANG, held.id)[0].top == 2
    uploads.say(WANG, held.id, tops={"Sheet": 0}, columns={"上年的样子": "-"})
    assert uploads.headed(WANG, held.id)[0].top == 0
    uploads.say(WANG, held.id, tops={"Sheet": 2})
    assert [one.title for one in uploads.carry_out(WANG, held.id).records] == ["甲厂"]


def test_a_sheet_of_nothing_but_numbers_offers_no_heading(ledgers: None) -> None:
    held = uploads.receive(WANG, PROJECT, TOWN, saved(sheet_of([[1, 2], [3, 4]])[0]), "项目.xlsx")
    assert uploads.headed(WANG, held.id) == ()
