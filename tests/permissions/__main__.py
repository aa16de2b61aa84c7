"""A walk in a process of its own: `LUOSHI_SITE=… python -m tests.permissions walk FILE` (or `reads FILE`).

The site is one that may be changed, a copy of the demonstration: people and what it lacks are added to it.
"""

from __future__ import annotations

import logging
import os
import sys
from importlib import import_module

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "luoshi.config.settings"


def main() -> None:
    """Set Django up on the site, without its memory and its slow hashes, and walk."""
    django.setup()
    from django.conf import settings
    from django.core import signals
    from django.db import close_old_connections

    signals.request_started.disconnect(close_old_connections)
    signals.request_finished.disconnect(close_old_connections)
    logging.disable(logging.CRITICAL)
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.ALLOWED_HOSTS = ["testserver"]
    import_module(f"tests.permissions.{sys.argv[1]}").main(*sys.argv[2:])


if __name__ == "__main__":
    main()
