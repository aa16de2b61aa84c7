"""个人信息: found by words that are posted, a copy, an erasure; covered for whoever has no need."""

from __future__ import annotations

import pytest

from luoshi.journal import queries as journal
from luoshi.ledgers import actions, queries
from luoshi.ledgers.records import Record
from tests.adopted import adopt
from tests.browsers import browser
from tests.people import COUNTY, TOWN, WANG

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("county")]


@pytest.fixture
def made(county: None) -> Record:
    adopt("investment")
    said = {"name": "田有余", "phone": "13800001234", "employer": "西安一厂"}
    return actions.create(WANG, "investment.contact", TOWN, said)


def test_a_person_is_found_copied_and_erased_and_no_address_says_whom(made: Record) -> None:
    officer = browser("officer", ("privacy_officer", COUNTY), name="秦守密")
    found = officer.post("/personal/", {"words": "13800001234"}).content.decode()
    for words in ("田有余", "联系电话", "青石镇", "删除个人信息"):
        assert words in found
    copy = officer.post("/personal/copy", {"words": "田有余"})
    assert copy["Content-Disposition"] == 'attachment; filename="personal.json"'
    assert copy.json()[0]["values"] == {"姓名": "田有余", "联系电话": "13800001234"}
    officer.post(f"/personal/investment.contact/{made.ref.id}/erase", {"why": "本人申请"})
    assert queries.record(WANG, made.ref).row["phone"] is None
    assert "没有找到" in officer.post("/personal/", {"words": "田有余"}).content.decode()
    assert [(one.name, one.verb) for one in journal.history("personal")] == [("秦守密", "copy")]


def test_nobody_else_finds_or_erases(made: Record) -> None:
    leader = browser("leader", ("leader", COUNTY), name="郝书记")
    assert leader.get("/personal/").status_code == 403
    assert leader.post("/personal/copy", {"words": "田有余"}).status_code == 403
    leader.post(f"/personal/investment.contact/{made.ref.id}/erase", {"why": "想删"})
    assert queries.record(WANG, made.ref).row["phone"] == "13800001234"


def test_a_leader_reads_a_covered_telephone_on_the_page_the_list_and_the_history(made: Record) -> None:
    leader = browser("leader", ("leader", COUNTY), name="郝书记")
    for address in (f"/ledgers/investment.contact/{made.ref.id}/", "/ledgers/investment.contact/"):
        page = leader.get(address).content.decode()
        assert "138****1234" in page
        assert "13800001234" not in page
        assert "田有余" not in page


def test_a_supervisor_who_reads_it_is_told_to_the_journal(made: Record) -> None:
    supervisor = browser("supervisor", ("supervisor", COUNTY), name="陈督")
    for _ in range(2):
        assert "13800001234" in supervisor.get(f"/ledgers/investment.contact/{made.ref.id}/").content.decode()
    looks = journal.history("looks:investment.contact")
    assert [(one.name, one.verb, one.data) for one in looks] == [("陈督", "read", {"records": [made.ref.id]})]
