"""Letters: frozen when issued, signed by both sides, replaced by a later version."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO

import docx
import pypdfium2
import pytest
from docx.oxml.ns import qn

from luoshi.commitments import actions, letters, queries
from luoshi.commitments.actions import Owed
from luoshi.commitments.models import Letter
from luoshi.kernel.actor import Actor, Holding
from luoshi.kernel.errors import InputError, Missing, Refused
from luoshi.reports import letter_docx, letter_pdf
from tests.adopted import adopt
from tests.people import CHEN, COUNTY, HAN, LEADER, OTHER_TOWN, TOWN, WANG, morning

pytestmark = pytest.mark.django_db

MAYOR = Actor(31, "马镇长", (Holding("leader", TOWN),), morning)


@pytest.fixture
def issued(county: None) -> Letter:
    adopt("investment", "innovation")
    actions.set_target(CHEN, TOWN, "funds_in_place", 2026, Owed(Decimal(6000), Decimal(7000)))
    actions.set_target(CHEN, TOWN, "projects_new", 2026, Owed(place=3))
    return actions.issue_letter(CHEN, COUNTY, TOWN, 2026)


def test_a_letter_says_both_values_and_a_place(issued: Letter) -> None:
    text = letters.text_of(issued.content)
    assert text.rows() == [
        ("1", "招商到位资金", "万元", "6000", "7000", "2026年12月31日"),
        ("2", "引进招商项目", "个", "前3位", "—", "2026年12月31日"),
    ]
    assert issued.digest == text.digest
    assert letters.text_of(queries.letter(WANG, issued.id).content).digest == issued.digest


def test_signed_by_both_sides_a_letter_is_in_force(issued: Letter) -> None:
    actions.sign(LEADER, issued.id, "from")
    signed = actions.sign(MAYOR, issued.id, "to")
    assert signed.state == "signed"
    assert [(one["name"], one["digest"]) for one in signed.signatures] == [
        ("赵县长", issued.digest), ("马镇长", issued.digest),
    ]  # fmt: skip
    assert letters.signers(signed.signatures, "to") == ["马镇长（2026-03-18）"]


def test_nobody_signs_for_another_unit_and_nobody_twice(issued: Letter) -> None:
    for stranger, side in [(WANG, "to"), (LEADER, "to"), (MAYOR, "from")]:
        with pytest.raises(Refused):
            actions.sign(stranger, issued.id, side)
    with pytest.raises(Missing):
        actions.sign(HAN, issued.id, "from")
    actions.sign(MAYOR, issued.id, "to")
    with pytest.raises(InputError, match="不能再签字"):
        actions.sign(MAYOR, issued.id, "to")


def test_a_change_after_signing_is_a_new_version_and_the_old_holds_until_it_is_signed(issued: Letter) -> None:
    actions.sign(LEADER, issued.id, "from")
    actions.sign(MAYOR, issued.id, "to")
    assert not queries.is_outdated(issued)
    actions.set_target(CHEN, TOWN, "funds_in_place", 2026, Owed(Decimal(5500)), why="年中调整")
    assert queries.is_outdated(issued)
    with pytest.raises(InputError, match="没有写原因"):
        actions.issue_letter(CHEN, COUNTY, TOWN, 2026)
    second = actions.issue_letter(CHEN, COUNTY, TOWN, 2026, why="年中调整")
    issued.refresh_from_db()
    assert (second.version, second.replaces_id, issued.state) == (2, issued.id, "signed")
    assert second.digest != issued.digest
    actions.sign(LEADER, second.id, "from")
    actions.sign(MAYOR, second.id, "to")
    issued.refresh_from_db()
    assert issued.state == "replaced"


def test_a_letter_needs_targets_and_goes_down_the_tree(issued: Letter) -> None:
    with pytest.raises(InputError, match="没有目标"):
        actions.issue_letter(CHEN, COUNTY, OTHER_TOWN, 2026)
    with pytest.raises(InputError, match="不是 清河县 的上级"):
        actions.issue_letter(CHEN, TOWN, COUNTY, 2026)
    with pytest.raises(Refused):
        actions.issue_letter(WANG, COUNTY, TOWN, 2026)


def test_a_tree_of_targets_shows_the_gap_at_each_step(issued: Letter) -> None:
    whole = actions.set_target(CHEN, COUNTY, "projects_total", 2026, Owed(Decimal(10)))
    actions.split(CHEN, whole.id, {TOWN: Owed(Decimal(4)), OTHER_TOWN: Owed(Decimal(5))})
    branch = queries.tree(CHEN, whole.id)
    assert (branch.gap, [part.commitment.unit for part in branch.parts]) == (Decimal(-1), [TOWN, OTHER_TOWN])


def test_the_word_file_has_the_parties_the_table_and_places_for_seals(issued: Letter) -> None:
    signed = actions.sign(MAYOR, issued.id, "to")
    text = letters.text_of(signed.content)
    made = docx.Document(BytesIO(letter_docx.render(text, signed.signatures)))
    words = [paragraph.text for paragraph in made.paragraphs]
    targets, places = made.tables
    assert words[:3] == ["2026年度目标责任书", "甲方：清河县", "乙方：青石镇"]
    assert [[cell.text for cell in row.cells] for row in targets.rows] == [
        list(letters.HEAD), *(list(row) for row in text.rows()),
    ]  # fmt: skip
    assert [cell.text.splitlines()[:2] for cell in places.rows[0].cells] == [
        ["甲方（盖章）：清河县", "签字："], ["乙方（盖章）：青石镇", "签字：马镇长（2026-03-18）"],
    ]  # fmt: skip
    assert text.digest in words[-1]


def test_every_style_of_the_word_file_names_a_chinese_font(issued: Letter) -> None:
    made = docx.Document(BytesIO(letter_docx.render(letters.text_of(issued.content))))
    fonts = [style.element.rPr.rFonts for style in made.styles if hasattr(style, "font")]
    assert all(one.get(qn("w:eastAsia")) for one in fonts)
    assert not [name for one in fonts for name in one.attrib if name.endswith("Theme")]


def test_the_pdf_is_one_page_with_parties_targets_and_digest(issued: Letter) -> None:
    signed = actions.sign(MAYOR, issued.id, "to")
    text = letters.text_of(signed.content)
    pages = pypdfium2.PdfDocument(letter_pdf.render(text, signed.signatures))
    assert len(pages) == 1
    words = pages[0].get_textpage().get_text_bounded().replace("\r\n", "")
    for said in ("2026年度目标责任书", "甲方：清河县", "招商到位资金", "6000", "7000", "马镇长", text.digest):
        assert said in words
