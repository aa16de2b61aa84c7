"""The docs are run: their commands on a copy of the demonstration, their packs through the compiler."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import xlsxwriter
from docx import Document

from luoshi.packs import library
from luoshi.packs.compile import load
from tests.demo import copied, environment

pytestmark = pytest.mark.xdist_group("demo")

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^(?:\.venv/bin/)?luoshi ", re.MULTILINE)
"""Shell that is not ours alone (make, systemctl) stands in `console` blocks and is not run."""
FILE = re.compile(r"# (\S+/\S+\.yaml)\n")
ENDLESS = re.compile(r"^((?:\.venv/bin/)?luoshi (?:serve|work|demo)\b.*)$", re.MULTILINE)
"""Commands that do not end: only whether there are such commands and options is tried."""
PASSWORD = "Qinghe-xian-2026"
SPEECH = "在全县招商引资工作大会上的讲话\n\n2026年，全县招商到位资金要达到5.1亿元。\n"
DRAFT = "商户432家，比上年359家增长20.3%。\n"


@dataclass(frozen=True)
class Page:
    """A page, and what of it a machine can do: YAML files to write and shell to run, in order."""

    path: Path
    blocks: tuple[tuple[str, str], ...]

    @property
    def name(self) -> str:
        return self.path.relative_to(ROOT).as_posix()

    @property
    def files(self) -> list[str]:
        """The whole YAML files in it, by the path in their first line."""
        return [found[1] for kind, text in self.blocks if kind == "yaml" and (found := FILE.match(text))]

    @property
    def has_commands(self) -> bool:
        return any(kind == "sh" and COMMAND.search(text) for kind, text in self.blocks)


def _pages() -> Iterator[Page]:
    for path in (ROOT / "README.md", *sorted((ROOT / "docs" / "how-to").glob("*.md"))):
        blocks = tuple((found[1], found[2]) for found in BLOCK.finditer(path.read_text("utf-8")))
        page = Page(path, blocks)
        if page.has_commands or page.files:
            yield page


@pytest.fixture
def desk(city: Path, tmp_path: Path) -> Path:
    """A folder as the docs suppose it: the product, a site, and files to read and import."""
    copied(city, tmp_path / "site")
    (tmp_path / "luoshi").symlink_to(ROOT / "luoshi")
    commands = tmp_path / ".venv" / "bin"
    commands.mkdir(parents=True)
    for name, words in (("python", ""), ("luoshi", "-c 'from luoshi.cli.main import main; main()'")):
        command = commands / name
        command.write_text(f"#!/bin/sh\nexec '{sys.executable}' {words} \"$@\"\n")
        command.chmod(0o755)
    (tmp_path / "讲话.txt").write_text(SPEECH, "utf-8")
    (tmp_path / "稿件.txt").write_text(DRAFT, "utf-8")
    _sheet(tmp_path / "到位资金.xlsx")
    template = Document()
    template.add_paragraph(
        "{{ 单位名称 }}{{ 期间 }}{{ 指标('招商到位资金').本年累计 }}{{ 指标('招商到位资金').单位 }}"
    )
    template.save(str(tmp_path / "模板.docx"))
    return tmp_path


def _sheet(file: Path) -> None:
    book = xlsxwriter.Workbook(file)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["招商项目", "到账日期", "到位金额（万元）", "到位方式", "凭证号", "付款单位"])
    sheet.write_row(
        1, 0, ["柳林光伏支架加工厂", "2026-07-08", 86, "货币资金", "JZ-DOCS-1", "金穗科技有限公司"]
    )
    book.close()


def _run(text: str, desk: Path) -> subprocess.CompletedProcess[str]:
    """What a shell makes of it, a password being typed where one is asked for."""
    path = f"{desk / '.venv' / 'bin'}:{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "-ec", ENDLESS.sub(r"\1 --help", text)],
        env={**environment(), "PATH": path, "PYTHONPATH": str(ROOT), "LUOSHI_SITE": ""},
        input=f"{PASSWORD}\n" * 2, cwd=desk,
        capture_output=True, text=True, start_new_session=True, check=False,
    )  # fmt: skip


def _script(page: Page) -> str:
    """Its files written, its commands run, in the order in which it tells them."""
    lines = ""
    for kind, text in page.blocks:
        if kind == "yaml" and (found := FILE.match(text)):
            lines += f"mkdir -p '{Path(found[1]).parent}'; cat > '{found[1]}' <<'WHOLE'\n{text}WHOLE\n"
        elif kind == "sh":
            lines += text
    return lines


@pytest.mark.parametrize("page", list(_pages()), ids=lambda page: page.name)
def test_what_a_page_tells_to_type_works(page: Page, desk: Path) -> None:
    done = _run(_script(page), desk)
    assert done.returncode == 0, f"{page.name}:\n{done.stdout}{done.stderr}"
    for folder in {Path(file).parts[0] for file in page.files}:
        assert load(desk / folder, library.shipped()).issues == ()
