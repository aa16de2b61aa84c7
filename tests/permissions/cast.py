"""Who asks: a person a role at home, a person a band of roles, and the strangers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings

from luoshi.kernel.actor import Actor
from luoshi.ledgers import queries as ledgers
from luoshi.units import actions as units
from luoshi.units import tokens
from luoshi.units.policy import OF_FIRMS, ROLES
from luoshi.units.queries import actor_for, firms
from tests.permissions.asking import YES, Said, enter
from tests.permissions.objects import ASIDE, BELOW, HOME, TOWN

ANONYMOUS, NOBODY, STRANGER, UNDER, OUTSIDER, THEMSELVES, THERE = (
    "anonymous", "nobody", "stranger", "under", "outsider", "themselves", " there",
)  # fmt: skip
"""Who is not logged in; who is, without a role. Who holds every role of offices in another county; in a
township beside. Who holds every role of people of no office, elsewhere. Whose own the object is. Who holds a
role in just the township of the object: they are asked where nobody above it may."""


def outside() -> list[str]:
    """Roles of people of no office."""
    packs = ledgers.packs().values()
    return [key for pack in packs for key, one in pack.roles.items() if one.outside]


def bands() -> list[list[str]]:
    """Every role that offices hold, in bands: where one who holds a whole band is told no, so is each of it,
    for a role more only ever opens. Where the band is told yes, each is asked."""
    of_packs = [
        [key for key, one in pack.roles.items() if not (one.outside or one.lent)]
        for pack in ledgers.packs().values()
    ]
    alone = ["supervisor", "leader", "reporter", "reviewer", "assessor"]
    return [*([one] for one in alone), [one for one in ROLES if one not in alone], *filter(None, of_packs)]


def applied() -> list[str]:
    """The firms that have applied for something: home of their people."""
    return sorted({row["unit"] for row in ledgers.table("innovation.application").objects.values("unit")})


@dataclass
class Somebody:
    """A person of the walk: their browser's key, and their token for the API."""

    key: str = ""
    token: str = ""
    login: str = ""


def people() -> dict[str, Somebody]:
    """Everybody who asks: a person a role and a person a band at home, and the strangers."""
    system, firm, offices = (
        Actor.system(settings.CLOCK),
        applied(),
        [role for band in bands() for role in band],
    )
    apart = next(one for one in sorted(firms()) if one not in firm)
    held = {role: [(role, HOME)] for role in offices}
    held |= {f"{role}{THERE}": [(role, TOWN)] for role in offices}
    held |= {role: [(role, one) for one in (firm if role in OF_FIRMS else [HOME])] for role in outside()}
    wide = [*bands(), outside()]
    held |= {"+".join(band): [one for role in band for one in held[role]] for band in wide if len(band) > 1}
    held[THERE] = [(role, TOWN) for role in offices]
    held[STRANGER] = [(role, ASIDE) for role in offices]
    held[UNDER] = [(role, BELOW) for role in offices]
    held[OUTSIDER] = [(role, apart if role in OF_FIRMS else ASIDE) for role in outside()]
    held[NOBODY] = []
    made = {ANONYMOUS: Somebody()}
    for number, (name, holdings) in enumerate(held.items()):
        person = units.add_person(system, f"walk{number}", name[:60], None)
        for role, unit in holdings:
            units.grant(system, person.login, role, unit)
        actor = actor_for(person, settings.CLOCK)
        made[name] = Somebody(
            enter(person), tokens.issue_token(actor, "walk", actor.today())[1], person.login
        )
    return made


def everybody(answer: Callable[[str], Said]) -> dict[str, Said]:
    """Who is answered how, role by role: a band that is told no answers for each of its roles, and where
    somebody without a role is told yes every role of offices is."""
    made = {name: answer(name) for name in (ANONYMOUS, NOBODY, STRANGER, UNDER, OUTSIDER)}
    open_ = made[NOBODY].how == YES
    for band in [outside(), *([] if open_ else bands())]:
        whole = answer("+".join(band))
        made |= {role: answer(role) if whole.how == YES and len(band) > 1 else whole for role in band}
    if not any(one.how == YES for one in made.values()) and answer(THERE).how == YES:
        made |= {f"{role}{THERE}": answer(f"{role}{THERE}") for band in bands() for role in band}
    return made
