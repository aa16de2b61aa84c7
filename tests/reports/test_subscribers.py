"""Told of bulletins: at a word within the house, outside once a link was followed; forgotten at a word."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from luoshi.exchange import announcing
from luoshi.exchange.models import Message, Notice
from luoshi.journal.models import Entry
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Missing
from luoshi.reports import actions, subscribers
from luoshi.reports.models import Bulletin, Subscriber
from tests.adopted import adopt
from tests.people import CHEN, COUNTY, LEADER, ZHOU, morning
from tests.reports.conftest import FEBRUARY

ANYBODY = Actor(None, "公众", clock=morning)


def later(**by: int) -> Actor:
    return replace(ANYBODY, clock=lambda: morning() + timedelta(**by))


@pytest.fixture
def packs(county: None) -> None:
    adopt("investment", "innovation")


def test_an_outside_address_is_told_of_nothing_before_it_confirms(packs: None) -> None:
    announcing.ask(ANYBODY, " Reader@Example.CN ")
    (asked,) = Message.objects.all()
    assert asked.to == "email:reader@example.cn"
    assert asked.link.startswith("/public/confirm/")
    found = Subscriber.objects.get()
    assert subscribers.told_of(Bulletin(kind="investment.monthly", public_at=morning())) == []
    subscribers.confirm(ANYBODY, subscribers.confirm_link(found))
    assert subscribers.told_of(Bulletin(kind="investment.monthly", public_at=morning())) == [found]
    assert subscribers.told_of(Bulletin(kind="investment.monthly")) == []


def test_asking_again_and_again_sends_one_mail_and_tells_nobody_who_subscribed(packs: None) -> None:
    for _ in range(5):
        announcing.ask(ANYBODY, "reader@example.cn")
    assert Message.objects.count() == 1
    announcing.ask(later(minutes=61), "reader@example.cn")
    assert Message.objects.count() == 2
    subscribers.confirm(ANYBODY, subscribers.confirm_link(Subscriber.objects.get()))
    assert announcing.ask(later(hours=3), "reader@example.cn") is None
    assert Message.objects.count() == 2


def test_a_pack_is_chosen_and_another_is_not_told_of(packs: None) -> None:
    made, _send = subscribers.ask(ANYBODY, "reader@example.cn", "innovation")
    subscribers.confirm(ANYBODY, subscribers.confirm_link(made))
    assert subscribers.told_of(Bulletin(kind="investment.monthly", public_at=morning())) == []
    assert len(subscribers.told_of(Bulletin(kind="innovation.monthly", public_at=morning()))) == 1
    with pytest.raises(InputError, match="没有台账包"):
        subscribers.ask(ANYBODY, "reader@example.cn", "inovation")


def test_whoever_ends_it_is_forgotten_and_the_journal_never_knew_the_address(packs: None) -> None:
    made, _send = subscribers.ask(ANYBODY, "reader@example.cn")
    subscribers.confirm(ANYBODY, subscribers.confirm_link(made))
    ending = subscribers.end_link(made)
    assert subscribers.address_of(ending) == "r***@example.cn"
    subscribers.end(ANYBODY, ending)
    assert Subscriber.objects.count() == 0
    with pytest.raises(Missing, match="已经失效"):
        subscribers.end(ANYBODY, ending)
    assert not any("reader@" in str(one.data) for one in Entry.objects.all())


def test_a_link_for_one_thing_does_another_thing_for_nobody(packs: None) -> None:
    made, _send = subscribers.ask(ANYBODY, "reader@example.cn")
    for token in (subscribers.end_link(made), "x", subscribers.confirm_link(made)[:-2]):
        with pytest.raises(Missing):
            subscribers.confirm(ANYBODY, token)


@pytest.mark.parametrize("wrong", ["", "reader", "a@b\nBcc: c@d.cn", "x" * 300 + "@example.cn"])
def test_what_is_no_address_is_refused(packs: None, wrong: str) -> None:
    with pytest.raises(InputError):
        announcing.ask(ANYBODY, wrong)


def test_addresses_that_never_confirmed_are_forgotten(packs: None) -> None:
    announcing.ask(ANYBODY, "reader@example.cn")
    assert subscribers.forget_unconfirmed(later(days=2)) == []
    announcing.ask(later(days=4), "other@example.cn")
    assert [one.email for one in Subscriber.objects.all()] == ["other@example.cn"]


def test_the_house_and_outside_are_told_once_when_it_is_issued(two_months: None, settings: Any) -> None:
    settings.ADDRESS = "https://luoshi.example.cn"
    from luoshi.units import actions as units
    from tests.people import ADMIN

    reader = units.add_person(ADMIN, "reader", "读者", "qingshi-zhen-2026")
    units.grant(ADMIN, "reader", "reporter", "C0101")
    subscribers.follow(Actor(reader.id, "读者", (), morning))
    outside, _send = subscribers.ask(ANYBODY, "reader@example.cn")
    subscribers.confirm(ANYBODY, subscribers.confirm_link(outside))
    made = actions.draft(CHEN, COUNTY, FEBRUARY, "investment.monthly")
    announcing.sign_off(ZHOU, made.id)
    assert Message.objects.count() == 0
    announcing.sign_off(LEADER, made.id)
    told = {one.to: one for one in Message.objects.all()}
    assert set(told) == {f"person:{reader.id}", "email:reader@example.cn"}
    mail = told["email:reader@example.cn"]
    assert mail.link == f"/public/bulletins/{made.id}/"
    assert f"{settings.ADDRESS}/public/end/" in mail.text
    assert Notice.objects.get().person == reader.id
    announcing.announce(LEADER, made)
    assert Message.objects.count() == 2, "nobody is told twice"
    fix = actions.correct(CHEN, made.id, "一处有误。", why="笔误")
    announcing.issue_correction(LEADER, made.id, fix.id)
    assert Message.objects.filter(subject__startswith="更正（第1号）").count() == 2
