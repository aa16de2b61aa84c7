"""A review on its pages: opened, settled, frozen, drawn, signed off, declared, scored, met, ranked."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO

import pytest
from django.conf import LazySettings
from django.contrib.auth import get_user_model
from django.test import Client
from docx import Document
from PIL import Image

from luoshi.reviews import actions, judging, queries
from luoshi.reviews.models import Panel, Reading
from tests.browsers import browser
from tests.people import CITY, morning
from tests.reviews.conftest import (
    SECRETARY,
    Review,
    call,  # noqa: F401 - a fixture
    evenly,
    innovation,  # noqa: F401 - a fixture
    number_of_call,
    published,  # noqa: F401 - a fixture
    review,  # noqa: F401 - a fixture
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def secretary(review: Review, settings: LazySettings) -> Client:  # noqa: F811
    settings.CLOCK = morning
    return browser("secretary", ("review_secretary", CITY), name="秘青")


@pytest.fixture
def watch(secretary: Client) -> Client:
    return browser("watch", ("supervisor", CITY), name="严明")


def client_of(person: int | None) -> Client:
    made = Client()
    user = get_user_model().objects.get(id=person)
    made.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return made


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def opened(client: Client, **more: object) -> str:
    said = {
        "title": "2026年评审", "unit": CITY, "call": str(number_of_call()), "blind": "on",
        "criteria": "创新性 40\n可行性 35\n效益 25 10 看数字", "seats": "食品加工 5", "each": "0",
        "most": "12", "fewest": "3", "budget": "60", "line": "60", "why": "", **more,
    }  # fmt: skip
    answer = client.post("/reviews/new", said)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    return str(answer["Location"])


def test_a_secretary_takes_a_review_from_its_opening_to_its_ranking(
    secretary: Client,
    watch: Client,
    review: Review,  # noqa: F811
) -> None:
    where = opened(secretary)
    assert "没有发现利害关系" in text(secretary, where)
    secretary.post(f"{where}freeze")
    secretary.post(f"{where}draw")
    page = text(secretary, where)
    assert re.search(r"luoshi draw-experts pool.json [0-9a-f]{64}", page)
    assert "/sign-off" not in page
    assert secretary.get(f"{where}pool.json")["Content-Type"] == "application/json"
    watch.post(f"{where}sign-off", {"score_by": "2026-03-25"})
    found = Panel.objects.get()
    assert found.phase == "signed"
    for one in found.seats.all():
        expert = client_of(one.person)
        assert "申报回避" in text(expert, f"/reviews/seats/{found.id}/")
        expert.post(f"/reviews/seats/{found.id}/declare", {"none": "on", "secret": "on"})
    secretary.post(f"{where}begin")
    for one in Reading.objects.select_related("seat", "subject"):
        expert, at = client_of(one.seat.person), f"/reviews/readings/{one.id}/"
        assert f"{one.subject.code} 号申报书" in text(expert, at)
        expert.post(at, {"c1": "80", "c2": "", "c3": "8", "comment": "", "do": "draft"})
        sent = {"c1": "80", "c2": "90", "c3": "8", "comment": "理由充分", "do": "final"}
        assert expert.post(at, sent).status_code == 302
    assert "交齐" in text(secretary, where)
    secretary.post(f"{where}close-scoring", {"why": ""})
    present = [str(one.id) for one in found.seats.all()]
    secretary.post(f"{where}meet", {"held_on": "2026-03-18", "present": present, "minutes": "逐项评议。"})
    secretary.post(f"{where}rank")
    page = text(secretary, where)
    assert "83.50" in page  # 80×0.4 + 90×0.35 + 8/10×25
    assert "并列，由会议决定" in page  # three alike, and money for two
    secretary.post(f"{where}close")
    assert Panel.objects.get().phase == "closed"


def test_what_is_typed_wrongly_is_said_where_it_stands(secretary: Client) -> None:
    said = {
        "title": "评审", "unit": CITY, "call": str(number_of_call()), "criteria": "创新性", "seats": "食品 5",
        "each": "0", "most": "12", "fewest": "3", "budget": "", "line": "60",
    }  # fmt: skip
    assert "第 1 行读不懂" in secretary.post("/reviews/new", said).content.decode()
    said["criteria"] = "创新性 100"
    assert "写作：食品加工 3" in secretary.post("/reviews/new", said).content.decode()
    said["seats"] = "食品加工 4"
    assert "5 人以上的单数" in secretary.post("/reviews/new", said).content.decode()


def test_an_unknown_tie_is_settled_on_a_page(secretary: Client, review: Review) -> None:  # noqa: F811
    from tests.reviews.test_panel import tie

    tie("白露", kind="joint_project", organization="丰禾食品有限公司")
    where = opened(secretary)
    page = text(secretary, where)
    assert "不明" in page
    address = re.search(r'href="(/reviews/\d+/settle\?key=[^"]+)"', page)
    assert address is not None
    at = address[1].replace("&amp;", "&")
    assert "共同承担项目" in text(secretary, at)
    secretary.post(at, {"why": "2019 年已结题"})
    assert "已核定" in text(secretary, where)


def test_an_expert_declines_and_is_told_nothing_of_who_follows(
    secretary: Client,
    watch: Client,
    review: Review,  # noqa: F811
) -> None:
    found = review.signed()
    one = found.seats.first()
    assert one is not None
    expert = client_of(one.person)
    answer = expert.post(f"/reviews/seats/{found.id}/decline", {"why": "出差"}, follow=True)
    page = answer.content.decode()
    assert "已退出这次评审" in page
    assert not [name for name in review.experts if name in page and name != expert_name(one.person)]
    assert expert.get(f"/reviews/seats/{found.id}/").status_code == 404


def expert_name(person: int | None) -> str:
    return str(get_user_model().objects.get(id=person).name)


def test_at_the_meeting_an_expert_changes_a_score_with_a_reason(
    secretary: Client,
    review: Review,  # noqa: F811
) -> None:
    found = review.meeting()
    who = review.sitting(found)[0]
    one = queries.readings(who, found.id)[0]
    expert, at = client_of(who.person), f"/reviews/readings/{one.id}/"
    assert "在会上修改评分" in text(expert, at)
    said = {"new": "60", "sound": "60", "use": "60", "comment": "指标低"}
    assert expert.post(at, said).status_code == 200
    assert expert.post(at, said | {"why": "讨论后"}).status_code == 302
    assert queries.points(Reading.objects.get(id=one.id)) == evenly(60)


@pytest.mark.parametrize("role", ["reporter", "reviewer", "leader", "assessor", "firm_manager", "farmer"])
def test_others_do_nothing_with_a_panel(secretary: Client, review: Review, role: str) -> None:  # noqa: F811
    found = review.drawn()
    other = browser(f"other{role}", (role, CITY), name="旁人")
    for step in ("freeze", "draw", "begin", "rank", "close", "sign-off"):
        assert other.post(f"/reviews/{found.id}/{step}", {"score_by": "2026-03-25"}).status_code in (
            403,
            404,
            200,
        )
    assert Panel.objects.get(id=found.id).phase == "drawn"


def test_a_file_that_names_its_firm_is_held_back_and_let_through_with_a_reason(
    secretary: Client,
    watch: Client,
    review: Review,  # noqa: F811
) -> None:
    from luoshi.ledgers import actions as ledgers
    from tests.people import SYSTEM

    ledgers.attach(SYSTEM, review.applications[0].ref, "rights", "证明.txt", "丰禾食品有限公司所有".encode())
    ledgers.attach(SYSTEM, review.applications[0].ref, "other", "图.txt", "工艺流程".encode())
    found = review.scoring()
    where = f"/reviews/{found.id}/"
    page = text(secretary, where)
    assert "不给看" in page
    subject = found.subjects.get(record=review.applications[0].ref.id)
    one = subject.readings.first()
    assert one is not None
    expert = client_of(one.seat.person)
    page = text(expert, f"/reviews/readings/{one.id}/")
    assert "有 1 份附件因含有或可能含有单位、人员名称没有提供" in page
    assert expert.get(f"/reviews/readings/{one.id}/papers/1").status_code == 404
    got = expert.get(f"/reviews/readings/{one.id}/papers/2")
    assert got.content == "工艺流程".encode()
    assert "图" not in got["Content-Disposition"]
    held = subject.papers.get(number=1)
    secretary.post(f"{where}papers/{held.id}/let-through", {"why": "公开的专利号，不涉及单位"})
    assert expert.get(f"/reviews/readings/{one.id}/papers/1").status_code == 200
    assert "附件1" in text(watch, where)  # looks are told to whoever watches


def test_a_picture_waits_until_the_secretary_has_looked_at_the_original_which_is_told(
    secretary: Client,
    watch: Client,
    review: Review,  # noqa: F811
) -> None:
    from luoshi.ledgers import actions as ledgers
    from tests.people import SYSTEM

    made = BytesIO()
    Image.new("RGB", (40, 30), "green").save(made, "PNG")
    ledgers.attach(SYSTEM, review.applications[0].ref, "other", "流程.png", made.getvalue())
    found = review.scoring()
    subject = found.subjects.get(record=review.applications[0].ref.id)
    one, held = subject.readings.first(), subject.papers.get()
    assert one is not None
    assert "文件是图片，里面的字查不出来" in text(secretary, f"/reviews/{found.id}/")
    expert = client_of(one.seat.person)
    assert expert.get(f"/reviews/readings/{one.id}/papers/1").status_code == 404
    where = f"/reviews/{found.id}/papers/{held.id}/let-through"
    original = re.search(r'href="(/ledgers/innovation\.application/[^"]+)"', text(secretary, where))
    assert original is not None
    assert secretary.get(original[1]).status_code == 200
    secretary.post(where, {"why": "看过，图上没有字"})
    assert expert.get(f"/reviews/readings/{one.id}/papers/1").status_code == 200
    page = text(watch, f"/reviews/{found.id}/")
    looks = page[page.index("打开记录") :]
    assert f"原件 {held.evidence}" in looks
    assert "秘青" in looks


def test_the_minutes_are_a_word_file_with_the_order_its_arithmetic_and_lines_to_sign(
    secretary: Client,
    watch: Client,
    review: Review,  # noqa: F811
) -> None:
    means = {"01": 90, "02": 85, "03": 70}
    found = review.meeting(lambda one: means[one.subject.code])
    where = f"/reviews/{found.id}/minutes.docx"
    assert secretary.get(where).status_code == 403
    seats = [one.id for one in found.seats.order_by("id")]
    opinions = {one.id: f"{one.code}号意见" for one in found.subjects.all()}
    judging.meet(
        SECRETARY, found.id, held_on=date(2026, 3, 18), present=seats[:4], minutes="逐项评议。\n意见一致。",
        opinions=opinions,
    )  # fmt: skip
    judging.rank(SECRETARY, found.id)
    assert where in text(watch, f"/reviews/{found.id}/")
    document = Document(BytesIO(secretary.get(where).content))
    lines = [one.text for one in document.paragraphs]
    called = queries.called(SECRETARY, found.id)
    assert f"到会专家：{'、'.join(called[one] for one in seats[:4])}（4人）" in lines
    assert f"缺席：{called[seats[4]]}" in lines
    assert {"逐项评议。", "意见一致。", "时间：2026年3月18日"} <= {*lines}
    assert "01号：去掉最低 90.00、最高 90.00：(90.00 + 90.00 + 90.00) ÷ 3 = 90.00" in lines
    assert "预算60万元，建议立项合计60万元。" in lines
    order, signs = ([[cell.text for cell in row.cells] for row in one.rows] for one in document.tables)
    titles = {one.code: one.record for one in found.subjects.all()}
    names = queries.titles(SECRETARY, found.id)
    assert order[1] == ["1", "01", names[titles["01"]], "90.00", "30", "建议立项", "01号意见"]
    assert [row[5] for row in order[1:]] == ["建议立项", "建议立项", "备选"]
    assert [row[0] for row in signs[1:]] == [called[one] for one in seats[:4]]
    other = browser("office", ("science_office", CITY), name="柯静")
    assert other.get(where).status_code == 403


def test_late_scores_are_gone_on_without_only_by_the_supervisor(
    secretary: Client,
    watch: Client,
    review: Review,  # noqa: F811
) -> None:
    found = review.scoring()
    for who in review.sitting(found)[1:]:
        for one in queries.readings(who, found.id):
            judging.hand_in(who, one.id, evenly(70), comment="好")
    at = f"/reviews/{found.id}/close-scoring"
    assert "评分没有交齐" in secretary.post(at, {"why": ""}).content.decode()
    assert "您不能办理这次评审" in secretary.post(at, {"why": "赶时间"}).content.decode()
    assert watch.post(at, {"why": "一人病假"}).status_code == 302


def test_scores_are_shown_from_the_meeting_on(secretary: Client, review: Review) -> None:  # noqa: F811
    found = review.scoring()
    assert "各专家评分" not in text(secretary, f"/reviews/{found.id}/")
    for who in review.sitting(found):
        for one in queries.readings(who, found.id):
            judging.hand_in(who, one.id, evenly(70), comment="好")
    judging.close_scoring(SECRETARY, found.id)
    assert "各专家评分" in text(secretary, f"/reviews/{found.id}/")
    assert actions.queries.panel(SECRETARY, found.id).score_by == date(2026, 3, 25)
