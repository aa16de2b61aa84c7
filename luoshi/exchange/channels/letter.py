"""What is sent along a channel, and why it could not be."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Letter:
    """A message ready to go. `key` stays the same when it is tried again, so that a receiver can tell."""

    key: str
    kind: str
    subject: str
    text: str
    link: str = ""
    """Absolute; empty where the site does not know its own address."""


class NotSent(Exception):
    """A channel did not take a letter. `lasting`: it never will; another try would be in vain."""

    def __init__(self, why: str, *, lasting: bool = False) -> None:
        super().__init__(why)
        self.why, self.lasting = why, lasting
