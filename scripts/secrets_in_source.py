"""Keys and passwords in the source: `python -m scripts.secrets_in_source`.

detect-secrets looks through what git keeps; what is known to be harmless stands in `.secrets.baseline` by its
digest. Invented passwords of invented people are not looked for. The exit status is 1 when something is new.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

from detect_secrets import SecretsCollection
from detect_secrets.settings import transient_settings

ROOT = Path(__file__).resolve().parent.parent
KNOWN = ROOT / ".secrets.baseline"
NO_SOURCE = re.compile(
    r"\.(lock|mo|png|svg)$|package-lock\.json$|\.secrets\.baseline$|^tests/library/versions\.yaml$"
)


def files() -> list[str]:
    """What git keeps, but for what is made by programs."""
    kept = subprocess.run(["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [one for one in kept.splitlines() if not NO_SOURCE.search(one)]


def new() -> list[str]:
    """`file:line kind` of what the baseline does not know."""
    said = json.loads(KNOWN.read_text("utf-8"))
    known = {(name, one["hashed_secret"]) for name, found in said["results"].items() for one in found}
    secrets = SecretsCollection(root=str(ROOT))
    with transient_settings({key: said[key] for key in ("plugins_used", "filters_used")}):
        secrets.scan_files(*files())
    return [
        f"{name}:{one.line_number} {one.type}"
        for name, one in secrets
        if (name, one.secret_hash) not in known
    ]


def main() -> int:
    found = new()
    for line in found:
        sys.stdout.write(f"{line}: take it out; what is harmless goes into .secrets.baseline by its digest\n")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
