"""Three sites on one machine: a county closes and sends, its city receives, rolls up, closes and sends on."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from luoshi.periods import package
from luoshi.periods.errors import BadPackage
from tests.demo import luoshi, objects
from tests.periods.sites import (
    CITY,
    COUNTIES,
    FIRST,
    FUNDS,
    SECOND,
    TOWNS,
    figures,
    killed,
    made,
    record,
    refused,
    resigned,
    run,
    state,
    target,
)  # fmt: skip

pytestmark = pytest.mark.xdist_group("levels")


def test_a_month_goes_from_county_to_city_to_province_with_equal_numbers(
    levels: Callable[[str], Path],
) -> None:
    county, city, province = levels("county"), levels("city"), levels("province")
    assert "清河县" in refused(city, "close", FIRST)
    for period in (FIRST, SECOND):
        (receipt,) = objects(city, "receive", str(county / "packages" / period), "--json")
        assert (receipt["unit"], receipt["period"], receipt["corrects"]) == ("C01", period, "")
        luoshi(city, "close", period)
        luoshi(province, "receive", str(city / "packages" / period))
        luoshi(province, "close", period)
        mine, above, top = figures(county, period), figures(city, period), figures(province, period)
        assert below_the_top(mine, "C01") == below_the_top({key: above[key] for key in mine}, "C01", mine)
        assert below_the_top(above, "C0") == below_the_top({key: top[key] for key in above}, "C0", above)
    assert (above[FUNDS, "C0"]["ytd"], above[FUNDS, "C01"]["ytd"]) == ("611", "600")
    assert (above[FUNDS, "C0101"]["target"], above[FUNDS, "C0101"]["rank"]) == ("6000", 1)
    assert top[FUNDS, "P0"]["ytd"] == "611"
    digest = json.loads((city / "packages" / SECOND / "manifest.json").read_bytes())["received"]["C01"]
    own = objects(county, "trace", FUNDS, "C01", SECOND, "--json")
    for site in (city, province):
        traced = objects(site, "trace", FUNDS, "C01", SECOND, "--json")
        assert {(one["manifest"], one["site"]) for one in traced} == {(digest, "C01")}
        assert [(one["number"], one["amount"]) for one in traced] == [
            (one["record"], one["amount"]) for one in own
        ]
    assert sum(file.is_dir() for file in (province / "lake" / "C0").iterdir()) == 2


def below_the_top(
    found: dict[tuple[str, str], dict[str, Any]], top: str, known: dict[Any, dict[str, Any]] | None = None
) -> dict[tuple[str, str], object]:
    """What does not depend on who stands beside or above a site's own unit: its place, its share of a
    whole, which its own site cannot know."""
    known = known or found
    return {
        key: one | {"rank": None} if key[1] == top else one
        for key, one in found.items()
        if key[1] != top or known[key]["ytd"] is not None
    }


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    """A city on whose one site everybody works, with the same facts and targets."""
    site = made(tmp_path, "whole", [CITY, *COUNTIES, *TOWNS])
    run(site, record, "C0101", [("2026-01-15", 500), ("2026-02-10", 30)])
    run(site, record, "C0102", [("2026-01-20", 70)])
    run(site, record, "C02", [("2026-01-25", 11)])
    run(site, target, "C0101", 6000)
    run(site, target, "C01", 8000)
    return site


def test_a_city_that_receives_counts_as_one_on_whose_site_everybody_works(
    levels: Callable[[str], Path], whole: Path
) -> None:
    county, city = levels("county"), levels("city")
    for period in (FIRST, SECOND):
        luoshi(city, "receive", str(county / "packages" / period))
    assert figures(city, SECOND) == figures(whole, SECOND)
    assert figures(city, FIRST)[FUNDS, "C0"]["ytd"] == "581"
    traced = objects(city, "trace", FUNDS, "C0", SECOND, "--json")
    assert sum(Decimal(one["amount"]) for one in traced) == 611


def test_a_bulletin_and_a_sheet_over_packages_say_what_one_site_would_say(
    levels: Callable[[str], Path], whole: Path, tmp_path: Path
) -> None:
    county, city = levels("county"), levels("city")
    said: dict[Path, list[str]] = {}
    for period in (FIRST, SECOND):
        luoshi(city, "receive", str(county / "packages" / period))
        luoshi(city, "close", period)
        luoshi(whole, "close", period)
    for site in (city, whole):
        luoshi(site, "bulletin", SECOND, "--format", "html", "-o", str(tmp_path / "bulletin.html"))
        tree = html.fromstring((tmp_path / "bulletin.html").read_text("utf-8"))
        said[site] = [line for one in tree.xpath("//body//text()") if (line := str(one).strip())]
    own = {"月报迟报的单位：清河县。"}  # the package came late, by the clock of this machine
    assert [one for one in said[city] if one not in own and "清单摘要" not in one] == [
        one for one in said[whole] if "清单摘要" not in one
    ]
    assert "611.00" in " ".join(said[city])
    scores = [objects(site, "assess", "investment.township", "2026", "--json") for site in (city, whole)]
    assert scores[0] == scores[1]
    assert scores[0][0]["items"][0]["arithmetic"] == "530 ÷ 6000 × 50 = 4.42"


def test_what_is_not_the_next_true_package_is_refused_and_nothing_changes(
    levels: Callable[[str], Path], tmp_path: Path
) -> None:
    county, city = levels("county"), levels("city")
    first, second = (county / "packages" / period for period in (FIRST, SECOND))
    assert "缺2026年1月的包" in refused(city, "receive", str(second))
    luoshi(city, "receive", str(first))
    assert "接收过" in refused(city, "receive", str(first))
    changed = Path(shutil.copytree(second, tmp_path / "changed"))
    (changed / "share.parquet").write_bytes((changed / "share.parquet").read_bytes()[:-1])
    assert "share.parquet" in refused(city, "receive", str(changed))
    forked = resigned(second, tmp_path / "forked", county, previous="0" * 64)
    assert "中间缺一个包" in refused(city, "receive", str(forked))
    foreign = resigned(second, tmp_path / "foreign", city)
    assert "没有登记为清河县的" in refused(city, "receive", str(foreign))
    stranger = resigned(second, tmp_path / "stranger", county, unit="C02")
    assert "没有登记为报送单位" in refused(city, "receive", str(stranger))
    older = resigned(second, tmp_path / "older", county, packs={"investment": [0, "x"]}, fields={})
    assert "要用的列" in refused(city, "receive", str(older))
    linked = Path(shutil.copytree(second, tmp_path / "linked"))
    (linked / "figures.json").unlink()
    (linked / "figures.json").symlink_to(second / "figures.json")
    assert "不该有的路径" in refused(city, "receive", str(linked))
    (key,) = objects(county, "key", "--json")
    luoshi(city, "senders", "withdraw", key["fingerprint"], "--why", "密钥遗失")
    assert "已作废" in refused(city, "receive", str(second))


def test_a_correction_names_what_it_corrects_and_a_new_key_is_known_by_the_old_one(
    levels: Callable[[str], Path],
) -> None:
    county, city = levels("county"), levels("city")
    for period in (FIRST, SECOND):
        luoshi(city, "receive", str(county / "packages" / period))
    run(county, record, "C0102", [("2026-01-21", 9)])
    luoshi(county, "key", "rotate", "--why", "换人")
    luoshi(county, "correct", FIRST, "--why", "漏报一笔")
    (receipt,) = objects(city, "receive", str(county / "packages" / f"{FIRST}-c1"), "--json")
    assert receipt["corrects"] == package.verify(county / "packages" / FIRST).digest
    assert receipt["learned"]
    assert figures(city, FIRST)[FUNDS, "C01"]["ytd"] == "579"
    assert figures(county, FIRST)[FUNDS, "C01"]["ytd"] == "570"


def test_a_site_restored_after_its_key_was_rotated_is_still_known_by_the_key_before(
    levels: Callable[[str], Path], tmp_path: Path
) -> None:
    county, city, there = levels("county"), levels("city"), tmp_path / "there"
    for period in (FIRST, SECOND):
        luoshi(city, "receive", str(county / "packages" / period))
    luoshi(county, "key", "rotate", "--why", "换人")
    (tmp_path / "password").write_text("山高水长-2026-备份", "utf-8")
    words = (str(tmp_path / "backup.zip"), "--password-file", str(tmp_path / "password"))
    luoshi(county, "backup", *words)
    luoshi(there, "restore", *words)
    luoshi(there, "correct", FIRST, "--why", "漏报一笔")
    (receipt,) = objects(city, "receive", str(there / "packages" / f"{FIRST}-c1"), "--json")
    assert receipt["learned"]


def test_a_correction_after_the_city_closed_is_disclosed_there_and_goes_up_to_the_province(
    levels: Callable[[str], Path],
) -> None:
    county, city, province = levels("county"), levels("city"), levels("province")
    luoshi(city, "receive", str(county / "packages" / FIRST))
    luoshi(city, "close", FIRST)
    luoshi(province, "receive", str(city / "packages" / FIRST))
    luoshi(province, "close", FIRST)
    run(county, record, "C0102", [("2026-01-21", 9)])
    luoshi(county, "correct", FIRST, "--why", "漏报一笔")
    for name in (SECOND, f"{FIRST}-c1"):
        luoshi(city, "receive", str(county / "packages" / name))
    assert figures(city, FIRST)[FUNDS, "C01"]["ytd"] == "570", "what was published stays"
    luoshi(city, "correct", FIRST, "--why", "清河县更正")
    luoshi(city, "close", SECOND)
    for name in (f"{FIRST}-c1", SECOND):
        luoshi(province, "receive", str(city / "packages" / name))
    luoshi(province, "close", SECOND)
    for site in (city, province):
        told = json.loads((site / "packages" / SECOND / "disclosed.json").read_bytes())
        (late,) = [one for one in told if one["ledger"] == "investment.receipt"]
        assert (late["kind"], late["unit"], late["after"]) == ("late", "C0102", "9")
        assert figures(site, FIRST)[FUNDS, "C01"]["ytd"] == "570"
        assert figures(site, SECOND)[FUNDS, "C01"]["ytd"] == "609"


@pytest.mark.parametrize("point", ["package.verify", "fitting.check", "package.publish", "lake.place"])
def test_a_receipt_that_is_killed_leaves_nothing_and_can_be_done_again(
    levels: Callable[[str], Path], point: str
) -> None:
    county, city = levels("county"), levels("city")
    before = state(city)
    killed(city, point, str(county / "packages" / FIRST))
    left = {name: one for name, one in state(city).items() if "/.coming-" not in name}
    assert left == before
    luoshi(city, "receive", str(county / "packages" / FIRST))
    assert [one.name for one in (city / "lake").iterdir()] == ["C01"]


@settings(max_examples=60, deadline=None)
@given(where=st.integers(0, 10**9), which=st.integers(0, 10**9), flip=st.integers(1, 255))
def test_any_byte_of_any_file_that_differs_is_found(
    three_sites: Path, tmp_path_factory: pytest.TempPathFactory, where: int, which: int, flip: int
) -> None:
    folder = Path(
        shutil.copytree(three_sites / "county/packages" / FIRST, tmp_path_factory.mktemp("t") / "p")
    )
    files = [file for file in sorted(folder.iterdir()) if file.stat().st_size]
    file = files[which % len(files)]
    content = bytearray(file.read_bytes())
    content[where % len(content)] ^= flip
    file.write_bytes(content)
    with pytest.raises(BadPackage):
        package.verify(folder)


def test_an_archive_is_looked_at_before_anything_is_unpacked(tmp_path: Path) -> None:
    into = tmp_path / "into"
    into.mkdir()
    link = zipfile.ZipInfo("a.parquet")
    link.external_attr = 0o120777 << 16
    many = {f"{number}.txt": b"" for number in range(package.MOST_FILES + 1)}
    for said, items in {
        "不该有的路径": [("good.txt", b"x"), ("a\\b.txt", b"x")],
        "不该有": [("good.txt", b"x"), (link, b"/etc/passwd")],
        "太多": list(many.items()),
    }.items():
        with zipfile.ZipFile(tmp_path / "bad.zip", "w") as archive:
            for name, content in items:
                archive.writestr(name, content)
        with pytest.raises(BadPackage, match=said):
            package.unpack(tmp_path / "bad.zip", into)
        assert list(into.iterdir()) == []
