"""A person reads notices and says how they want to be told; an administrator keeps robots and rules."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from luoshi.exchange import outbox, outbox_queries, outbox_sending
from luoshi.exchange.channels.mail import Mail
from luoshi.exchange.models import Channel, Notice, Preference
from luoshi.kernel.actor import Actor
from luoshi.units import queries as units
from tests.browsers import browser
from tests.exchange.servers import Listener, listening, mail_server
from tests.people import CITY, COUNTY, SYSTEM, TOWN, morning

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(county: None, settings: Any) -> Client:
    settings.CLOCK = morning
    return browser("wangli", ("reporter", TOWN), name="王丽")


@pytest.fixture
def admin(county: None, settings: Any) -> Client:
    settings.CLOCK = morning
    return browser("heli", ("admin", CITY), name="何立")


@pytest.fixture
def group(settings: Any) -> Iterator[Listener]:
    settings.WEBHOOK_HOSTS = frozenset({"127.0.0.1"})
    with listening() as heard:
        yield heard


def tell(login: str, **said: Any) -> None:
    words = {"kind": "duty", "key": "k", "subject": "3月月报今天截止", "text": "青石镇\n柳林乡"}
    outbox.post(SYSTEM, to=units.person(login).id, **{**words, **said})


def page(client: Client, address: str) -> str:
    found = client.get(address, follow=True)
    assert found.status_code == 200
    return found.content.decode()


def test_notices_are_narrowed_and_taken_as_read_one_by_one_or_all(clerk: Client) -> None:
    tell("wangli", link="/periods/")
    tell("wangli", key="b", kind="overdue", subject="2月月报已逾期")
    shown = page(clerk, "/inbox/")
    assert "3月月报今天截止" in shown
    assert "青石镇<br>柳林乡" in shown
    assert "3月月报今天截止" not in page(clerk, "/inbox/?kind=overdue")
    one = Notice.objects.get(kind="overdue")
    done = clerk.post(reverse("inbox:see_one", args=[one.id]), {"back": "/inbox/?seen=no"})
    assert done.headers["Location"] == f"/inbox/?seen=no#notice-{one.id}"
    unread = page(clerk, "/inbox/?seen=no")
    assert "2月月报已逾期" not in unread
    assert "3月月报今天截止" in unread
    clerk.post(reverse("inbox:seen"))
    assert "没有这样的通知" in page(clerk, "/inbox/?seen=no")


@pytest.mark.parametrize("back", ["https://evil.cn/inbox/", "//evil.cn", "/inbox//evil.cn", "/admin/", ""])
def test_reading_a_notice_leads_back_to_the_notices_and_nowhere_else(clerk: Client, back: str) -> None:
    tell("wangli")
    done = clerk.post(reverse("inbox:see_one", args=[Notice.objects.get().id]), {"back": back})
    assert done.headers["Location"] == "/inbox/"


def test_anothers_notice_is_not_there(clerk: Client) -> None:
    browser("liuyang", ("reporter", TOWN))
    tell("liuyang")
    number = Notice.objects.get().id
    assert clerk.post(reverse("inbox:see_one", args=[number])).status_code == 404
    assert "没有通知" in page(clerk, "/inbox/")


WISHES = {
    "email": "wangli@example.cn", "mailed": ["overdue"], "digest": "yes", "own": "yes", "start": "21:00",
    "end": "08:00", "days_off": "on",
}  # fmt: skip


def test_a_person_says_how_they_want_to_be_told(clerk: Client) -> None:
    assert "按本站的规定：22:00 至 07:00，休息日全天" in page(clerk, reverse("inbox:wishes"))
    assert clerk.post(reverse("inbox:wishes"), WISHES).status_code == 302
    kept = Preference.objects.get()
    assert (kept.email, kept.digest, "duty" in kept.muted, "overdue" in kept.muted) == (
        "wangli@example.cn", True, True, False,
    )  # fmt: skip
    assert kept.quiet == {"start": "21:00", "end": "08:00", "days_off": True}
    again = page(clerk, reverse("inbox:wishes"))
    assert 'value="wangli@example.cn"' in again
    assert 'value="21:00"' in again
    clerk.post(reverse("inbox:wishes"), {**WISHES, "own": "no"})
    assert Preference.objects.get().quiet is None
    assert "email" in clerk.post(reverse("inbox:wishes"), {**WISHES, "email": "x"}).content.decode()


def new(group: Listener, **said: Any) -> dict[str, Any]:
    words = {
        "kind": "dingtalk", "name": "月报群", "url": f"{group.url}/send?access_token=very-hidden",
        "secret": "SEC-hidden", "unit": COUNTY, "kinds": ["duty"],
    }  # fmt: skip
    return {**words, **said}


def test_a_robot_is_added_tried_stopped_and_never_tells_its_secret(admin: Client, group: Listener) -> None:
    assert "还没有机器人" in page(admin, reverse("admin:channels"))
    assert admin.post(reverse("admin:add_channel"), new(group)).status_code == 302
    made = Channel.objects.get()
    where = reverse("admin:channel", args=[made.id])
    admin.post(reverse("admin:try_channel", args=[made.id]))
    outbox_sending.send(Actor.system(morning))
    assert group.heard[0].said["markdown"]["title"] == "试发：月报群"
    shown = page(admin, where) + page(admin, reverse("admin:channels"))
    assert "已送到" in shown
    assert "very-hidden" not in shown
    assert "SEC-hidden" not in shown
    admin.post(where, new(group, name="督办群", url="", secret=""))
    assert "督办群" in page(admin, reverse("admin:channels"))
    admin.post(reverse("admin:switch_channel", args=[made.id]), {"active": "", "why": "群解散"})
    assert "已停用" in page(admin, where)


@pytest.mark.parametrize("url", ["http://example.cn/", "https://10.0.0.1/", "x"])
def test_an_address_that_may_not_be_called_is_refused_at_the_form(
    admin: Client, group: Listener, url: str
) -> None:
    refused = admin.post(reverse("admin:add_channel"), new(group, url=url))
    assert refused.status_code == 200
    assert not Channel.objects.exists()
    assert "notice-red" in refused.content.decode() or "wrong" in refused.content.decode()


def test_what_failed_is_listed_with_its_reason_and_sent_again(admin: Client, group: Listener) -> None:
    admin.post(reverse("admin:add_channel"), new(group))
    admin.post(reverse("admin:try_channel", args=[Channel.objects.get().id]))
    group.answer = b'{"errcode": 310000, "errmsg": "sign not match"}'
    outbox_sending.send(Actor.system(morning))
    shown = page(admin, reverse("admin:channels"))
    assert "机器人拒收：310000 sign not match" in shown
    group.answer = b'{"errcode": 0}'
    (line,) = outbox_queries.deliveries(Actor.system(morning), state="failed")
    admin.post(reverse("admin:resend", args=[line.delivery.id]))
    outbox_sending.send(Actor.system(morning))
    assert "没有没送到的消息" in page(admin, reverse("admin:channels"))
    assert len(group.heard) == 2


def test_an_administrator_mails_themselves_a_trial(admin: Client, settings: Any) -> None:
    settings.MAIL = Mail("duban@example.cn", {})
    assert admin.post(reverse("admin:try_mail")).headers["Location"] == reverse("inbox:wishes")
    admin.post(reverse("inbox:wishes"), {**WISHES, "email": "heli@example.cn"})
    with mail_server() as box:
        settings.MAIL = Mail("duban@example.cn", {"host": box.host, "port": box.port})
        admin.post(reverse("admin:try_mail"))
        outbox_sending.send(Actor.system(morning))
        assert [one["Subject"] for one in box.got] == ["试发邮件"]


RULES = {
    "before": "5，1", "after": "2 4", "head_after": "4", "supervisor_after": "9", "digest_at": "09:00",
    "start": "20:00", "end": "08:00",
}  # fmt: skip


def test_the_rules_are_set_on_a_page(admin: Client) -> None:
    assert admin.post(reverse("admin:reminding"), RULES).status_code == 302
    rules = outbox_queries.rules()
    assert (rules.before, rules.after, rules.head_after, rules.quiet.days_off) == ((1, 5), (2, 4), 4, False)
    assert "1,5 个工作日" in page(admin, reverse("admin:channels"))
    wrong = admin.post(reverse("admin:reminding"), {**RULES, "before": "两天"}).content.decode()
    assert "写工作日数" in wrong
    assert "1 至 60" in admin.post(reverse("admin:reminding"), {**RULES, "before": "0"}).content.decode()


def test_nobody_else_sees_the_robots(clerk: Client) -> None:
    for name in ("channels", "add_channel", "reminding"):
        assert clerk.get(reverse(f"admin:{name}")).status_code == 403
