from __future__ import annotations

from tests.ledgers.conftest import ledgers, project, receipt

__all__ = ["ledgers", "project", "receipt"]
