"""Long files go in and long lists go out by the worker: told as they go, given up, told of when done."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from openpyxl import load_workbook

from luoshi.exchange import queries as exchange
from luoshi.exchange import uploads
from luoshi.kernel.errors import InputError, Missing
from luoshi.ledgers import queries as ledgers
from luoshi.ops import actions, queries
from luoshi.ops.models import Job
from luoshi.ops.worker import perform, work
from luoshi.units import actions as units
from luoshi.units import queries as unit_queries
from tests.exchange.office import PROJECT, saved, sheet_of
from tests.people import ADMIN, OTHER_TOWN, TOWN, WANG

HEAD = ["项目名称", "投资方", "总投资（万元）"]


@pytest.fixture
def wang(site: Path, settings: Any, tmp_path: Path) -> Any:
    """王丽, who is in the site's database."""
    settings.CLOCK, settings.EXPORTS = WANG.clock, tmp_path / "exports"
    units.add_person(ADMIN, "wangli2", "王丽", "qingshi-zhen-2026")
    units.grant(ADMIN, "wangli2", "reporter", TOWN)
    return replace(WANG, person=unit_queries.person("wangli2").id)


def asked(who: Any, rows: list[list[Any]]) -> Job:
    held = uploads.receive(who, PROJECT, TOWN, saved(sheet_of([HEAD, *rows])[0]), "项目.xlsx")
    return actions.start(who, "import", held.name, {"upload": held.id, "ledger": PROJECT})


def test_a_file_goes_in_and_the_inbox_says_so(wang: Any) -> None:
    job = asked(wang, [[f"厂{n}", "甲公司", n] for n in range(1_200)])
    work(until_empty=True)
    done = queries.job(wang, job.id)
    assert (done.state, done.done, done.total) == ("done", 1_200, 1_200)
    assert done.result == {"made": 1_200, "amended": 0, "same": 0, "problems": 0}
    assert ledgers.page(wang, PROJECT).total == 1_200
    (notice,) = exchange.inbox(wang)
    assert notice.text == "项目.xlsx：已完成"
    assert notice.url == f"/jobs/{job.id}/"


def test_a_file_with_mistakes_leaves_nothing_but_what_is_to_be_mended(wang: Any) -> None:
    job = asked(wang, [["甲厂", "甲公司", 1], ["乙厂", "甲公司", "很多"]])
    work(until_empty=True)
    done = queries.job(wang, job.id)
    assert done.result["problems"] == 1
    assert ledgers.page(wang, PROJECT).total == 0
    held = exchange.upload(wang, job.arguments["upload"])
    assert (held.state, held.result["said"][0]["row"]) == ("open", 3)
    assert "有 1 处要改" in exchange.inbox(wang)[0].text


def test_a_job_that_waits_is_given_up(wang: Any) -> None:
    job = asked(wang, [["甲厂", "甲公司", 1]])
    actions.cancel(wang, job.id)
    work(until_empty=True)
    assert queries.job(wang, job.id).state == "stopped"
    assert ledgers.page(wang, PROJECT).total == 0
    with pytest.raises(InputError, match="已经结束"):
        actions.cancel(wang, job.id)


def test_nobody_gives_up_anothers_job(wang: Any) -> None:
    job = asked(wang, [["甲厂", "甲公司", 1]])
    with pytest.raises(Missing):
        actions.cancel(WANG, job.id)


def test_a_job_that_runs_stops_before_it_writes(wang: Any) -> None:
    job = asked(wang, [[f"厂{n}", "甲公司", n] for n in range(20_000)])

    def run() -> None:
        perform.call(job.id)
        connection.close()

    worker = threading.Thread(target=run)
    worker.start()
    for _ in range(200):
        if Job.objects.get(id=job.id).state == "running":
            break
        time.sleep(0.02)
    actions.cancel(wang, job.id)
    worker.join(60)
    assert queries.job(wang, job.id).state == "stopped"
    assert ledgers.page(wang, PROJECT).total == 0
    assert exchange.inbox(wang) == []


def test_a_long_list_goes_out_to_a_file_of_ones_own(wang: Any) -> None:
    asked(wang, [[f"厂{n}", "甲公司", n] for n in range(30)])
    work(until_empty=True)
    said = {
        "ledger": PROJECT,
        "search": "",
        "filters": {"total__min": "10"},
        "sort": ["-total"],
        "columns": [],
    }
    job = actions.start(wang, "export", "招商项目", said)
    work(until_empty=True)
    assert queries.job(wang, job.id).result["rows"] == 20
    sheet = load_workbook(BytesIO(queries.file(wang, job.id).read_bytes())).active
    assert sheet["D2"].value == "厂29"
    with pytest.raises(Missing):
        queries.file(WANG, job.id)
    queries.file(wang, job.id).unlink()
    with pytest.raises(Missing, match="不在"):
        queries.file(wang, job.id)


def test_another_unit_sees_nothing_of_it(wang: Any) -> None:
    asked(wang, [["甲厂", "甲公司", 1]])
    work(until_empty=True)
    units.add_person(ADMIN, "liuyang2", "刘洋", "qingshi-zhen-2026")
    units.grant(ADMIN, "liuyang2", "reporter", OTHER_TOWN)
    liu = replace(WANG, person=unit_queries.person("liuyang2").id, holdings=())
    assert exchange.inbox(liu) == []
