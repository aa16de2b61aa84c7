"""A file on its page: what its headings mean is said there, whatever they are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml import html

from luoshi.exchange.models import Upload
from luoshi.ledgers import queries
from tests.adopted import adopt
from tests.browsers import browser
from tests.exchange.office import saved, sheet_of
from tests.people import TOWN, WANG, morning

pytestmark = pytest.mark.django_db

IMPORT = "/exchange/investment.project/"


@pytest.fixture
def clerk(county: None, settings: Any, tmp_path: Path) -> Client:
    settings.EVIDENCE, settings.CLOCK = tmp_path, morning
    adopt("investment", "innovation")
    return browser("wangli", ("reporter", TOWN), name="王丽")


def sent(client: Client, rows: list[list[Any]]) -> Any:
    file = SimpleUploadedFile("项目.xlsx", saved(sheet_of(rows)[0]))
    return client.post(IMPORT, {"unit": TOWN, "file": file})


def chosen(tree: Any) -> dict[str, str]:
    """The mapping as the page would send it: name → what is chosen."""
    made = {"columns": "1"}
    for one in tree.xpath('//fieldset[@class="mapping"]//*[self::select or self::input]'):
        value = one.xpath("option[@selected]/@value") if one.tag == "select" else [one.get("value", "")]
        made[one.get("name")] = value[0] if value else ""
    return made


def test_a_sheet_of_which_nothing_is_known_is_mapped_on_its_page_and_goes_in(clerk: Client) -> None:
    answer = sent(clerk, [["企业想建的", "打算花多少"], ["甲厂", 5], ["乙厂", "3.2亿"]])
    assert answer.status_code == 302
    tree = html.fromstring(clerk.get(answer["Location"]).content.decode())
    assert "没有找到表头" in tree.text_content()
    said = chosen(tree)
    names = {
        one.text_content().strip(): one.get("for").removeprefix("id_")
        for one in tree.xpath("//fieldset//label")
    }
    said |= {names["企业想建的"]: "name", names["打算花多少"]: "total"}
    clerk.post(answer["Location"], said)
    page = clerk.get(answer["Location"]).content.decode()
    assert "2 行都可以导入" in page
    clerk.post(html.fromstring(page).xpath('//form[@class="import-do"]/@action')[0])
    assert {one.title for one in queries.page(WANG, "investment.project").rows} == {"甲厂", "乙厂"}


def test_the_row_of_the_heading_is_corrected_on_the_page(clerk: Client) -> None:
    answer = sent(
        clerk, [["项目名称", "总投资（万元）"], ["甲厂", 5], ["项目名称", "投资方"], ["乙厂", "乙公司"]]
    )
    page = html.fromstring(clerk.get(answer["Location"]).content.decode())
    said = chosen(page)
    (top,) = [name for name in said if name.endswith("-top")]
    clerk.post(answer["Location"], said | {top: "3"})
    page = clerk.get(answer["Location"]).content.decode()
    assert "1 行都可以导入" in page
    assert "乙公司" in page


def test_a_long_file_is_mapped_as_a_short_one_is(clerk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("luoshi.web.exchange.views.LONG", 10)
    answer = sent(clerk, [["企业想建的", "总投资（万元）"], ["甲厂", 5]])
    page = html.fromstring(clerk.get(answer["Location"]).content.decode())
    (address,) = page.xpath("//@hx-get[contains(., 'mapping')]")
    fragment = html.fromstring(clerk.get(address).content.decode())
    said = chosen(fragment)
    (unknown,) = [name for name, value in said.items() if not value]
    clerk.post(answer["Location"], said | {unknown: "name"})
    (upload,) = Upload.objects.all()
    assert upload.choice["columns"] == {"企业想建的": "name"}


def test_what_cannot_be_opened_is_told_where_it_was_chosen(clerk: Client) -> None:
    answer = clerk.post(IMPORT, {"unit": TOWN, "file": SimpleUploadedFile("x.xlsx", b"PK\x03\x04no")})
    assert answer.status_code == 200
    assert "打不开" in answer.content.decode()
