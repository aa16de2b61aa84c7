"""Commands as people run them: a process each, with its exit status and its words."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest


def luoshi(site: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return subprocess.run(
        [sys.executable, "-c", "from luoshi.cli.main import main; main()", "--site", str(site), *words],
        capture_output=True, text=True, check=False, env=environment,
    )  # fmt: skip


pytestmark = pytest.mark.xdist_group("demo")


@pytest.fixture
def demo(city: Path) -> Path:
    return city


def test_the_demonstration_city_has_its_counties_townships_and_departments(demo: Path) -> None:
    units = [json.loads(line) for line in luoshi(demo, "units", "--json").stdout.splitlines()]
    kinds = [unit["kind"] for unit in units]
    assert (kinds.count("county"), kinds.count("township"), kinds.count("department")) == (7, 18, 23)
    assert units[0] == {"code": "LX", "name": "临溪市", "kind": "city", "parent": None}


def test_every_demo_person_is_listed_with_a_role(demo: Path) -> None:
    people = [json.loads(line) for line in luoshi(demo, "people", "--json").stdout.splitlines()]
    assert {"login": "clerk", "name": "王丽", "roles": [{"role": "reporter", "unit": "LX0102"}]} in people
    assert all(person["roles"] for person in people)


def test_running_the_demo_again_changes_nothing(demo: Path) -> None:
    before = luoshi(demo, "units").stdout
    assert luoshi(demo, "demo", "--no-serve").returncode == 0
    assert luoshi(demo, "units").stdout == before


def test_a_folder_without_a_site_is_said_and_not_made(tmp_path: Path) -> None:
    asked = luoshi(tmp_path / "nowhere", "units")
    assert asked.returncode == 3
    assert "还没有站点" in asked.stderr
    assert "Traceback" not in asked.stderr
    assert not (tmp_path / "nowhere").exists()


def test_a_damaged_site_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "site.json").write_text("{", "utf-8")
    asked = luoshi(tmp_path, "units")
    assert asked.returncode == 3
    assert "site.json" in asked.stderr
    assert "Traceback" not in asked.stderr


def test_wrong_usage_is_status_two(tmp_path: Path) -> None:
    assert luoshi(tmp_path, "serve", "--port", "eighty").returncode == 2


def test_a_shipped_pack_checks_clean_and_a_broken_one_is_refused_with_lines(tmp_path: Path) -> None:
    from luoshi.packs import library

    folder = library.folder("supervision")
    checked = luoshi(tmp_path, "pack", "check", str(folder))
    assert checked.returncode == 0
    assert "supervision" in checked.stdout
    broken = tmp_path / "supervision"
    shutil.copytree(folder, broken)
    file = broken / "ledgers" / "task.yaml"
    right = file.read_text("utf-8")
    line = right[: right.index("required: true")].count("\n") + 1
    file.write_text(right.replace("required: true", "requierd: true"), "utf-8")
    refused = luoshi(tmp_path, "pack", "check", str(broken))
    assert refused.returncode == 1
    assert f"ledgers/task.yaml:{line} 错误：不认识的词“requierd”（您是不是要写 required？）" in refused.stdout


def test_the_schema_for_editors_is_json(tmp_path: Path) -> None:
    assert "files" in json.loads(luoshi(tmp_path, "pack", "schema").stdout)


def said(demo: Path, period: str, unit: str, indicator: str) -> dict[str, str]:
    asked = luoshi(demo, "figures", period, "--unit", unit, "--indicator", indicator, "--json")
    assert asked.returncode == 0, asked.stderr
    (line,) = asked.stdout.splitlines()
    return json.loads(line)


@pytest.mark.parametrize(
    ("indicator", "ytd"),
    [
        ("funds_in_place", "53000"),
        ("projects_new", "76"),
        ("projects_total", "218"),
        ("funds_share_of_city", "4.9"),
    ],
)
def test_the_closed_december_shows_what_the_speech_will_say(demo: Path, indicator: str, ytd: str) -> None:
    figure = said(demo, "2025-12", "LX01", indicator)
    assert figure["ytd"][: len(ytd)] == ytd
    assert figure["period"] == "2025-12"


def test_a_published_figure_is_the_sum_of_its_records(demo: Path) -> None:
    asked = luoshi(demo, "trace", "funds_in_place", "LX01", "2025-12", "--json")
    amounts = [Decimal(json.loads(line)["amount"]) for line in asked.stdout.splitlines()]
    assert sum(amounts) == Decimal(said(demo, "2025-12", "LX01", "funds_in_place")["ytd"])
    assert len(amounts) > 200


def test_every_month_of_the_demonstration_verifies_and_a_changed_one_does_not(
    demo: Path, tmp_path: Path
) -> None:
    packages = sorted((demo / "packages").iterdir())
    assert [package.name for package in packages][::17] == ["2025-01", "2026-06"]
    for package in packages[:2]:
        assert luoshi(demo, "verify", str(package)).returncode == 0
    copy = tmp_path / "2025-01"
    shutil.copytree(packages[0], copy)
    with (copy / "share.parquet").open("ab") as file:
        file.write(b"x")
    refused = luoshi(demo, "verify", str(copy))
    assert refused.returncode == 1
    assert "share.parquet" in refused.stderr


def test_the_july_that_is_not_over_cannot_be_closed(demo: Path) -> None:
    refused = luoshi(demo, "close", "2026-07")
    assert refused.returncode == 1
    assert "2026年7月还没有结束" in refused.stderr
    assert luoshi(demo, "close", "July").returncode == 1


@pytest.mark.parametrize("kind", ["docx", "pdf", "xlsx", "html"])
def test_the_bulletin_of_a_closed_month_is_written(demo: Path, tmp_path: Path, kind: str) -> None:
    file = tmp_path / f"bulletin.{kind}"
    asked = luoshi(demo, "bulletin", "2025-12", "--unit", "LX01", "--format", kind, "-o", str(file))
    assert asked.returncode == 0, asked.stderr
    start = {"docx": b"PK", "xlsx": b"PK", "pdf": b"%PDF", "html": b"<!doctype html>"}[kind]
    assert file.read_bytes().startswith(start)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_speech_is_read_in_the_encodings_that_offices_use(tmp_path: Path, encoding: str) -> None:
    speech = tmp_path / "speech.txt"
    said = "同志们，今年全县粮食总产量要达到12.5万吨，各乡镇要抓紧制定春耕备耕方案，切实做好各项准备工作。"
    speech.write_text(said, encoding)
    found = [json.loads(line) for line in luoshi(tmp_path, "read", str(speech), "--json").stdout.splitlines()]
    target = next(one for one in found if one["kind"] == "target")
    assert (target["value"], target["unit"], target["comparator"]) == ("12.5", "万吨", "ge")
    assert all(one["text"] == said[one["start"] : one["end"]] for one in found)


@pytest.mark.parametrize(("name", "said"), [("speech.pdf", "打不开"), ("speech.jpg", "不是文本文件")])
def test_a_file_that_is_no_speech_is_refused_in_words(tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / name).write_bytes(b"%PDF" if name.endswith("pdf") else bytes(range(256)) * 20)
    refused = luoshi(tmp_path, "read", str(tmp_path / name))
    assert refused.returncode == 1
    assert said in refused.stderr
    assert "Traceback" not in refused.stderr


def test_units_and_people_are_added_changed_and_ended_from_the_command(site_of_units: Path) -> None:
    def said(*words: str) -> str:
        done = luoshi(site_of_units, *words)
        assert done.returncode == 0, done.stderr
        return done.stdout

    said("units", "add", "X0", "某市", "--kind", "city")
    said("units", "add", "X01", "某区", "--kind", "county", "--parent", "X0", "--alias", "城区")
    said("units", "change", "X01", "--name", "某新区")
    assert [one.split()[1] for one in said("units").splitlines()] == ["某市", "某新区"]
    said("units", "end", "X01", "--why", "合并", "--on", "2026-01-01")
    wrong = luoshi(site_of_units, "units", "add", "X02", "某县", "--kind", "shire")
    assert wrong.returncode == 1
    assert "不认识的单位类别" in wrong.stderr
    nobody = luoshi(site_of_units, "people", "grant", "nobody", "reporter", "X0")
    assert nobody.returncode == 1
    assert "没有登录名" in nobody.stderr


@pytest.fixture
def site_of_units(tmp_path: Path) -> Path:
    """A site made and migrated, with nothing in it."""
    script = (
        "from luoshi.config import site; from luoshi.cli import setup; import pathlib, sys;"
        "site.make(pathlib.Path(sys.argv[1]), name='某市'); setup.choose(pathlib.Path(sys.argv[1]));"
        "setup.ready(); setup.migrate()"
    )
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "site")],
        check=True,
        env=environment,
        capture_output=True,
    )
    return tmp_path / "site"


def test_a_text_that_is_not_decided_yet_measures_no_reader(demo: Path, tmp_path: Path) -> None:
    folder = tmp_path / "corrections"
    said = luoshi(demo, "corrections", str(folder), "--document", "1")
    assert (said.returncode, "条没有处理" in said.stderr) == (1, True)
    assert luoshi(demo, "corrections", str(folder), "--json").returncode == 0
    assert all(
        json.loads(line) for file in folder.glob("*.jsonl") for line in file.read_text("utf-8").splitlines()
    )


def test_a_second_reader_that_is_not_set_is_wrong_usage_and_sends_nothing(tmp_path: Path) -> None:
    (tmp_path / "speech.txt").write_text("今年全县粮食总产量要达到12.5万吨。", "utf-8")
    asked = luoshi(tmp_path, "read", str(tmp_path / "speech.txt"), "--second")
    assert (asked.returncode, "LUOSHI_READER_URL" in asked.stderr) == (2, True)
