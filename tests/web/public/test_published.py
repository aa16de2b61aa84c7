"""What anybody may read of calls, projects and results: what is published, never what is personal."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from luoshi.calls import published
from luoshi.kernel.errors import Missing
from luoshi.ledgers import actions, adoption
from luoshi.ledgers import queries as ledgers
from luoshi.ledgers.records import Record
from luoshi.packs import library
from tests.english import CHINESE, shown, texts
from tests.people import COUNTY, SYSTEM, morning

pytestmark = pytest.mark.django_db


@pytest.fixture
def anybody(county: None, settings: Any, tmp_path: Any) -> Client:
    """Nobody's browser, on a site with the pack."""
    settings.EVIDENCE, settings.CLOCK = tmp_path, morning
    adoption.adopt(SYSTEM, library.shipped()["supervision"])
    adoption.adopt(SYSTEM, library.shipped()["innovation"])
    return Client()


def project(name: str = "苹果保鲜贮藏技术", stage: str = "approved", **more: object) -> Record:
    values = {
        "name": name, "level": "city", "domain": "food", "host": "丰禾食品有限公司", "leader": "贾项目",
        "put_forward_on": "2026-01-05", "approved_on": "2026-02-01", "funds": 60, "partners": "某大学",
    }  # fmt: skip
    made = actions.create(SYSTEM, "innovation.science_project", COUNTY, values | more)
    return made if stage == "put_forward" else staged(made, stage)


def staged(made: Record, stage: str) -> Record:
    """The record at a stage, without the papers that moving it there would ask for."""
    rows = ledgers.table(made.ref.ledger).objects.filter(id=made.ref.id)
    rows.update(stage=stage, **{f"stage_{stage}": date(2026, 2, 1)})
    return ledgers.record(SYSTEM, made.ref)


def result(name: str = "羔羊早期断奶技术", **more: object) -> Record:
    values = {"name": name, "domain": "agri", "owner": "畜牧中心", "registered_on": "2026-02-02"}
    return actions.create(SYSTEM, "innovation.result", COUNTY, values | more)


def call(title: str = "2026年度科技计划项目申报通知", stage: str = "published", **more: object) -> Record:
    values = {
        "title": title, "number": "清科发〔2026〕3号", "category": "science_project",
        "opens_on": "2026-03-01", "closes_on": "2026-03-31", "closes_at": "17:00", "rules": "注册一年以上。",
        "contact": "科技局", "phone": "0914-8321234", "budget": 300,
    }  # fmt: skip
    made = actions.create(SYSTEM, "innovation.call", COUNTY, values | more)
    return made if stage == "draft" else staged(made, stage)


def page(client: Client, kind: str, **query: object) -> str:
    answer = client.get(f"/public/open/{kind}/", query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_approved_projects_are_listed_and_read_and_others_are_not(anybody: Client) -> None:
    approved, waits = project(), project("还没有批复的项目", "put_forward", approved_on=None)
    listed = page(anybody, "projects")
    assert "苹果保鲜贮藏技术" in listed
    assert "60.00" in listed
    assert "还没有批复的项目" not in listed
    one = anybody.get(f"/public/open/projects/{approved.ref.id}/").content.decode()
    for said in ("丰禾食品有限公司", "市级", "食品加工", "60.00", "批复立项"):
        assert said in one
    assert anybody.get(f"/public/open/projects/{waits.ref.id}/").status_code == 404


def test_a_project_that_ended_before_it_was_approved_is_not_public(anybody: Client) -> None:
    ended = project("没有立项就终止的", "ended", approved_on=None)
    assert "没有立项就终止的" not in page(anybody, "projects")
    assert anybody.get(f"/public/open/projects/{ended.ref.id}/").status_code == 404


def test_nobody_reads_or_finds_who_leads_a_project(anybody: Client) -> None:
    made = project()
    one = anybody.get(f"/public/open/projects/{made.ref.id}/").content.decode()
    for text in (page(anybody, "projects"), one):
        assert "贾项目" not in text
        assert "某大学" not in text
    assert "没有找到" in page(anybody, "projects", q="贾项目")
    assert "没有找到" in page(anybody, "projects", q="某大学")
    assert "leader" not in published.one("projects", made.ref.id).values


def test_no_field_that_is_shown_or_searched_is_personal(anybody: Client) -> None:
    for kind, shape in published.SHAPES.items():
        spec = ledgers.ledger(shape.ledger)
        assert set(published.fields(kind)) == set(shape.fields), kind
        for key in (*shape.fields, *shape.searched, *shape.columns, *shape.choices):
            assert not spec.fields[key].personal, (kind, key)
            assert spec.fields[key].type != "person", (kind, key)
        assert set(shape.searched) | set(shape.columns) | set(shape.choices) <= set(shape.fields)


def test_a_pack_that_calls_a_field_personal_takes_it_from_the_pages(
    anybody: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, spec = project(), ledgers.ledger("innovation.science_project")
    hidden = spec.fields["host"].model_copy(update={"personal": True})
    changed = spec.model_copy(update={"fields": {**spec.fields, "host": hidden}})
    monkeypatch.setattr(published.ledgers, "ledger", lambda _name: changed)
    assert "host" not in published.one("projects", made.ref.id).values
    assert published.search("projects", "丰禾").total == 0


@pytest.mark.parametrize("sort", ["leader", "-leader", "partners", "reported_by"])
def test_no_order_betrays_what_is_not_shown(anybody: Client, sort: str) -> None:
    first, second = project("甲项目", leader="赵"), project("乙项目", leader="钱")
    usual = [second.ref.id, first.ref.id]
    assert [one.id for one in published.search("projects", sort=[sort]).rows] == usual
    assert published.search("projects", choices={"leader": "赵", "partners": "x"}).total == 2


def test_a_call_is_public_from_its_publication_and_tells_how_to_apply(anybody: Client) -> None:
    draft, made = call("还在起草的通知", "draft"), call()
    assert "还在起草的通知" not in page(anybody, "calls")
    assert anybody.get(f"/public/open/calls/{draft.ref.id}/").status_code == 404
    one = anybody.get(f"/public/open/calls/{made.ref.id}/").content.decode()
    assert "注册一年以上" in one
    assert "0914-8321234" in one
    assert f'href="/calls/{made.ref.id}/"' in one
    assert "/public/register/" in one


def test_a_call_whose_day_has_passed_is_closed_by_the_clock(anybody: Client) -> None:
    made = call(closes_on="2026-03-10")
    one = anybody.get(f"/public/open/calls/{made.ref.id}/").content.decode()
    assert "申报截止" in one
    assert "登录申报" not in one


def test_results_are_found_by_words_field_and_stage(anybody: Client) -> None:
    result(), result("苹果汁浓缩工艺", domain="food", keywords="果汁、膜分离")
    assert "羔羊早期断奶技术" not in page(anybody, "results", q="膜分离")
    assert "苹果汁浓缩工艺" in page(anybody, "results", q="苹果 膜分离")
    assert "苹果汁浓缩工艺" not in page(anybody, "results", domain="agri")
    assert "没有找到" in page(anybody, "results", stage="pilot")
    assert "苹果汁浓缩工艺" in page(anybody, "results", stage="没有这种", domain="x", page="0")


def test_what_was_withdrawn_or_rejected_is_not_public(anybody: Client) -> None:
    gone, wrong = result("撤回的成果"), result("退回的成果")
    table = ledgers.table("innovation.result").objects
    table.filter(id=gone.ref.id).update(withdrawn=True)
    table.filter(id=wrong.ref.id).update(verification="rejected")
    assert "还没有公开的信息" in page(anybody, "results")
    for one in (gone, wrong):
        with pytest.raises(Missing):
            published.one("results", one.ref.id)


def test_pages_cost_the_same_however_many_there_are_and_turn(anybody: Client) -> None:
    def cost(where: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert anybody.get(where).status_code == 200
        return len(seen)

    addresses = [f"/public/open/{kind}/" for kind in published.SHAPES]
    call(), project(), result()
    for address in addresses:
        cost(address)
    before = [cost(one) for one in addresses]
    for number in range(30):
        call(f"通知{number}"), project(f"项目{number}"), result(f"成果{number}")
    assert [cost(one) for one in addresses] == before
    assert max(before) <= 8
    first, second = page(anybody, "results"), page(anybody, "results", page=2)
    assert "成果29" in first
    assert "成果29" not in second
    assert "成果0" in second


def test_the_front_page_leads_to_each_and_a_site_without_the_pack_shows_none(anybody: Client) -> None:
    front = anybody.get("/public/").content.decode()
    for where in (*(f"/public/open/{kind}/" for kind in published.SHAPES), "/public/register/"):
        assert f'href="{where}"' in front


def test_without_the_pack_there_is_nothing_of_the_kind(county: None) -> None:
    assert "/public/open/" not in Client().get("/public/").content.decode()
    assert Client().get("/public/open/results/").status_code == 404


@pytest.mark.parametrize("where", ["nothing/", "results/999/", "results/99999999999999999999/"])
def test_what_is_not_there_is_not_found(anybody: Client, where: str) -> None:
    assert anybody.get(f"/public/open/{where}").status_code == 404


def test_answers_may_be_kept_and_are_nobodys_own(anybody: Client) -> None:
    made = result()
    for where in ("results/", f"results/{made.ref.id}/"):
        answer = anybody.get(f"/public/open/{where}")
        assert "public" in answer["Cache-Control"]
        assert not answer.cookies


def test_every_public_page_speaks_english(anybody: Client) -> None:
    data = ["临溪市", "清河县", "简体中文"]
    for made in (call(), project(), result(summary="简介")):
        data += [str(one) for one in made.values.values() if isinstance(one, str)] + [*texts(made.spec)]
    left = {}
    for kind in published.SHAPES:
        for where in (f"/public/open/{kind}/", f"/public/open/{kind}/1/", f"/public/open/{kind}/?q=zzz"):
            text = anybody.get(where, headers={"accept-language": "en"}).content.decode()
            for words in shown(text):
                rest = words
                for one in sorted(data, key=len, reverse=True):
                    rest = rest.replace(one, "")
                if CHINESE.search(rest):
                    left.setdefault(words, where)
    assert left == {}
