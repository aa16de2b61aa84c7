"""The ledgers of the pack `service` that services keep their work in, and who does what: rules without a
database."""

from __future__ import annotations

from collections.abc import Collection, Mapping

MATTER, ITEM, JOINT = "service.matter", "service.item", "service.joint"
MATERIAL, NOTICE = "service.material", "service.notice"
HANDOVER, SESSION = "service.handover", "service.session"
BENEFIT, PAYMENT = "service.benefit", "service.benefit_payment"
DESK = "service_desk"
"""The role by which the service itself writes its records; nobody holds it."""
HALL, GUIDE, APPROVER, POLICY_OFFICE = "service_hall", "guide", "approver", "policy_office"
FIRM = ("firm_manager", "applicant")
WATCHES = (HALL, GUIDE, APPROVER, POLICY_OFFICE, "supervisor", "leader")
"""Who sees how services go."""
BEFORE_ACCEPTED = ("applied", "noticed")
"""Stages of an approval that is not accepted yet."""
WAITS = "applicant"
"""The pause while the applicant completes the materials."""
MISSING = "补正告知"
"""What a notice of missing materials is called."""


def tellable(states: Mapping[int, str], *, told_before: bool) -> frozenset[int]:
    """The materials of which a notice may say that they are missing or faulty.

    Everything is told at once: a later notice may only be about what was handed in anew since, for all else
    could have been said in the first.
    """
    wanted = ("handed",) if told_before else ("waiting", "handed", "lacking")
    return frozenset(number for number, state in states.items() if state in wanted)


def untold(states: Mapping[int, str], said: Collection[int]) -> frozenset[int]:
    """The materials that are missing and that a first notice does not name, though it has to name all."""
    return frozenset(number for number, state in states.items() if state == "waiting" and number not in said)
