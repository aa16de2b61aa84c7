"""钱企 and 孟虚 write formulas where texts belong, for whoever opens the file that comes out."""

from __future__ import annotations

import ast
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import luoshi
from luoshi.exchange import actions, marked, writing
from luoshi.ledgers import actions as ledgers
from tests.adopted import adopt
from tests.people import MENG, TOWN, morning

ROOT = Path(luoshi.__file__).parent
FORMULAS = ["=cmd|'/C calc'!A0", "+1+1", "-2+3", "@SUM(1)", '=HYPERLINK("http://x","青石镇")', "\t=1", "{=1}"]


def formulas(content: bytes) -> list[str]:
    """The cells that a workbook would compute, or lead somewhere."""
    book = openpyxl.load_workbook(BytesIO(content))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    return [str(cell.value) for cell in cells if cell.data_type == "f" or cell.hyperlink]


@pytest.mark.django_db
def test_a_ledger_goes_out_with_texts_as_texts(county: None, settings: Any, tmp_path: Path) -> None:
    settings.EVIDENCE, settings.CLOCK = tmp_path, morning
    adopt("investment")
    for one in FORMULAS:
        ledgers.create(MENG, "investment.project", TOWN, {"name": one, "total": 1})
    target = BytesIO()
    writing.export(MENG, "investment.project", target)
    assert formulas(target.getvalue()) == []
    shown = openpyxl.load_workbook(BytesIO(target.getvalue())).worksheets[0]
    assert FORMULAS[0] in {str(cell.value) for row in shown.iter_rows() for cell in row}


@pytest.mark.django_db
@pytest.mark.parametrize("said", FORMULAS)
def test_a_file_sent_back_with_its_mistakes_computes_nothing(
    county: None, settings: Any, tmp_path: Path, said: str
) -> None:
    """What a .csv says as a text stays one, and so does a heading that is told again among the mistakes."""
    settings.EVIDENCE, settings.CLOCK = tmp_path, morning
    adopt("investment")
    quoted = said.replace('"', '""')
    content = f'项目名称,总投资（万元）,"{quoted}"\n"{quoted}",没有,"{quoted}"\n'.encode()
    done = actions.import_rows(MENG, "investment.project", TOWN, content, "项目.csv", dry_run=True)
    assert done.problems
    target = BytesIO()
    marked.write(content, "项目.csv", done, target)
    assert formulas(target.getvalue()) == []


def test_every_workbook_that_is_written_takes_texts_as_texts() -> None:
    found = 0
    for file in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "xlsxwriter.Workbook":
                said = ast.unparse(node.args[1])
                assert "'strings_to_formulas': False" in said, file
                assert "'strings_to_urls': False" in said, file
                found += 1
    assert found > 4


def test_nothing_writes_a_csv_in_which_a_text_would_compute() -> None:
    """A .csv knows no texts: Excel computes what begins like a formula. So there is none."""
    assert not [file for file in ROOT.rglob("*.py") if "csv.writer" in file.read_text("utf-8")]


def test_no_page_and_no_paper_is_made_of_a_template_that_somebody_wrote() -> None:
    """Django's templates are those of the product: none is made of a text that came from elsewhere."""
    for file in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                assert called not in ("Template", "engines['django'].from_string", "Engine"), file
