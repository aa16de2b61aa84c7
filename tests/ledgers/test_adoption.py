"""A county changes its ledgers without code, and loses nothing by it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from luoshi.kernel.errors import InputError, Refused
from luoshi.kernel.once import acting
from luoshi.ledgers import actions, adoption, queries, rebuild
from luoshi.ledgers.records import Record
from luoshi.packs import freeze, library
from luoshi.packs.spec import Field, Pack
from tests.people import ADMIN, SYSTEM, TOWN, WANG

pytestmark = pytest.mark.django_db


def changed(**fields: Field | None) -> Pack:
    """The investment pack's next version with fields of `project` added, changed or taken away."""
    pack = library.shipped()["investment"]
    project = pack.ledgers["project"]
    wanted = {**project.fields, **fields}
    kept = {key: field for key, field in wanted.items() if field is not None}
    ledgers = {**pack.ledgers, "project": project.model_copy(update={"fields": kept})}
    made = pack.model_copy(update={"version": pack.version + 1, "ledgers": ledgers})
    return made.model_copy(update={"digest": freeze.digest(made)})


def test_what_adoption_changes_is_shown_first(project: Record) -> None:
    pack = changed(jobs=Field.model_validate({"type": "integer", "label": "带动就业"}))
    assert [(one.kind, one.column) for one in adoption.plan(pack)] == [("add", "jobs")]


def test_a_pack_adopted_within_an_action_is_worked_by_at_once(project: Record) -> None:
    with acting():
        assert "jobs" not in queries.ledger("investment.project").fields
        adoption.adopt(ADMIN, changed(jobs=Field.model_validate({"type": "integer", "label": "带动就业"})))
        assert "jobs" in queries.ledger("investment.project").fields


def test_an_added_field_is_there_for_old_and_new_records(project: Record) -> None:
    adoption.adopt(ADMIN, changed(jobs=Field.model_validate({"type": "integer", "label": "带动就业"})))
    assert queries.record(WANG, project.ref).values["jobs"] is None
    told = actions.edit(WANG, project.ref, {"jobs": 80}, version=1)
    assert told.values["jobs"] == Decimal(80)


def test_a_renamed_field_keeps_its_values(project: Record) -> None:
    field = library.shipped()["investment"].ledgers["project"].fields["total"]
    renamed = field.model_copy(update={"renamed_from": "total"})
    pack = changed(total=None, investment=renamed)
    project_spec = pack.ledgers["project"].model_copy(update={"checks": (), "stages": ()})
    pack = pack.model_copy(update={"ledgers": {**pack.ledgers, "project": project_spec}})
    changes = adoption.adopt(ADMIN, pack.model_copy(update={"digest": freeze.digest(pack)}))
    assert ("rename", "investment") in [(one.kind, one.column) for one in changes]
    assert queries.record(WANG, project.ref).values["investment"] == Decimal(5000)


def test_what_was_told_of_a_field_before_it_was_renamed_is_still_known_by_the_journal(
    project: Record,
) -> None:
    """Renamed, edited, renamed again, and its first name taken by another field: the journal tells the rows
    as they are, and mending by it takes nothing away."""
    field = library.shipped()["investment"].ledgers["project"].fields["site"]
    actions.edit(WANG, project.ref, {"site": "东园"}, version=1)
    adoption.adopt(ADMIN, changed(site=None, place=field.model_copy(update={"renamed_from": "site"})))
    assert rebuild.differences("investment.project") == []
    actions.edit(WANG, project.ref, {"place": "西园"}, version=2)
    again = changed(site=field, park=field.model_copy(update={"renamed_from": "place"}))
    adoption.adopt(ADMIN, _again(again, version=again.version + 1))
    actions.edit(WANG, project.ref, {"site": "南园"}, version=3)
    assert rebuild.repair(SYSTEM, "investment.project") == []
    values = queries.record(WANG, project.ref).values
    assert (values["site"], values["park"]) == ("南园", "西园")


def test_a_ledger_that_has_records_keeps_its_key_and_an_empty_one_may_change_it(project: Record) -> None:
    pack = library.shipped()["investment"]

    def with_another_key(key: str) -> Pack:
        ledgers = dict(pack.ledgers)
        ledgers["other"] = ledgers.pop(key).model_copy(update={"key": "other", "renamed_from": key})
        return _again(pack.model_copy(update={"ledgers": ledgers}), version=pack.version + 1)

    told = [(one.kind, one.ledger) for one in adoption.plan(with_another_key("contact"))]
    assert ("rename", "investment.other") in told
    with pytest.raises(InputError, match="里有记录，不能改键"):
        adoption.plan(with_another_key("project"))


def test_a_field_taken_away_keeps_its_data_unseen(project: Record) -> None:
    actions.edit(WANG, project.ref, {"site": "青石园区"}, version=1)
    changes = adoption.adopt(ADMIN, changed(site=None))
    assert [(one.kind, one.column) for one in changes] == [("hide", "site")]
    assert "site" not in queries.record(WANG, project.ref).values
    adoption.adopt(ADMIN, _again(library.shipped()["investment"], version=4))
    assert queries.record(WANG, project.ref).values["site"] == "青石园区"
    assert rebuild.differences("investment.project") == []


def _again(pack: Pack, *, version: int) -> Pack:
    made = pack.model_copy(update={"version": version})
    return made.model_copy(update={"digest": freeze.digest(made)})


def test_a_field_cannot_become_another_kind_of_value(project: Record) -> None:
    pack = changed(total=Field.model_validate({"type": "text", "label": "总投资"}))
    with pytest.raises(InputError, match="由 money 变为 text"):
        adoption.plan(pack)
    text = Field.model_validate({"type": "text", "label": "总投资", "renamed_from": "total"})
    with pytest.raises(InputError, match="由 money 变为 text"):
        adoption.plan(changed(total=None, sum_told=text))


def test_changed_content_needs_a_higher_version(ledgers: None) -> None:
    pack = changed(jobs=Field.model_validate({"type": "integer", "label": "带动就业"}))
    same = pack.model_copy(update={"version": pack.version - 1})
    with pytest.raises(InputError, match="版本号没有提高"):
        adoption.plan(same.model_copy(update={"digest": freeze.digest(same)}))


def test_only_an_administrator_adopts(ledgers: None) -> None:
    with pytest.raises(Refused):
        adoption.adopt(WANG, library.shipped()["investment"])


def test_a_record_remembers_the_pack_it_was_written_under(project: Record) -> None:
    assert project.row["pack_digest"] == library.shipped()["investment"].digest
    assert project.unit == TOWN
