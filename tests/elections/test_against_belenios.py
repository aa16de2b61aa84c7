"""Random elections held twice: by our box and by another program, which encrypts, proves and decrypts.

`belenios-tool` (Debian, 5 MB) keeps ballots in its own way; what candidates come to and who leads must be the
same. It knows ballots on which one marks those one is for; so these elections are of that kind.
"""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import tarfile
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from luoshi.elections import box
from luoshi.elections.ballots import Rules
from luoshi.elections.tallying import tally
from tests.elections.test_record import election, finish

TOOL = shutil.which("belenios-tool")
pytestmark = pytest.mark.skipif(TOOL is None, reason="belenios-tool is not installed")
GROUP = ("--group", "BELENIOS-2048")


def tool(folder: Path, *said: str, given: str = "") -> str:
    assert TOOL
    done = subprocess.run(
        [TOOL, *said], cwd=folder, input=given, capture_output=True, text=True, check=True,
        env={"BELENIOS_USE_URANDOM": "1"},
    )  # fmt: skip
    return done.stdout.strip()


def held_elsewhere(folder: Path, names: list[str], seats: int, ballots: list[list[int]]) -> list[int]:
    """Votes by candidate: set up with a trustee's key and a credential for each voter, ballots encrypted, the
    sum decrypted, the whole verified."""
    uuid = ("--uuid", tool(folder, "setup", "generate-token"))
    tool(folder, "setup", "generate-credentials", *uuid, *GROUP, "--count", str(len(ballots)))
    (folder / "public_creds.json").write_text(next(folder.glob("*.pubcreds")).read_text())
    secrets = [one.split()[1] for one in next(folder.glob("*.privcreds")).read_text().splitlines()]
    tool(folder, "setup", "generate-trustee-key", *GROUP)
    (trustee,) = folder.glob("*.privkey")
    (folder / "public_keys.jsons").write_text(next(folder.glob("*.pubkey")).read_text())
    tool(folder, "setup", "make-trustees")
    question = {"answers": names, "min": 0, "max": seats, "question": "委员"}
    stated = {
        "description": "选举", "name": "选举", "questions": [question],
        "administrator": "甲", "credential_authority": "乙",
    }  # fmt: skip
    (folder / "template.json").write_text(json.dumps(stated))
    tool(folder, "setup", "make-election", *uuid, *GROUP, "--template", "template.json")
    tool(folder, "archive", "init")
    for one in ("election.json", "trustees.json", "public_creds.json"):
        (folder / one).unlink()
    for secret, marks in zip(secrets, ballots, strict=True):
        _cast(folder, secret, marks)
    tool(folder, "archive", "add-event", "--type=EndBallots")
    for verb, event, more in (
        ("compute-encrypted-tally", "EncryptedTally", ()),
        ("decrypt", "PartialDecryption", ("--privkey", trustee.name, "--trustee-id", "1")),
        ("compute-result", "Result", ()),
    ):
        said = tool(folder, "election", verb, *more)
        tool(folder, "archive", "add-event", f"--type={event}", given=said + "\n")
    tool(folder, "election", "verify")
    return _result(folder)


def _cast(folder: Path, secret: str, marks: list[int]) -> None:
    (folder / "secret").write_text(secret)
    (folder / "marks").write_text(json.dumps([marks]))
    made = tool(folder, "election", "generate-ballot", "--privcred", "secret", "--ballot", "marks")
    tool(folder, "archive", "add-event", "--type=Ballot", given=made + "\n")


def _result(folder: Path) -> list[int]:
    (archive,) = folder.glob("*.bel")
    with tarfile.open(archive) as held:
        for member in held.getmembers():
            file = held.extractfile(member)
            said: Any = json.loads(file.read()) if file and member.name.endswith(".data.json") else None
            if isinstance(said, dict) and set(said) >= {"result"}:
                return [int(one) for one in said["result"][0]]
    raise AssertionError("there is no result in the archive")


@pytest.mark.parametrize("chance", [11, 23, 47, 61, 83])
def test_another_program_counts_the_same(tmp_path: Path, chance: int) -> None:
    lot = random.Random(chance)
    names = [f"候选人{at}" for at in range(1, lot.randint(4, 6))]
    seats = lot.randint(1, len(names) - 1)
    ballots = [
        [int(at in chosen) for at in range(len(names))]
        for chosen in (
            set(lot.sample(range(len(names)), lot.randint(0, seats))) for _one in range(lot.randint(5, 9))
        )
    ]
    (tmp_path / "theirs").mkdir()
    theirs = held_elsewhere(tmp_path / "theirs", names, seats, ballots)
    listed = {str(at): name for at, name in enumerate(names, start=1)}
    rules = Rules(seats=seats, base="valid", each=False, write_ins=False, short="vacant")
    stated = election(rules=rules, candidates=listed, roll={"digest": "ab" * 32, "size": len(ballots)})
    box.open_box(tmp_path, "1", stated)
    for paper, marks in zip(box.give(tmp_path, "1", len(ballots)), ballots, strict=True):
        box.cast(tmp_path, "1", paper, {str(at): "yes" for at, yes in enumerate(marks, start=1) if yes})
    ours = tally(box.close(tmp_path, "1", partial(finish, present=len(ballots))))
    assert [ours.sheet.votes[key].yes for key in listed] == theirs
    ranked = sorted(range(len(names)), key=lambda at: (-theirs[at], at))
    more_than_half = [names[at] for at in ranked if theirs[at] * 2 > len(ballots)]
    border = theirs[ranked[seats]] if len(more_than_half) > seats else -1
    assert list(ours.result.elected) == [one for one in more_than_half if theirs[names.index(one)] > border]
