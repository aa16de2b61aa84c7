"""What the product stands on, looked through: `python -m scripts.dependencies [--holes]`.

Without a network: every requirement is pinned to one version with hashes, the two locks agree, every npm
package carries its integrity, what is installed fits together, everything that is shipped is under a licence
known to go with ours. With one: pip tells of versions that were withdrawn; with --holes, which `make lint`
leaves to whoever releases, the service of https://osv.dev tells of known holes. What could not be asked is
said; it is no fault of the source. The exit status is 1 when something is wrong.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import metadata
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

ROOT = Path(__file__).resolve().parent.parent
SHIPPED, DEVELOPED = ROOT / "requirements.lock", ROOT / "requirements-dev.lock"
NPM = ROOT / "frontend" / "package-lock.json"
OSV = "https://api.osv.dev/v1/querybatch"
PIN = re.compile(r"^(?P<name>[a-z0-9._-]+)==(?P<version>[^\s;\\]+)")
YANKED = re.compile(r"yanked version: '(?P<name>\S+)' candidate \(version (?P<version>\S+)")
NO_NETWORK = re.compile(r"ConnectionError|ConnectTimeout|ReadTimeout|ProxyError|Temporary failure|timed out")

PERMISSIVE = re.compile(
    r"\b(0BSD|Apache|BSD|ISC|MIT|CC0|Zlib|PSF|Python Software Foundation|HPND|Kiwi)(?![a-z])", re.IGNORECASE
)
"""Licences that ask for no more than naming: they go with Apache-2.0."""
LIBRARIES: Mapping[str, str] = {
    "docxtpl": "LGPL-2.1: imported unchanged, replaced by whoever wishes",
    "matplotlib": "its own licence, as Python's",
    "psycopg": "LGPL-3.0: imported unchanged, replaced by whoever wishes",
    "psycopg-binary": "LGPL-3.0: imported unchanged, replaced by whoever wishes",
    "psycopg-pool": "LGPL-3.0: imported unchanged, replaced by whoever wishes",
    "pyphen": "GPL, LGPL or MPL 1.1 at one's choice: MPL",
    "python-stdnum": "LGPL-2.1 or later: imported unchanged, replaced by whoever wishes",
}
"""What is shipped under other licences, and why it may be."""


def pins(lock: str) -> dict[str, str]:
    """Name → version of every requirement of a lock."""
    return {one["name"]: one["version"] for one in map(PIN.match, lock.splitlines()) if one}


def unpinned(lock: str) -> list[str]:
    """Requirements of a lock that are not one version with a hash: an address, a range, a bare name."""
    blocks = re.split(r"\n(?=\S)", re.sub(r"(?m)^\s*#.*\n?", "", lock).strip())
    return [block.split()[0] for block in blocks if not PIN.match(block) or "--hash=sha256:" not in block]


def apart(shipped: Mapping[str, str], developed: Mapping[str, str]) -> list[str]:
    """What is tested in another version than is shipped, or not at all."""
    return [
        f"{name}: {version} shipped, {developed.get(name, 'nothing')} tested"
        for name, version in shipped.items()
        if developed.get(name) != version
    ]


def loose(packages: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """npm packages without a digest of their content, or from an address of their own."""
    return [
        name
        for name, one in packages.items()
        if name and (not str(one.get("integrity", "")).startswith("sha512-") or one.get("resolved"))
    ]


def licence(said: Any) -> str:
    """What a package says of its licence: an SPDX expression, else its classifiers, else in its own words."""
    expression = said.get("License-Expression")
    classified = [one for one in said.get_all("Classifier") or () if one.startswith("License ::")]
    words = (said.get("License") or "").strip().splitlines()
    return expression or "; ".join(one.rpartition(" :: ")[2] for one in classified) or (words or [""])[0]


def unlicensed(said: Mapping[str, str]) -> list[str]:
    """Packages whose licence is not known to go with ours. GPL in any form is never taken for another."""
    return [
        f"{name}: {words or 'no licence told'}"
        for name, words in said.items()
        if name not in LIBRARIES and (re.search("GPL|GNU", words) or not PERMISSIVE.search(words))
    ]


def installed(names: Iterable[str]) -> dict[str, str]:
    """Name → licence of what is installed of these."""
    found = {}
    for name in names:
        try:
            found[name] = licence(metadata.metadata(name))
        except metadata.PackageNotFoundError:
            found[name] = "not installed: renew the environment"
    return found


def _pip(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def disagreeing() -> list[str]:
    """What of the installed does not fit together."""
    said = _pip("check")
    return said.stdout.splitlines() if said.returncode else []


def withdrawn(known: Mapping[str, str]) -> list[str] | None:
    """Versions that their makers withdrew or the registry has no more; None where it was not reached."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as wanted:
        wanted.write("\n".join(f"{name}=={version}" for name, version in known.items()))
        wanted.flush()
        said = _pip(
            "install", "--dry-run", "--ignore-installed", "--no-deps", "--retries", "1", "--timeout", "10",
            "--quiet", "-r", wanted.name,
        )  # fmt: skip
    lines = said.stderr.splitlines()
    if said.returncode:
        return None if NO_NETWORK.search(said.stderr) else lines[-1:]
    found = [one for one in map(YANKED.search, lines) if one]
    return [f"{one['name']} {one['version']}: withdrawn by its makers" for one in found]


def holes(known: Iterable[tuple[str, str, str]], service: str = OSV) -> list[str] | None:
    """Known holes of (ecosystem, name, version); None where the service was not reached."""
    asked = [*known]
    queries = [
        {"package": {"ecosystem": kind, "name": name}, "version": version} for kind, name, version in asked
    ]
    head = {"Content-Type": "application/json"}
    try:
        with urlopen(Request(service, json.dumps({"queries": queries}).encode(), head), timeout=20) as answer:
            told = json.load(answer)["results"]
    except (URLError, TimeoutError):
        return None
    return [
        f"{name} {version}: {', '.join(hole['id'] for hole in one['vulns'])}"
        for (_kind, name, version), one in zip(asked, told, strict=True)
        if one.get("vulns")
    ]


def _npm() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = json.loads(NPM.read_text("utf-8"))["packages"]
    return found


def _known() -> Iterator[tuple[str, str, str]]:
    """Everything that is pinned, as the service of holes names it."""
    for name, version in pins(DEVELOPED.read_text("utf-8")).items():
        yield "PyPI", name, version
    for place, one in _npm().items():
        if place:
            yield "npm", place.rpartition("node_modules/")[2], one["version"]


def always() -> Iterator[str]:
    """What is wrong, as far as it is told without a network."""
    shipped, developed = SHIPPED.read_text("utf-8"), DEVELOPED.read_text("utf-8")
    for lock, name in ((shipped, SHIPPED.name), (developed, DEVELOPED.name)):
        yield from (f"{name}: {one} is not pinned with a hash" for one in unpinned(lock))
    yield from apart(pins(shipped), pins(developed))
    yield from (f"{NPM.name}: {one} has no digest" for one in loose(_npm()))
    yield from disagreeing()
    yield from unlicensed(installed(pins(shipped)))
    sent = {name: one for name, one in _npm().items() if name and not one.get("dev")}
    yield from unlicensed({name: str(one.get("license", "")) for name, one in sent.items()})


def main() -> int:
    """Tell what is wrong, and what was not asked."""
    said = argparse.ArgumentParser(description=__doc__)
    said.add_argument("--holes", action="store_true", help="ask osv.dev for known holes too")
    wrong = [*always()]
    asked: dict[str, Callable[[], list[str] | None]] = {
        "withdrawn versions (pip's registry)": lambda: withdrawn(pins(DEVELOPED.read_text("utf-8"))),
    }
    if said.parse_args().holes:
        asked["known holes (osv.dev)"] = lambda: holes(_known())
    for what, ask in asked.items():
        found = ask()
        if found is None:
            sys.stdout.write(f"NOT ASKED, for it was not reached: {what}\n")
        else:
            sys.stdout.write(f"asked: {what}\n")
            wrong += found
    sys.stdout.write("".join(f"{one}\n" for one in wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
