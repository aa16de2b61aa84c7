"""300 people at month's end: `python -m bench.crowd DIR [--people 300] [--minutes 10] [--think 20]`.

DIR is a site made by `bench.sites`; under `python -m scripts.on_postgresql` a PostgreSQL one. Everybody
has an account of their own for a county, logs in, and then does one thing after another, with a pause
between two of so many seconds in the mean: looks at lists, records and figures, saves, verifies, uploads a
slip, imports a sheet. Printed: answers a second, p50 and p95 in milliseconds by what was done, every error.
Then the journal is checked, the ledgers are held against it, and every write that was acknowledged is looked
for in it: there once; and every uploaded slip on the disk. Exit status 1 when anything failed, is missing, is
there twice or is not as the journal says.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import re
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook
from PIL import Image

from bench import by_hand, sites
from bench.browser import Browser
from bench.load import PORT, serving
from bench.sites import COUNTIES, PASSWORD
from tests.demo import LUOSHI

MIX = {
    "list": 30, "record": 22, "figures": 12, "home": 8, "save": 14, "verify": 7, "upload": 5, "import": 2,
}  # fmt: skip
"""Of a hundred things that somebody does at month's end: a guess, in which looking is most."""
ROWS = 20
"""Rows of an imported sheet."""
DOORS = 4
"""So many log in at once: a password costs time on purpose, and nobody's log-in is measured here."""
WORD = re.compile(r"CW-\d+-\d+")


@dataclass
class Told:
    """What all people saw."""

    took: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    """Milliseconds of every answer, by what was done."""
    failed: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    """A word for every write that was acknowledged, which the journal says of no other."""
    slips: list[str] = field(default_factory=list)
    """The SHA-256 of every upload that was acknowledged."""

    @contextmanager
    def timed(self, what: str) -> Iterator[None]:
        begun = time.perf_counter()
        yield
        self.took[what].append(1_000 * (time.perf_counter() - begun))


class Person:
    """Somebody who reports and verifies for a county; their records are of nobody else in the crowd."""

    def __init__(self, folder: Path, number: int, people: int, told: Told) -> None:
        self._number, self._told, self._words = number, told, 0
        self.chance = random.Random(number)
        self._unit = f"S{number % COUNTIES + 1:02}"
        towns = [f"{self._unit}{town:02}" for town in range(1, 19)]
        nth, share = number // COUNTIES, -(-people // COUNTIES)
        self._mine = by_hand.numbers(folder, "receipt", towns, "verified", 100 * share)[nth::share]
        self._pending = by_hand.numbers(folder, "receipt", towns, "pending", 100 * share)[nth::share]
        self._projects = by_hand.numbers(folder, "project", towns, "verified", 500)
        self._browser = Browser(PORT, f"crowd{number}", PASSWORD)

    def act(self, kind: str) -> None:
        """Do one thing of `MIX`."""
        acts: dict[str, Callable[[], None]] = {
            "list": lambda: self._get("list", self.chance.choice(LISTS)),
            "record": lambda: self._get(
                "record", f"/ledgers/investment.project/{self.chance.choice(self._projects)}/"
            ),
            "figures": lambda: self._get("figures", "/figures/"),
            "home": lambda: self._get("home", "/"),
            "save": self._save, "verify": self._verify, "upload": self._upload, "import": self._import,
        }  # fmt: skip
        acts[kind]()

    def _get(self, what: str, address: str) -> None:
        with self._told.timed(what):
            self._browser.get(address)

    def _sent(
        self, what: str, address: str, said: dict[str, str], file: tuple[str, bytes] | None = None
    ) -> bool:
        """Whether it was acknowledged: a form that is not comes back as a page that says why."""
        with self._told.timed(what):
            page = self._browser.post(address, said, file)
        if not self._browser.where:
            at = page.find("invalid-feedback")
            self._told.failed.append(f"{what} {address}: not taken: {page[at : at + 200]}")
        return bool(self._browser.where)

    def _word(self) -> str:
        self._words += 1
        return f"CW-{self._number}-{self._words}"

    def _save(self) -> None:
        word, address = self._word(), f"/ledgers/investment.receipt/{self.chance.choice(self._mine)}/edit"
        with self._told.timed("save: the form"):
            form = self._browser.form(address)
        if self._sent("save", address, {**form, "remark": word}):
            self._told.kept.append(word)

    def _verify(self) -> None:
        number = self._pending.pop()
        if self._sent("verify", f"/ledgers/investment.receipt/{number}/verify", {}):
            self._told.kept.append(f"verify record:investment.receipt/{number}")

    def _upload(self) -> None:
        word, address = self._word(), f"/ledgers/investment.receipt/{self.chance.choice(self._mine)}/attach"
        picture = BytesIO()
        Image.frombytes("RGB", (64, 64), self.chance.randbytes(64 * 64 * 3)).save(picture, "PNG")
        if self._sent("upload", address, {"purpose": "bank_slip"}, (f"{word}.png", picture.getvalue())):
            self._told.kept.append(word)
            self._told.slips.append(hashlib.sha256(picture.getvalue()).hexdigest())

    def _import(self) -> None:
        words = [self._word() for _ in range(ROWS)]
        book, file = Workbook(), BytesIO()
        sheet = book.worksheets[0]
        sheet.append(["项目名称", "投资方", "总投资（万元）", "产业", "签约日期"])
        for word in words:
            sheet.append([f"果脯加工{word}项目", f"{word}有限公司", 1_200, "农副产品加工", "2026-11-06"])
        book.save(file)
        address = "/exchange/investment.project/"
        if not self._sent("import: the file", address, {"unit": self._unit}, ("表.xlsx", file.getvalue())):
            return
        held = self._browser.where
        with self._told.timed("import: the check"):
            self._browser.get(held)
        if self._sent("import", f"{held}import", {}) and "uploads" not in self._browser.where:
            self._told.kept.extend(words)


LISTS = (
    "/ledgers/investment.receipt/?sort=-amount", "/ledgers/investment.project/?stage=signed",
    "/ledgers/investment.receipt/?received_on__min=2026-01-01",
    "/ledgers/investment.project/?q=%E6%9E%9C%E6%B1%81",
)  # fmt: skip


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--people", type=int, default=300)
    asked.add_argument("--minutes", type=float, default=10)
    asked.add_argument("--think", type=float, default=20)
    asked.add_argument("--begin", action="store_true", help="make the accounts and end")
    said = asked.parse_args()
    if said.begin:
        accounts(said.folder, said.people)
        return
    again = [sys.executable, "-m", "bench.crowd", str(said.folder), "--people", str(said.people), "--begin"]
    subprocess.run(again, check=True)
    told, before = Told(), by_hand.newest(said.folder)
    with serving(said.folder), _worker(said.folder):
        _work(said.folder, told, said.people, said.minutes * 60, said.think)
        while not by_hand.is_sealed(said.folder):
            time.sleep(2)
    _print(told, said.minutes * 60)
    wrong = [*_wrong(said.folder, before, told.kept), *_lost(said.folder, told.slips)]
    found = _sound(said.folder)
    print(f"{len(told.kept):,} writes acknowledged; missing or there twice: {wrong[:10] or 'none'}")
    print("\n".join(one["what"] for one in found))
    sys.exit(1 if wrong or told.failed or any(one["level"] != "good" for one in found) else 0)


def accounts(folder: Path, people: int) -> None:
    """So many people, each reporting and verifying for one of the counties."""
    sites.begin(folder)
    from luoshi.kernel.actor import Actor
    from luoshi.units import actions, queries

    known, system = {one.login for one in queries.people()}, Actor.system()
    for number in range(people):
        login, unit = f"crowd{number}", f"S{number % COUNTIES + 1:02}"
        if login in known:
            continue
        actions.add_person(system, login, f"月末{number}", PASSWORD)
        for role in ("reporter", "reviewer"):
            actions.grant(system, login, role, unit)


def _work(folder: Path, told: Told, people: int, seconds: float, think: float) -> None:
    """Everybody logs in and begins when all are in; whoever cannot ends the run."""
    crowd: list[Person] = []
    doors = threading.Semaphore(DOORS)

    def enter(number: int) -> None:
        with doors:
            crowd.append(Person(folder, number, people, told))

    _together([threading.Thread(target=enter, args=(number,)) for number in range(people)])
    if len(crowd) < people:
        raise RuntimeError(f"{people - len(crowd)} could not log in")
    end = time.monotonic() + seconds

    def stay(one: Person) -> None:
        time.sleep(one.chance.uniform(0, think))
        while time.monotonic() < end:
            kind = one.chance.choices(list(MIX), list(MIX.values()))[0]
            try:
                one.act(kind)
            except Exception as fault:  # whatever goes wrong for a person is looked for
                told.failed.append(f"{kind}: {fault!r}"[:300])
            time.sleep(one.chance.expovariate(1 / think))

    _together([threading.Thread(target=stay, args=(one,)) for one in crowd])


@contextmanager
def _worker(folder: Path) -> Iterator[None]:
    """`luoshi work` beside: it seals the journal, as on any site."""
    worker = subprocess.Popen([*LUOSHI, "--site", str(folder), "work"], stdout=subprocess.DEVNULL)
    try:
        yield
    finally:
        worker.terminate()
        worker.wait(60)


def _together(threads: list[threading.Thread]) -> None:
    for one in threads:
        one.start()
    for one in threads:
        one.join()


def _print(told: Told, seconds: float) -> None:
    every = [one for taken in told.took.values() for one in taken]
    print(f"{len(every):,} answers, {len(every) / seconds:.1f} a second; {len(told.failed)} failed")
    for line, many in Counter(told.failed).most_common(20):
        print(f"  {many} × {line}")
    for what, taken in [*sorted(told.took.items()), ("all", every)]:
        cuts = statistics.quantiles(taken, n=20) if len(taken) > 1 else taken * 20
        print(f"{what:<20}{len(taken):>8,}{cuts[9]:>10.0f}{cuts[18]:>10.0f}")


def _wrong(folder: Path, before: int, kept: list[str]) -> list[str]:
    """The acknowledged writes of which the journal does not tell exactly once."""
    said = Counter[str]()
    for subject, verb, data in by_hand.entries(folder, before):
        if verb == "verify":
            said[f"verify {subject}"] += 1
        changed = json.loads(data) if isinstance(data, str) else data
        new = [one[1] if isinstance(one, list) and len(one) == 2 else one for one in changed.values()]
        said.update(set(WORD.findall(json.dumps(new, ensure_ascii=False))))
    return [one for one in kept if said[one] != 1]


def _lost(folder: Path, slips: list[str]) -> list[str]:
    """The acknowledged uploads that do not lie on the disk byte by byte as they were sent."""
    files = (one for one in (folder / "evidence").rglob("*") if one.is_file())
    there = {hashlib.sha256(one.read_bytes()).hexdigest() for one in files}
    return [one for one in slips if one not in there]


def _sound(folder: Path) -> list[dict[str, str]]:
    """What the doctor finds of the journal, and of the ledgers held against it."""
    command = [*LUOSHI, "--site", str(folder), "doctor", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    return [one for one in found if one["check"] in ("journal", "drift")]


if __name__ == "__main__":
    main()
