"""All that is held of a person, in ledgers and beside them: found, handed over, erased."""

from __future__ import annotations

from pathlib import Path

import pytest

from luoshi.elections import queries as elections
from luoshi.elections import rolls
from luoshi.exchange import announcing, outbox
from luoshi.exchange.channels import actions as channels
from luoshi.exchange.models import Delivery, Message
from luoshi.journal import actions as journalling
from luoshi.journal import queries as journal
from luoshi.journal.models import Entry
from luoshi.kernel import seeing
from luoshi.kernel.actor import Actor, Holding
from luoshi.kernel.errors import InputError, Locked, Missing, Refused
from luoshi.ledgers import actions, personal
from luoshi.ops import persons
from luoshi.ops.persons import Known
from luoshi.reports import subscribers
from luoshi.reports.models import Subscriber
from luoshi.units import queries as units
from luoshi.units import registering, registrations
from tests.adopted import adopt
from tests.elections.conftest import hall
from tests.elections.people import prepared, who
from tests.people import COUNTY, LEADER, OTHER_COUNTY, SYSTEM, TOWN, WANG, morning
from tests.units.conftest import asked, science

__all__ = ["hall", "science"]
pytestmark = pytest.mark.django_db

OFFICER = Actor(61, "秦守密", (Holding("privacy_officer", COUNTY),), morning)
OTHER = Actor(62, "邻守密", (Holding("privacy_officer", OTHER_COUNTY),), morning)
ADDRESS = "reader@example.cn"


def found(words: str, actor: Actor = OFFICER) -> dict[str, list[str]]:
    return {one.ref: [*one.values.values()] for one in persons.about(actor, words).beside}


def whoever_answers_for_the_top() -> Actor:
    return Actor(63, "总守密", (Holding("privacy_officer", units.top()),), morning)


def test_somebody_is_found_in_a_ledger_an_account_a_registration_and_a_roll_at_once(
    hall: Path, science: Actor
) -> None:
    adopt("investment")
    made, _secret = registering.register(SYSTEM, asked("firm", name="甄一", phone="13800001234"))
    actions.create(WANG, "investment.contact", TOWN, {"name": "甄一", "phone": "13800001234"})
    election = prepared()
    known = persons.about(OFFICER, "甄一")
    assert [str(one.record.spec.name) for one in known.records] == ["investment.contact"]
    kinds = [one.kind for one in known.beside]
    assert kinds == ["registration", "voter"], "an account without a role in the unit is not the unit's"
    voter = next(one for one in known.beside if one.kind == "voter")
    assert [*voter.values.values()] == ["选举县总工会委员", "甄一", "机关分会", "001"]
    assert [*found("138 0000 1234")] == [f"registration/{made.id}"]
    assert persons.about(OTHER, "甄一") == Known((), ())
    assert {one.kind for one in persons.about(SYSTEM, "甄一").beside} == {"account", "registration", "voter"}
    assert [one.ref for one in persons.about(OFFICER, "101").beside] == [
        f"voter/{one.id}" for one in election.voters.all() if one.card == "101"
    ]


def test_an_account_is_found_by_name_log_in_and_the_address_for_reminders(hall: Path) -> None:
    organizer = who("gongzuo")
    channels.prefer(organizer, email="gong@example.cn")
    for words in ("龚佐", "gongzuo", "gong@example.cn"):
        assert [one[:2] for one in found(words).values()] == [["龚佐", "gongzuo"]]
    with pytest.raises(InputError, match="不能删除"):
        persons.erase(OFFICER, f"account/{organizer.person}", why="本人申请")


def test_a_copy_is_told_to_the_journal_and_says_of_nobody_whom(hall: Path) -> None:
    prepared()
    (line,) = persons.copied(OFFICER, "流水").beside
    (entry,) = journal.history("personal")
    assert (entry.name, entry.verb, entry.data) == ("秦守密", "copy", {"records": [line.ref]})


def test_an_erased_registration_says_nothing_more_and_how_it_was_decided_stays(science: Actor) -> None:
    made, secret = registering.register(SYSTEM, asked("expert", name="全有才", phone="13800001234"))
    ref = f"registration/{made.id}"
    with pytest.raises(Locked, match="还没有办理"):
        persons.erase(OFFICER, ref, why="本人申请")
    registering.refuse(science, made.id, "材料看不清，请重新拍")
    for wrong, error in ((OTHER, Missing), (LEADER, Refused), (science, Refused)):
        with pytest.raises(error):
            persons.erase(wrong, ref, why="本人申请")
    with pytest.raises(InputError, match="没有写删除的理由"):
        persons.erase(OFFICER, ref, why=" ")
    persons.erase(OFFICER, ref, why="本人申请")
    left = registrations.of_secret(secret)
    assert (left.name, left.phone, left.email, left.organization, left.details) == ("", "", "", "", {})
    assert (left.state, left.reason) == ("refused", "材料看不清，请重新拍")
    assert found("全有才") == found("13800001234") == {}
    last = journal.history(f"registration:{made.id}")[-1]
    assert (last.verb, last.name, last.why) == ("erase", "秦守密", "本人申请")
    with pytest.raises(InputError, match="已经删除"):
        persons.erase(OFFICER, ref, why="本人申请")


def test_a_subscribers_address_goes_from_the_messages_too_and_what_waits_is_sent_to_nobody(
    county: None,
) -> None:
    announcing.ask(SYSTEM, ADDRESS)
    (made,) = Subscriber.objects.all()
    outbox.post(SYSTEM, to="other@example.cn", kind="bulletin", key="x", subject="另一封")
    assert found(ADDRESS) == {}, "an outside address is the whole site's"
    top = whoever_answers_for_the_top()
    assert found(ADDRESS, top) == {f"subscriber/{made.id}": [ADDRESS]}
    with pytest.raises(Refused, match="最上级"):
        persons.erase(OFFICER, f"subscriber/{made.id}", why="本人申请")
    persons.erase(top, f"subscriber/{made.id}", why="本人申请")
    assert found(ADDRESS, top) == {}
    assert not Message.objects.filter(to__contains=ADDRESS).exists()
    states = dict(Delivery.objects.values_list("message__to", "state"))
    assert sorted(states.values()) == ["dropped", "waiting"]
    assert states["email:other@example.cn"] == "waiting"
    assert not any(ADDRESS in str(one.data) for one in Entry.objects.all())
    with pytest.raises(Missing, match="没有这个订阅"):
        persons.erase(top, f"subscriber/{made.id}", why="本人申请")


def test_whoever_ends_it_is_in_no_message_either_and_may_subscribe_again(county: None) -> None:
    for _ in range(2):
        announcing.ask(SYSTEM, ADDRESS)
        made = Subscriber.objects.get(email=ADDRESS)
        subscribers.confirm(SYSTEM, subscribers.confirm_link(made))
        announcing.end(SYSTEM, subscribers.end_link(made))
        assert not Message.objects.filter(to__contains=ADDRESS).exists()


def test_what_is_no_such_thing_is_told(county: None) -> None:
    for wrong in ("registration/neun", "voter/1"):
        with pytest.raises(InputError, match="不能删除"):
            persons.erase(OFFICER, wrong, why="本人申请")
    with pytest.raises(InputError):
        persons.erase(OFFICER, "nonsense", why="本人申请")
    journalling.seal()
    assert journal.check_chain() >= 0


def test_numbers_of_cards_on_a_roll_are_covered_for_who_does_not_need_them(hall: Path) -> None:
    election = prepared()
    for actor, card in ((who("gongzuo"), "101"), (who("jiyi"), "101"), (who("jianyi"), "1**")):
        assert {one.name: one.card for one in elections.roll(actor, election.id)}["高山"] == card
    before = rolls.freeze(who("gongzuo"), election.id, morning().date()).roll_digest
    assert before == elections.digest(elections.roll(who("gongzuo"), election.id))


def test_who_reads_a_roll_or_a_registration_is_told_to_the_journal_once_a_day(
    hall: Path, science: Actor
) -> None:
    made, _secret = registering.register(SYSTEM, asked("firm"))
    election = prepared()
    for _ in range(2):
        with seeing.gathering() as seen:
            elections.roll(who("jianyi"), election.id)
            registrations.registration(science, made.id)
        personal.told(seen)
    for what, name, number in (("election_roll", "简一", election.id), ("registration", "史科", made.id)):
        told = journal.history(f"looks:{what}")
        assert [(one.name, one.data) for one in told] == [(name, {"records": [number]})]
