"""The second reader is asked in the background; what holds is proposed beside what was found."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from luoshi.commitments import actions as commitments
from luoshi.ops import actions, queries
from luoshi.ops.worker import work
from luoshi.reading import read
from luoshi.units import actions as units
from luoshi.units import queries as unit_queries
from tests.people import ADMIN, CHEN, COUNTY
from tests.reading.models import objects, serving

TEXT = "县招商局要在6月底前制定项目清单。\n项目要有20个的样子才行。"
KNOWN = {"kind": "task", "text": "县招商局要在6月底前制定项目清单", "owner": ["县招商局"]}
NEW = {"kind": "figure", "text": "项目要有20个的样子", "metric": "项目", "value": "20", "unit": "个"}
LIE = {"kind": "task", "text": "县招商局要在5月底前制定项目清单", "owner": ["县招商局"]}


@pytest.fixture
def chen(site: Path, settings: Any) -> Any:
    """陈督, who is in the site's database."""
    settings.CLOCK = CHEN.clock
    units.add_person(ADMIN, "chendu", "陈督", "qingshi-zhen-2026")
    units.grant(ADMIN, "chendu", "supervisor", COUNTY)
    return replace(CHEN, person=unit_queries.person("chendu").id)


def test_what_the_first_reader_missed_is_proposed_and_what_does_not_stand_in_the_text_is_not(
    chen: Any, settings: Any
) -> None:
    document = commitments.add_document(chen, COUNTY, "讲话", TEXT)
    commitments.propose(chen, document.id, [one.to_json() for one in read(TEXT)])
    before = document.proposals.count()
    with serving(objects(KNOWN, NEW, LIE)) as model:
        settings.SECOND_READER = model.endpoint
        job = actions.start(chen, "second", "讲话", {"document": document.id})
        work(until_empty=True)
    done = queries.job(chen, job.id)
    assert (done.state, done.result) == ("done", {"new": 1, "dropped": 1, "failed": []})
    (added,) = document.proposals.filter(rule="second")
    assert (added.text, document.proposals.count()) == (NEW["text"], before + 1)


def test_where_none_is_set_nothing_is_sent_and_the_job_says_so(chen: Any, settings: Any) -> None:
    document = commitments.add_document(chen, COUNTY, "讲话", TEXT)
    settings.SECOND_READER = None
    job = actions.start(chen, "second", "讲话", {"document": document.id})
    work(until_empty=True)
    failed = queries.job(chen, job.id)
    assert (failed.state, "没有设置第二识别" in failed.message) == ("failed", True)
