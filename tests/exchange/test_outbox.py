"""The outbox: told once, along every way asked for, when nobody sleeps; tried again when it fails."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.db import transaction

from luoshi.exchange import outbox, outbox_queries, outbox_sending
from luoshi.exchange.channels import actions as channels
from luoshi.exchange.channels.letter import Letter
from luoshi.exchange.channels.mail import Mail
from luoshi.exchange.channels.robots import KINDS as ROBOT_KINDS
from luoshi.exchange.channels.robots import WECOM_LONGEST, signed, wecom
from luoshi.exchange.models import Channel, Delivery, Notice
from luoshi.exchange.outbox_policy import KINDS, TRIES, Quiet, Rules, again_after
from luoshi.journal.models import Entry
from luoshi.kernel.actor import SHANGHAI, Actor
from luoshi.kernel.errors import InputError, Missing, Refused
from luoshi.units import actions as units
from luoshi.units import queries as unit_queries
from tests.exchange.servers import Listener, Mailbox, listening, mail_server
from tests.people import ADMIN, COUNTY, SYSTEM, TOWN, WANG

pytestmark = pytest.mark.django_db


def at(said: str, who: Actor = SYSTEM) -> Actor:
    """Somebody at a moment."""
    return replace(who, clock=lambda: datetime.fromisoformat(said).replace(tzinfo=SHANGHAI))


NOON = "2026-03-18T12:00"
"""A Wednesday."""


@pytest.fixture
def wang(county: None) -> Actor:
    made = units.add_person(ADMIN, "wangli", "王丽", "qingshi-zhen-2026")
    return replace(WANG, person=made.id)


@pytest.fixture
def letters(settings: Any) -> Iterator[Mailbox]:
    with mail_server() as box:
        settings.MAIL = Mail("duban@example.gov.cn", {"host": box.host, "port": box.port})
        settings.ADDRESS = "https://luoshi.example.gov.cn"
        yield box


@pytest.fixture
def group(settings: Any) -> Iterator[Listener]:
    settings.WEBHOOK_HOSTS = frozenset({"127.0.0.1"})
    with listening() as heard:
        yield heard


def robot(kind: str, heard: Listener, secret: str = "") -> Channel:
    return channels.add(
        ADMIN, kind, "督查群", COUNTY, f"{heard.url}/send?key=very-hidden", secret=secret, kinds=["duty"]
    )  # fmt: skip


def post(actor: Actor, to: outbox.To, **said: Any) -> Any:
    words = {"kind": "duty", "key": "duty:C0101:2026-03:on", "subject": "3月月报今天截止", "text": "请上报"}
    return outbox.post(actor, to=to, **{**words, "link": "/periods/2026-03/", **said})


def ways(to: str = "") -> list[tuple[str, str]]:
    found = Delivery.objects.order_by("id")
    return list((found.filter(message__to=to) if to else found).values_list("via", "state"))


def test_a_person_has_a_message_among_their_notices_at_once_and_only_once(wang: Actor) -> None:
    for _ in range(2):
        post(at(NOON), wang.person or 0)
    (notice,) = Notice.objects.filter(person=wang.person)
    assert (notice.kind, notice.text, notice.more) == ("duty", "3月月报今天截止", "请上报")
    assert ways() == [("inbox", "sent")]


def test_what_caused_a_message_and_the_message_happen_together_or_not_at_all(wang: Actor) -> None:
    def cause_and_fail() -> None:
        with transaction.atomic():
            post(at(NOON), wang.person or 0)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        cause_and_fail()
    assert (Notice.objects.count(), Delivery.objects.count()) == (0, 0)


def test_a_mail_says_who_what_and_where_and_the_journal_has_no_address(wang: Actor, letters: Mailbox) -> None:
    channels.prefer(wang, email="wangli@qingshi.example.cn")
    post(at(NOON), wang.person or 0)
    outbox.post(at(NOON), to="Reader@news.example.cn", kind="bulletin", key="b:3", subject="三月通报")
    assert outbox_sending.send(at(NOON)).sent == 2
    assert letters.to == ["wangli@qingshi.example.cn", "reader@news.example.cn"]
    first = letters.got[0]
    assert (first["Subject"], first["From"]) == ("3月月报今天截止", "duban@example.gov.cn")
    body = first.get_content()
    assert "王丽：" in body
    assert "https://luoshi.example.gov.cn/periods/2026-03/" in body
    assert not [
        one for one in Entry.objects.all() if "reader@" in str(one.data) or "wangli@" in str(one.data)
    ]
    assert outbox_sending.send(at(NOON)).sent == 0


def test_a_mail_tried_again_has_the_same_number(wang: Actor, letters: Mailbox) -> None:
    channels.prefer(wang, email="wangli@qingshi.example.cn")
    post(at(NOON), wang.person or 0)
    outbox_sending.send(at(NOON))
    Delivery.objects.filter(via="email").update(
        state="sending", claimed_at=datetime(2026, 3, 18, 12, tzinfo=SHANGHAI)
    )
    assert outbox_sending.send(at("2026-03-18T13:00")).sent == 0
    assert outbox_sending.send(at("2026-03-18T14:00")).sent == 1
    assert letters.got[0]["Message-ID"] == letters.got[1]["Message-ID"]


def test_a_wecom_robot_gets_its_documented_body_cut_to_what_it_takes(wang: Actor, group: Listener) -> None:
    post(at(NOON), robot("wecom", group))
    assert outbox_sending.send(at(NOON)).sent == 1
    (heard,) = group.heard
    assert heard.path == "/send?key=very-hidden"
    assert heard.said["msgtype"] == "markdown"
    assert heard.said["markdown"]["content"].startswith("**3月月报今天截止**\n\n> 请上报")
    long = Letter("k", "duty", "标题", "\n".join(["青石镇没有上报"] * 400), "https://a.cn/")
    wecom(f"{group.url}/", "", long, SYSTEM.now(), {"127.0.0.1"})
    content = group.heard[1].said["markdown"]["content"]
    assert len(content.encode()) <= WECOM_LONGEST
    assert "…" in content
    assert content.endswith("[打开查看](https://a.cn/)")


def test_a_dingtalk_robot_is_signed_for_the_moment(wang: Actor, group: Listener) -> None:
    post(at(NOON), robot("dingtalk", group, "SEC-of-the-test"))
    assert outbox_sending.send(at(NOON)).sent == 1
    (heard,) = group.heard
    moment, sign = signed("SEC-of-the-test", at(NOON).now())
    assert moment == 1773806400000
    assert heard.path.startswith(f"/send?key=very-hidden&timestamp={moment}&sign=")
    assert sign.rstrip("=").replace("+", "%2B").replace("/", "%2F") in heard.path
    assert heard.said["markdown"]["title"] == "3月月报今天截止"


def test_another_system_can_check_that_a_message_is_ours_and_came_before(
    wang: Actor, group: Listener
) -> None:
    made = robot("webhook", group, "shared")
    post(at(NOON), made)
    group.status = 500
    assert outbox_sending.send(at(NOON)).again == 1
    group.status = 204
    assert outbox_sending.send(at("2026-03-18T12:05")).sent == 1
    one, two = group.heard
    signature = hmac.new(
        b"shared", one.headers["X-Luoshi-Timestamp"].encode() + b"." + one.body, hashlib.sha256
    )
    assert one.headers["X-Luoshi-Signature"] == f"sha256={signature.hexdigest()}"
    assert one.headers["X-Luoshi-Delivery"] == two.headers["X-Luoshi-Delivery"]
    assert one.said["subject"] == "3月月报今天截止"


def test_a_robot_that_refuses_for_good_is_not_asked_again_and_an_administrator_sees_why(
    wang: Actor, group: Listener
) -> None:
    post(at(NOON), robot("wecom", group))
    group.answer = b'{"errcode": 93000, "errmsg": "invalid webhook url"}'
    assert outbox_sending.send(at(NOON)).failed == 1
    (line,) = outbox_queries.deliveries(ADMIN, state="failed")
    assert (line.to, line.delivery.error) == ("督查群", "机器人拒收：93000 invalid webhook url")
    with pytest.raises(Refused):
        outbox_queries.deliveries(wang)
    group.answer = b'{"errcode": 0}'
    outbox.resend(at("2026-03-18T15:00", ADMIN), line.delivery.id)
    assert outbox_sending.send(at("2026-03-18T15:00")).sent == 1
    with pytest.raises(Missing):
        outbox.resend(ADMIN, line.delivery.id)


def test_a_robot_that_is_told_too_much_is_tried_later_more_and_more_seldom(
    wang: Actor, group: Listener
) -> None:
    post(at(NOON), robot("wecom", group))
    group.answer = b'{"errcode": 45009, "errmsg": "api freq out of limit"}'
    now, waits = datetime(2026, 3, 18, 12, tzinfo=SHANGHAI), []
    for _ in range(TRIES):
        outbox_sending.send(at(now.isoformat()[:16]))
        (one,) = Delivery.objects.all()
        waits.append(one.next_at - now)
        now = max(one.next_at, now).astimezone(SHANGHAI)
    assert waits[:4] == [timedelta(minutes=minutes) for minutes in (1, 5, 25, 125)]
    assert (one.state, one.tries, len(group.heard)) == ("failed", TRIES, TRIES)
    assert again_after(20) == timedelta(hours=6)


def test_one_pass_sends_a_robot_no_more_than_it_takes(wang: Actor, group: Listener) -> None:
    made = robot("wecom", group)
    for number in range(outbox_sending.A_MINUTE + 3):
        post(at(NOON), made, key=f"duty:{number}")
    assert outbox_sending.send(at(NOON)).sent == outbox_sending.A_MINUTE
    assert outbox_sending.send(at("2026-03-18T12:01")).sent == 3


def test_what_a_stopped_worker_was_sending_to_a_robot_is_not_sent_again_by_itself(
    wang: Actor, group: Listener
) -> None:
    post(at(NOON), robot("wecom", group))
    (one,) = Delivery.objects.all()
    assert outbox.claim(one.id, at(NOON).now())
    assert outbox.claim(one.id, at(NOON).now()) is None
    outbox_sending.send(at("2026-03-18T13:00"))
    one.refresh_from_db()
    assert (one.state, group.heard) == ("failed", [])
    assert "不知是否送到" in one.error


def test_nobody_is_disturbed_at_night_or_on_days_off_unless_it_is_urgent(
    wang: Actor, letters: Mailbox
) -> None:
    channels.prefer(wang, email="wangli@qingshi.example.cn")
    friday_night = at("2026-03-20T22:30")
    post(friday_night, wang.person or 0)
    post(friday_night, wang.person or 0, key="urgent", urgent=True)
    assert Notice.objects.count() == 2
    assert outbox_sending.send(friday_night).sent == 1
    assert outbox_sending.send(at("2026-03-22T12:00")).sent == 0
    assert outbox_sending.send(at("2026-03-23T07:01")).sent == 1


def test_what_came_due_while_no_worker_ran_waits_for_the_end_of_the_night(
    wang: Actor, letters: Mailbox
) -> None:
    channels.prefer(wang, email="wangli@qingshi.example.cn")
    post(at(NOON), wang.person or 0)
    assert outbox_sending.send(at("2026-03-18T23:00")).sent == 0
    assert outbox_sending.send(at("2026-03-19T07:00")).sent == 1


def test_a_person_may_have_hours_of_their_own_leave_kinds_out_and_be_told_once_a_day(
    wang: Actor, letters: Mailbox
) -> None:
    mine = Quiet(time(12), time(14), days_off=False)
    channels.prefer(wang, email="wangli@qingshi.example.cn", muted=["task"], digest=True, quiet=mine)
    post(at(NOON), wang.person or 0, key="a", kind="task")
    assert ways() == [("inbox", "sent")]
    post(at(NOON), wang.person or 0, key="b", subject="三月")
    post(at(NOON), wang.person or 0, key="c", subject="四月")
    assert outbox_sending.send(at("2026-03-18T15:00")).sent == 0
    assert outbox_sending.send(at("2026-03-19T08:31")).sent == 2
    (mail,) = letters.got
    assert mail["Subject"] == "今日提醒 2 项"
    assert "■ 三月" in mail.get_content()
    post(at(NOON), wang.person or 0, key="d", urgent=True)
    assert outbox_sending.send(at(NOON)).sent == 1


def test_a_message_may_be_written_for_later(wang: Actor) -> None:
    post(at(NOON), wang.person or 0, not_before=at("2026-03-18T16:00").now())
    outbox_sending.send(at("2026-03-18T15:59"))
    assert not Notice.objects.exists()
    outbox_sending.send(at("2026-03-18T16:00"))
    assert Notice.objects.count() == 1


def test_without_a_mail_server_people_have_notices_alone_and_a_mail_fails_with_the_reason(
    wang: Actor, settings: Any
) -> None:
    settings.MAIL = None
    channels.prefer(wang, email="wangli@qingshi.example.cn")
    post(at(NOON), wang.person or 0)
    outbox.post(at(NOON), to="reader@example.cn", kind="bulletin", key="b", subject="通报")
    outbox_sending.send(at(NOON))
    (line,) = outbox_queries.deliveries(ADMIN)
    assert (line.to, line.delivery.state, line.delivery.error) == (
        "r***@example.cn", "failed", "没有设置邮件服务器",
    )  # fmt: skip


def test_a_refused_mail_address_is_not_tried_again(wang: Actor, letters: Mailbox) -> None:
    letters.answer = "550 no such user"
    outbox.post(at(NOON), to="nobody@example.cn", kind="bulletin", key="b", subject="通报")
    assert outbox_sending.send(at(NOON)).failed == 1
    letters.answer = "451 try later"
    outbox.post(at(NOON), to="nobody@example.cn", kind="bulletin", key="c", subject="通报")
    assert outbox_sending.send(at(NOON)).again == 1


def test_a_secret_is_enciphered_never_journalled_and_read_only_with_the_sites_key(
    county: None, group: Listener, settings: Any
) -> None:
    made = robot("dingtalk", group, "SEC-of-the-test")
    channels.change(ADMIN, made.id, name="督查群二", unit=TOWN, kinds=["task"])
    kept = Channel.objects.get()
    assert (kept.name, kept.unit, kept.kinds, kept.host) == ("督查群二", TOWN, ["task"], "127.0.0.1")
    everything = str([one.data for one in Entry.objects.all()]) + str(Channel.objects.values())
    assert "very-hidden" not in everything
    assert "SEC-of" not in everything
    settings.SECRET_KEY = "another"
    post(at(NOON), kept)
    outbox_sending.send(at(NOON))
    assert "secret_key" in outbox_queries.deliveries(ADMIN, state="failed")[0].delivery.error


def test_a_channel_is_told_what_concerns_its_unit_and_below(county: None, group: Listener) -> None:
    made = robot("wecom", group)
    assert outbox_queries.listening("duty", TOWN) == [made]
    assert outbox_queries.listening("task", TOWN) == []
    assert outbox_queries.listening("duty", "C02") == []
    channels.try_out(at("2026-03-18T23:00", ADMIN), made.id)
    assert outbox_sending.send(at("2026-03-18T23:00")).sent == 1
    channels.switch(ADMIN, made.id, active=False)
    assert outbox_queries.listening("duty", TOWN) == []


@pytest.mark.parametrize(
    "said", [{"kind": "dutty"}, {"subject": " "}, {"link": "https://elsewhere.cn/"}], ids=str
)
def test_a_message_that_cannot_be_right_is_refused(wang: Actor, said: dict[str, str]) -> None:
    with pytest.raises(InputError):
        post(at(NOON), wang.person or 0, **said)
    with pytest.raises(InputError):
        post(at(NOON), "not an address")
    assert Delivery.objects.count() == 0


def test_only_an_administrator_keeps_channels_and_rules(wang: Actor) -> None:
    with pytest.raises(Refused):
        channels.add(wang, "wecom", "群", COUNTY, "https://qyapi.weixin.qq.com/x", kinds=[])
    with pytest.raises(Refused):
        channels.set_rules(wang, Rules())
    with pytest.raises(Refused):
        channels.prefer(SYSTEM, email="a@b.cn")
    assert unit_queries.person_of(wang.person or 0).name == "王丽"
    assert set(ROBOT_KINDS) == {"wecom", "dingtalk", "webhook"}
    assert "duty" in KINDS
