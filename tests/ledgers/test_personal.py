"""What the site holds of a person: covered for whoever has no need of it, found, handed over, erased; the
chain holds whatever is erased."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from luoshi.journal import actions as journalling
from luoshi.journal import private
from luoshi.journal import queries as journal
from luoshi.journal.errors import BrokenChain
from luoshi.journal.models import Private
from luoshi.kernel import seeing
from luoshi.kernel.actor import Actor, Holding
from luoshi.kernel.errors import InputError, Refused
from luoshi.kernel.masking import covered
from luoshi.ledgers import actions, adoption, personal, queries, rebuild, search
from luoshi.ledgers.drafts import NewRow
from luoshi.ledgers.records import Record
from luoshi.ops import persons
from luoshi.packs import freeze, library
from luoshi.packs.spec import TEXTS, Field, Pack
from tests.adopted import adopt
from tests.people import CHEN, COUNTY, LEADER, SYSTEM, TOWN, WANG, morning

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("contacts")]

OFFICER = Actor(61, "秦守密", (Holding("privacy_officer", COUNTY),), morning)
CONTACT = "investment.contact"


@pytest.fixture
def contacts(county: None) -> None:
    adopt("investment")


def contact(who: Actor = WANG, name: str = "田有余", phone: str = "13800001234") -> Record:
    return actions.create(who, CONTACT, TOWN, {"name": name, "phone": phone, "employer": "西安一厂"})


def journal_text() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM journal_entry")
        return "".join(str(row[0]) for row in cursor.fetchall())


def test_whoever_works_with_the_records_reads_them_and_a_leader_reads_them_covered() -> None:
    made = contact()
    assert queries.record(WANG, made.ref).values["phone"] == "13800001234"
    assert queries.record(CHEN, made.ref).values["phone"] == "13800001234"
    seen = queries.record(LEADER, made.ref)
    assert (seen.values["phone"], seen.values["name"], seen.title) == ("138****1234", "田**", "田**")
    assert [one.values["phone"] for one in queries.rows(LEADER, CONTACT)] == ["138****1234"]
    (created,) = queries.history(LEADER, made.ref)
    assert created.data["phone"] == [None, "138****1234"]


def test_what_a_stage_waits_for_is_called_by_its_number_where_its_title_is_personal() -> None:
    made = contact()
    said = queries.called(CONTACT, [made.ref.id])
    assert said == {made.ref.id: f"{made.spec.label} {made.ref.id}"}


def test_the_journal_vouches_for_a_telephone_and_does_not_hold_it() -> None:
    made = contact()
    actions.edit(WANG, made.ref, {"phone": "13900009999"}, version=made.version)
    held = journal_text()
    assert not [words for words in ("1380000", "1390000", "田有余") if words in held]
    assert [one.data["phone"] for one in queries.history(WANG, made.ref)] == [
        [None, "13800001234"], ["13800001234", "13900009999"],
    ]  # fmt: skip
    assert rebuild.differences(CONTACT) == []
    journalling.seal()
    journal.check_chain()


def test_whose_rows_they_are_is_asked_once_for_a_whole_export() -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            assert all(one.values["phone"].startswith("1370000") for one in queries.rows(CHEN, CONTACT))
        return len(found)

    def add(first: int, count: int) -> None:
        numbers = range(first, first + count)
        rows = [NewRow(TOWN, {"name": f"孙{n}", "phone": f"1370000{n:04}"}) for n in numbers]
        actions.create_many(WANG, CONTACT, rows)

    add(0, 3)
    before = asked()
    add(100, 30)
    assert asked() == before


def test_many_imported_rows_are_kept_the_same_way() -> None:
    rows = [NewRow(TOWN, {"name": f"孙{n}", "phone": f"1370000{n:04}"}) for n in range(30)]
    actions.create_many(WANG, CONTACT, rows)
    assert "1370000" not in journal_text()
    assert rebuild.differences(CONTACT) == []
    assert Private.objects.count() == 30


def test_an_officer_finds_a_person_by_a_name_and_by_a_telephone() -> None:
    made = contact()
    contact(name="别人", phone="13700000000")
    for words in ("田有余", "13800001234"):
        (held,) = personal.about(OFFICER, words)
        assert held.record.ref == made.ref
    assert held.values == {"姓名": "田有余", "联系电话": "13800001234"}
    assert personal.about(OFFICER, "查无此人") == []
    with pytest.raises(Refused, match="个人信息保护负责人"):
        personal.about(LEADER, "田有余")
    with pytest.raises(InputError, match="至少写两个字"):
        personal.about(OFFICER, "田")


def test_what_is_erased_is_in_no_row_and_no_entry_and_the_chain_and_the_rest_stand() -> None:
    made = contact()
    actions.edit(WANG, made.ref, {"phone": "13900009999"}, version=made.version)
    size, _ = journalling.seal()
    personal.erase(OFFICER, made.ref, why="本人申请")
    row = queries.record(WANG, made.ref).row
    assert (row["name"], row["phone"], row["employer"]) == (None, None, "西安一厂")
    assert personal.about(OFFICER, "田有余") == [] == personal.about(OFFICER, "13900009999")
    assert not Private.objects.filter(entry__subject=made.ref.subject).exists()
    history = queries.history(WANG, made.ref)
    assert [(one.verb, one.erased) for one in history] == [
        ("create", {"name", "phone"}), ("edit", {"phone"}), ("erase", {"name", "phone"}),
    ]  # fmt: skip
    assert history[0].data["phone"] == [None, None]
    assert (history[2].name, history[2].why) == ("秦守密", "本人申请")
    journalling.seal()
    assert journal.check_chain() == size + 1
    assert rebuild.differences(CONTACT) == []
    assert [*queries.rows(WANG, CONTACT, search="田有余")] == []


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL clears its index when it vacuums")
def test_what_is_erased_is_in_no_part_of_the_index_of_words_either() -> None:
    def indexed() -> bytes:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT block FROM {search.table(made.spec)}_data")
            return b"".join(bytes(row[0]) for row in cursor.fetchall())

    made = contact(name="龘有余")
    contact(name="田多多")
    assert "有余".encode() in indexed()
    personal.erase(OFFICER, made.ref, why="本人申请")
    assert "有余".encode() not in indexed()
    assert [one.values["name"] for one in queries.rows(WANG, CONTACT, search="田多多")] == ["田多多"]


def test_erasing_is_refused_without_a_reason_twice_and_to_others() -> None:
    made = contact()
    with pytest.raises(InputError, match="没有写删除的理由"):
        personal.erase(OFFICER, made.ref, why=" ")
    for other in (LEADER, WANG, CHEN):
        with pytest.raises(Refused):
            personal.erase(other, made.ref, why="本人申请")
    personal.erase(OFFICER, made.ref, why="本人申请")
    with pytest.raises(InputError, match="没有个人信息"):
        personal.erase(OFFICER, made.ref, why="本人申请")


def test_a_value_kept_beside_an_entry_is_not_changed_unseen() -> None:
    made = contact()
    journalling.seal()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Private.objects.filter(entry__subject=made.ref.subject).update(values={})
    with connection.cursor() as cursor:
        on = " ON journal_private" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER journal_private_no_update{on}")
    Private.objects.filter(entry__subject=made.ref.subject).update(
        values={"name": [None, "田有余"], "phone": [None, "13900000000"]}
    )
    with pytest.raises(BrokenChain):
        journal.check_chain()


def told(*readers: Actor) -> list[tuple[str, object]]:
    """What the journal says of looks at contacts after these have read them all, each on their own."""
    for reader in readers:
        with seeing.gathering() as seen:
            _ = [str(value) for one in queries.rows(reader, CONTACT) for value in one.values.values()]
        personal.told(seen)
    return [(one.name, one.data["records"]) for one in journal.history(personal.looks(CONTACT))]


def test_whoever_reads_a_telephone_as_it_is_is_told_to_the_journal_once_a_day() -> None:
    made = contact()
    assert told(CHEN, CHEN, LEADER, WANG, SYSTEM) == [(CHEN.name, [made.ref.id])]


def test_of_many_that_are_read_together_only_those_not_read_that_day_are_told() -> None:
    first = contact().ref.id
    told(CHEN)
    second, third = contact(name="孙一").ref.id, contact(name="孙二").ref.id
    assert told(CHEN) == [(CHEN.name, [first]), (CHEN.name, [second, third])]


def test_what_is_read_without_its_personal_values_is_told_to_nobody() -> None:
    contact()
    with seeing.gathering() as seen:
        assert [one.values["employer"] for one in queries.rows(CHEN, CONTACT)] == ["西安一厂"]
    assert seen == set()


def test_a_history_with_the_values_in_it_is_read_too() -> None:
    made = contact()
    with seeing.gathering() as seen:
        queries.history(CHEN, made.ref)
    assert {(one.actor, one.record) for one in seen} == {(CHEN, made.ref.id)}


def with_more(**fields: Field | None) -> Pack:
    """The investment pack's next version with fields of `contact` added, changed or taken away."""
    pack = library.shipped()["investment"]
    told = pack.ledgers["contact"]
    kept = {key: one for key, one in {**told.fields, **fields}.items() if one is not None}
    title = told.title if told.title in kept else None
    ledgers = {**pack.ledgers, "contact": told.model_copy(update={"fields": kept, "title": title})}
    made = pack.model_copy(update={"version": pack.version + 1, "ledgers": ledgers})
    return made.model_copy(update={"digest": freeze.digest(made)})


def private_field(kind: str, **more: object) -> Field:
    return Field.model_validate({"type": kind, "label": kind, "personal": True, **more})


def test_of_a_choice_a_month_a_day_and_a_number_nothing_is_seen_for_a_part_would_be_all() -> None:
    kinds = {
        "sex": private_field("choice", choices={"m": "男", "f": "女"}), "born": private_field("month"),
        "birthday": private_field("date"), "income": private_field("money", unit="元"),
        "single": private_field("boolean"), "card": private_field("text"),
    }  # fmt: skip
    adoption.adopt(SYSTEM, with_more(**kinds))
    said = {
        "name": "田有余", "phone": "0912-8321567", "sex": "m", "born": "1990-05", "birthday": "1990-05-01",
        "income": 3000, "single": True, "card": "8321567",
    }  # fmt: skip
    made = actions.create(WANG, CONTACT, TOWN, said)
    seen, (created,) = queries.record(LEADER, made.ref), queries.history(LEADER, made.ref)
    for key in kinds.keys() - {"card"}:
        assert seen.values[key] is None
        assert created.data[key] == [None, None]
    assert seen.values["card"] == "8**"
    assert created.data["card"] == [None, "8**"]


def test_what_was_personal_stays_covered_in_the_history_when_its_field_is_renamed_or_gone() -> None:
    made = contact()
    phone = private_field("phone", renamed_from="phone")
    adoption.adopt(SYSTEM, with_more(phone=None, name=None, telephone=phone))
    (created,) = queries.history(LEADER, made.ref)
    assert (created.data["phone"], created.data["name"]) == ([None, None], [None, None])
    (created,) = queries.history(CHEN, made.ref)
    assert created.data["phone"] == [None, "13800001234"]
    with seeing.gathering() as read:
        queries.history(CHEN, made.ref)
    assert [one.record for one in read] == [made.ref.id]
    assert [one.before for one in personal.about(OFFICER, "13800001234")] == [{"name": ("田有余",)}]


def test_what_a_record_said_before_is_found_handed_over_and_erased_though_it_says_nothing_now() -> None:
    made = contact()
    made = actions.edit(WANG, made.ref, {"phone": "13900009999"}, version=made.version)
    made = actions.edit(WANG, made.ref, {"phone": None}, version=made.version)
    (held,) = personal.about(OFFICER, "138 0000 1234")
    assert (held.hits, held.before) == (("联系电话",), {"联系电话": ("13800001234", "13900009999")})
    with seeing.gathering() as read:
        persons.copied(OFFICER, "13900009999")
    assert [one.record for one in read] == [made.ref.id]
    personal.erase(OFFICER, made.ref, why="本人申请")
    assert personal.about(OFFICER, "13800001234") == [] == personal.about(OFFICER, "田有余")
    again = contact(name="别人", phone="13700000000")
    queries.table(CONTACT).objects.filter(id=again.ref.id).update(name=None, phone=None)
    personal.erase(OFFICER, again.ref, why="旧值也要删")
    assert not Private.objects.filter(entry__subject__startswith="record:").exists()
    journalling.seal()
    journal.check_chain()


def test_a_name_among_others_and_in_a_story_is_found_and_a_longer_name_is_not() -> None:
    adoption.adopt(SYSTEM, with_more(people=private_field("text"), story=private_field("long_text")))
    for people, story in (
        ("王芳、李明", None),
        ("李明（王芳）", None),
        ("王芳芳", None),
        (None, "昨天王芳来过"),
    ):
        actions.create(
            WANG, CONTACT, TOWN, {"name": "某甲", "phone": "13700000000", "people": people, "story": story}
        )
    assert [one.hits for one in personal.about(OFFICER, "王芳")] == [("text",), ("text",), ("long_text",)]


def test_a_person_is_found_in_every_personal_field_of_every_ledger_that_ships() -> None:
    adopt("supervision", "innovation", "service", "appeals", "quality", "union")
    placed: dict[str, set[str]] = {}
    for spec in queries.ledgers().values():
        keys = [key for key, field in spec.fields.items() if field.personal and field.type in TEXTS]
        row = {"unit": TOWN, "verification": "pending", "withdrawn": False, "version": 1}
        if keys:
            said = dict.fromkeys(keys, "田有余")
            queries.table(spec.name).objects.create(**row, **said, reported_at=morning())
            placed[spec.name] = {str(spec.fields[key].label) for key in keys}
    assert sum(map(len, placed.values())) > 40
    found = personal.about(OFFICER, "田有余")
    assert {one.record.ref.ledger: set(one.hits) for one in found} == placed


def test_what_stands_under_a_persons_record_is_shown_and_not_handed_over_as_theirs() -> None:
    adopt("union")
    applied = {"name": "田有余", "cause": "illness", "people": 3, "applied_on": "2026-03-01"}
    above = actions.create(SYSTEM, "union.help", TOWN, applied)
    visit = actions.create(SYSTEM, "union.help_visit", TOWN, {"help": above.ref.id, "said": "老人卧床"})
    found = personal.about(OFFICER, "田有余")
    assert [(one.record.ref, bool(one.hits)) for one in found] == [(above.ref, True), (visit.ref, False)]
    assert [one.record.ref for one in persons.copied(OFFICER, "田有余").records] == [above.ref]
    personal.erase(OFFICER, visit.ref, why="本人申请")
    assert [one.record.ref for one in personal.about(OFFICER, "田有余")] == [above.ref]


def test_personal_values_that_are_gone_without_an_erasure_break_the_chain() -> None:
    made, other = contact(), contact(name="别人", phone="13700000000")
    made = actions.edit(WANG, made.ref, {"phone": "13900009999"}, version=made.version)
    actions.edit(WANG, made.ref, {"phone": "13600006666"}, version=made.version)
    personal.erase(OFFICER, other.ref, why="本人申请")
    journalling.seal()
    journal.check_chain()
    Private.objects.filter(entry__subject=made.ref.subject, entry__verb="edit").earliest("entry_id").delete()
    assert rebuild.differences(CONTACT) == [], "what was said before is in no row"
    with pytest.raises(BrokenChain, match="没有删除的记录"):
        journal.check_chain()


@given(st.text(max_size=30))
def test_a_covered_value_shows_no_more_than_its_first_character_or_a_telephones_ends(text: str) -> None:
    said = covered(text)
    assert said is None or len(said) <= 11
    if said and len(text) > 1 and not text[:3].isdigit():
        assert said in (f"{text[0]}**", f"{text[:3]}****{text[-4:]}")


@given(
    st.dictionaries(st.text("abc", min_size=1), st.integers() | st.text()),
    st.sets(st.text("abc", min_size=1)),
)
def test_what_is_parted_comes_together_again_and_without_its_half_says_nothing(
    data: dict[str, object], keys: set[str]
) -> None:
    said, _salt, beside = private.parted(data, keys)
    assert private.whole(said, beside) == (data, frozenset())
    without, gone = private.whole(said, {})
    assert gone == frozenset(data) & keys
    assert all(without[key] == [None, None] for key in gone)
