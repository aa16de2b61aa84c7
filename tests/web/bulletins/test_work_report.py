"""A Word template on the page: filled and handed back, or its mistakes with their places; in English too."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from docx import Document

from tests.browsers import browser
from tests.people import COUNTY, OTHER_COUNTY, TOWN
from tests.reports.conftest import two_months as two_months
from tests.reports.test_work_report import template

PAGE = "/bulletins/report"


def send(who: Client, content: bytes, unit: str = COUNTY, period: str = "2026-02") -> object:
    file = SimpleUploadedFile("模板.docx", content)
    return who.post(PAGE, {"unit": unit, "period": period, "file": file})


@pytest.mark.usefixtures("two_months")
def test_a_template_comes_back_filled_with_links_to_this_site() -> None:
    chen = browser("chensiyuan", ("supervisor", COUNTY))
    assert PAGE in chen.get("/bulletins/").content.decode()
    answer = send(chen, template("{{ 单位名称 }}{{ 指标('招商到位资金').本期 }}"))
    made = Document(BytesIO(answer.content))  # type: ignore[attr-defined]
    assert made.paragraphs[0].text == "清河县1,500.00"
    links = [one.target_ref for one in made.part.rels.values() if one.is_external]
    assert links == [f"http://testserver/figures/2026-02/investment.funds_in_place/{COUNTY}/"]
    assert chen.get(links[0].removeprefix("http://testserver")).status_code == 200
    assert "filename*=" in answer.headers["Content-Disposition"]  # type: ignore[attr-defined]
    again = send(chen, chen.get(f"{PAGE}/sample.docx").content)
    assert Document(BytesIO(again.content)).tables  # type: ignore[attr-defined]


@pytest.mark.usefixtures("two_months")
def test_mistakes_are_listed_with_their_places_in_the_language_of_the_page() -> None:
    chen = browser("chensiyuan", ("supervisor", COUNTY))
    wrong = template("{{ 指标('招商到位资今').本期 }}", "{{ 期间")
    page = send(chen, wrong).content.decode()  # type: ignore[attr-defined]
    assert "模板里有 2 处要改" in page
    assert "正文第1段“{{ 指标(&#x27;招商到位资今&#x27;).本期 }}”" in page
    assert "您是不是要写 招商到位资金？" in page
    chen.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    page = send(chen, wrong).content.decode()  # type: ignore[attr-defined]
    assert "paragraph 1, “{{ 指标" in page
    assert "there is no indicator" in page
    assert "您是不是要写 招商到位资金？" in page, "what is to be typed is not translated"
    broken = send(chen, b"PK\x03\x04").content.decode()  # type: ignore[attr-defined]
    assert "is not a sound Word document" in broken


@pytest.mark.usefixtures("two_months")
def test_nobody_chooses_what_they_do_not_see_or_what_is_not_closed() -> None:
    content = template("{{ 指标('招商到位资金').本期 }}")
    wang = browser("wangl", ("reporter", TOWN))
    stranger = browser("hanxue", ("reviewer", OTHER_COUNTY))
    for who, unit, period in (
        (wang, COUNTY, "2026-02"),
        (wang, TOWN, "2026-03"),
        (stranger, TOWN, "2026-02"),
    ):
        answer = send(who, content, unit, period)
        assert answer.headers["Content-Type"].startswith("text/html")  # type: ignore[attr-defined]
    assert send(wang, content, TOWN).headers["Content-Type"].endswith("document")  # type: ignore[attr-defined]
