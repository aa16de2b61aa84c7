"""Node 22 out of the npm package `node`, for the systems that need it."""

from __future__ import annotations

import os
from pathlib import Path

from bench.peers.peer import run

VERSION = "22.23.3"


def installed(folder: Path) -> Path:
    """The folder with `node` of the pinned version; npm itself is the machine's."""
    where = folder / "node"
    found = where / "node_modules" / "node" / "bin"
    if not (found / "node").exists():
        where.mkdir(parents=True, exist_ok=True)
        _install(where, {"node": VERSION}, {})
    return found


def path(node: Path) -> str:
    """PATH with this Node before every other."""
    return f"{node}:{os.environ['PATH']}"


def install(where: Path, packages: dict[str, str], node: Path) -> None:
    """Packages of exactly these versions. What their own scripts build is built for this Node, whose headers
    lie in its package too: npm hands `nodedir` to whoever builds."""
    headers = next(node.parent.rglob("include/node/node.h")).parents[2]
    _install(where, packages, {"PATH": path(node), "npm_config_nodedir": str(headers)})


def _install(where: Path, packages: dict[str, str], environment: dict[str, str]) -> None:
    (where / "package.json").write_text('{"private": true}\n')
    wanted = [f"{name}@{version}" for name, version in packages.items()]
    run(["npm", "install", "--no-audit", "--no-fund", "--save-exact", *wanted], where, environment)
