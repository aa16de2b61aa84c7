"""To whom a question goes: by subject, by what an expert knows well, how near they are and how busy. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from luoshi.matching.words import cut, synonyms

NEAR = ("本乡镇", "本县区", "本市", "其他地方")
ANY = "other"
"""The subject of a question that fits none."""


@dataclass(frozen=True)
class Candidate:
    """An envoy on a day: for what, how near to the question (a place in `NEAR`), how many are in hand."""

    person: int
    name: str
    subject: str
    subject_label: str
    crops: str
    near: int
    load: int
    away: bool = False


@dataclass(frozen=True)
class Routed:
    """Who was chosen, and why."""

    candidate: Candidate
    why: str


def choose(
    candidates: Iterable[Candidate], subject: str, text: str, but: Sequence[int] = ()
) -> Routed | None:
    """The envoy of the subject who is not away: first who knows the crop or trouble, then who is nearest,
    then who has least in hand. A question of no subject goes to anybody. None when there is nobody."""
    said = frozenset(cut(text))
    able = [
        (one, known(one, said))
        for one in candidates
        if not one.away and one.person not in but and (one.subject == subject or subject == ANY)
    ]
    if not able:
        return None
    best, words = min(able, key=lambda pair: (not pair[1], pair[0].near, pair[0].load, pair[0].person))
    why = [f"专业{'相同' if best.subject == subject else ''}（{best.subject_label}）"]
    why += [f"擅长{'、'.join(words)}"] if words else []
    why += [f"选派在{NEAR[best.near]}", f"手上{best.load}个问题"]
    return Routed(best, "，".join(why))


def known(candidate: Candidate, said: frozenset[str]) -> list[str]:
    """What of a question an envoy knows well: the words, or what means the same."""
    crops = dict.fromkeys(cut(candidate.crops))
    return [one for one in crops if one in said or not said.isdisjoint(synonyms().get(one, ()))]
