"""Pages in English: every message has its English, and no page shows Chinese that is not data."""

from __future__ import annotations

import gettext
import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.utils import translation
from lxml import html

from luoshi.assessment import actions as assessment
from luoshi.assessment import queries as assessments
from luoshi.assessment.words import told
from luoshi.commitments import actions as commitments
from luoshi.commitments import letters
from luoshi.commitments import queries as owed
from luoshi.commitments.matching import Owed
from luoshi.kernel.actor import Actor
from luoshi.kernel.language import speaking
from luoshi.ledgers import actions as ledgers
from luoshi.packs import library
from luoshi.periods import queries as periods
from luoshi.reports import actions as reports
from luoshi.reports import queries as bulletins
from luoshi.units import queries as units
from scripts import messages
from tests import people
from tests.browsers import browser
from tests.english import CHINESE, shown, texts
from tests.people import ASSESSOR, CHEN, CITY, COUNTY, OTHER_TOWN, TOWN, WANG, morning
from tests.periods.test_close import FUNDS, JANUARY, LIN, close, project, receipt

ROLES = ("admin", "assessor", "leader", "reviewer", "supervisor")
NO_PAGES = re.compile(r"/(packages?|file|export|template|bulletin\.|letter\.)|\.(docx|pdf|xlsx|zip)|/static/")


def test_every_message_has_english_that_leaves_open_the_same() -> None:
    known = messages.gathered(messages.catalogue())
    lacking = [one.id for one in messages.missing(known)]
    assert not lacking, f"translate in django.po, then `python -m scripts.messages`: {lacking}"


def test_the_catalogue_holds_what_the_pages_say_and_nothing_else() -> None:
    kept = messages.catalogue()
    said = {one.id for one in messages.gathered(kept)}
    assert {one.id for one in kept} == said, "run `python -m scripts.messages`"


def test_the_compiled_catalogue_is_that_of_the_text() -> None:
    with messages.MO.open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for one in messages.catalogue():
        if isinstance(one.id, str):
            assert not one.id or compiled.gettext(one.id) == one.string, "run `python -m scripts.messages`"
        else:
            single, many = one.id
            assert [compiled.ngettext(single, many, n) for n in (1, 2)] == list(one.string or ())


@pytest.fixture
def reader(site: Path, settings: Any) -> Iterator[Client]:
    """Somebody who may do everything, on a site where everything has happened once."""
    settings.CLOCK = morning
    person = browser("reader", ("reporter", TOWN), *((role, CITY) for role in ROLES), name="陈思远")
    whole = commitments.set_target(CHEN, COUNTY, FUNDS, 2026, Owed(Decimal(51_000), Decimal(55_000)))
    commitments.split(CHEN, whole.id, {TOWN: Owed(Decimal(6000)), OTHER_TOWN: Owed(Decimal(600))})
    commitments.issue_letter(CHEN, COUNTY, TOWN, 2026)
    first = project()
    ledgers.attach(WANG, first.ref, "contract", "contract.txt", b"contract")
    receipt(first, "2026-01-15", 500)
    close(JANUARY, "2026-02-04")
    receipt(first, "2026-01-30", 80)
    assessment.assess(ASSESSOR, "township", 2026)
    reports.draft(CHEN, COUNTY, JANUARY, "investment.monthly")
    text = "今年全县招商到位资金要达到5.1亿元，力争5.5亿元。"
    commitments.add_document(CHEN, COUNTY, "讲话", text)
    person.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    yield person
    translation.deactivate()


def _data() -> list[str]:
    """What people and packs say in Chinese only, and sentences made below the pages; the longest first."""
    said = {"C0101果汁厂", "讲话", *letters.OBLIGATIONS}
    with speaking("en"):
        said |= set(periods.blocks(CHEN, JANUARY.next()))
    names = units.names()
    said |= {one.name for one in (*vars(people).values(), LIN) if isinstance(one, Actor)}
    said |= {name for unit in units.units() for name in (unit.name, unit.short)}
    said |= set(units.person_names().values())
    for pack in library.shipped().values():
        said |= set(texts(pack))
        said |= {told(rule) for sheet in pack.sheets.values() for rule in sheet.items}
    for run in assessments.assessments(ASSESSOR):
        said |= set(texts(run.body))
    for bulletin in bulletins.bulletins(CHEN):
        said |= set(texts(bulletin.content))
    said |= {f"{names[one.to_unit]} {one.content['title']}" for one in owed.letters(CHEN)}
    return sorted((one for one in said if CHINESE.search(one)), key=len, reverse=True)


def _walk(client: Client) -> Iterator[tuple[str, str]]:
    """Every page that links lead to from the home page, each kind of address a few times."""
    waiting, seen = ["/"], {"/"}
    kinds: Counter[str] = Counter()
    while waiting:
        address = waiting.pop(0)
        answer = client.get(address)
        if not answer.headers["Content-Type"].startswith("text/html") or answer.status_code != 200:
            continue
        page = answer.content.decode()
        yield address, page
        for link in map(str, html.fromstring(page).xpath("//a/@href")):
            kind = re.sub(r"\d+|C\d+", "#", link.partition("?")[0])
            if (
                link.startswith("/")
                and link not in seen
                and not NO_PAGES.search(link)
                and kinds.get(kind, 0) < 3
            ):
                seen.add(link)
                kinds[kind] = kinds.get(kind, 0) + 1
                waiting.append(link)


def test_no_page_shows_chinese_that_is_not_data(reader: Client) -> None:
    data, walked = _data(), []
    found: dict[str, str] = {}
    for address, page in _walk(reader):
        walked.append(address)
        for words in shown(page):
            left = words
            for one in data:
                left = left.replace(one, "")
            if CHINESE.search(left):
                found.setdefault(words, address)
    assert found == {}
    for screen in (
        "figures",
        "documents",
        "commitments",
        "ledgers",
        "periods",
        "bulletins",
        "assessment",
        "admin",
    ):
        assert sum(one.startswith(f"/{screen}/") for one in walked) > 1, screen


def test_chinese_comes_first_and_a_person_may_change_it_without_scripts(reader: Client) -> None:
    del reader.defaults["HTTP_ACCEPT_LANGUAGE"]
    page = reader.get("/figures/").content.decode()
    assert '<html lang="zh-hans"' in page
    (form,) = html.fromstring(page).xpath("//form[@action='/language/']")
    answer = reader.post("/language/", {"language": "en", "next": form.fields["next"]})
    assert answer.headers["Location"] == "/figures/"
    assert "Year to date" in reader.get("/figures/").content.decode()
    reader.post("/language/", {"language": "zh-hans", "next": "/"})
    assert "本年累计" in reader.get("/figures/", headers={"accept-language": "en"}).content.decode()


def test_what_is_kept_or_sent_is_chinese_whoever_asks(reader: Client) -> None:
    sent = reader.get("/exchange/investment.project/export")
    rows = openpyxl.load_workbook(BytesIO(b"".join(sent))).active.values
    assert "项目名称" in next(rows)
    data = {"from_unit": COUNTY, "to_units": [OTHER_TOWN], "year": "2026", "obligations": "按月填报"}
    reader.post("/commitments/letters/new", data)
    made = next(one for one in owed.letters(CHEN) if one.to_unit == OTHER_TOWN)
    assert made.content["lines"][0]["label"] == "招商到位资金"
    assert "new version is needed" not in reader.get(f"/commitments/letters/{made.id}/").content.decode()


def test_a_mistake_stands_at_its_field_in_english_too(reader: Client) -> None:
    address = "/ledgers/investment.project/1/edit"
    form = reader.get(address).context["form"]
    typed = {key: form[key].value() or "" for key in form.fields} | {"total": "much"}
    answer = reader.post(address, typed)
    assert list(answer.context["form"].errors) == ["total"]
    assert "Total investment (×10,000 yuan)" in answer.content.decode()
