"""What every address is asked about: for each view the objects its arguments name, in each phase.

All of them belong to the city or to one of its units, and where there is a choice to one of `COUNTY`: whoever
holds a role in `HOME` is at home with them, whoever holds it in `ASIDE` or `BELOW` is not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from luoshi.appeals.queries import link as following
from luoshi.ledgers import queries
from luoshi.service import qualifying
from luoshi.units.queries import subtree
from luoshi.web.appeals import doing as appeals
from luoshi.web.elections import doing as elections
from luoshi.web.grants import doing as grants
from luoshi.web.matching import introductions

HOME, COUNTY, ASIDE, TOWN, BELOW = "LX", "LX01", "LX06", "LX0102", "LX0108"
OPEN, CLOSED = "2026-07", "2026-03"


@dataclass(frozen=True)
class Object:
    """What a view is asked about: the phase it is in, the arguments, and whose own it is, if somebody's."""

    phase: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    person: int | None = None


Find = Callable[[], Iterator[Object]]


def one(phase: str = "", **arguments: Any) -> Find:
    """Just these arguments."""
    return lambda: iter([Object(phase, arguments)])


def both(*found: Find) -> Find:
    return lambda: (made for find in found for made in find())


def stages(name: str, /, *wanted: str, key: str = "number", person: str = "", **more: Any) -> Find:
    """A record of a ledger at home for each of these stages; for each that there is when none is named."""

    def find() -> Iterator[Object]:
        rows, near, met = queries.table(name).objects.filter(withdrawn=False), subtree([COUNTY]), set[str]()
        for row in sorted(rows.values(), key=lambda row: (row["unit"] not in near, row["id"])):
            stage = str(row["stage"] or "")
            if stage not in met and (not wanted or stage in wanted):
                met.add(stage)
                yield Object(stage if len(wanted) != 1 else "", {key: row["id"], **more})

    return find


def rows(sql: str, **more: Any) -> Find:
    """One object a row: its columns are the arguments, but for `phase` and `person`; the first of a phase."""

    def find() -> Iterator[Object]:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            names = [column[0] for column in cursor.description]
            found = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        met = set[str]()
        for row in found:
            phase, person = str(row.pop("phase", "")), row.pop("person", None)
            if phase not in met:
                met.add(phase)
                yield Object(phase, {**row, **more}, person)

    return find


def steps(verbs: Mapping[str, Any]) -> Find:
    """Every step of a course at the first record of the ledger it is about."""

    def find() -> Iterator[Object]:
        for verb, step in verbs.items():
            found = list(stages(step.of)()) if getattr(step, "of", "") else [Object("", {"number": 1})]
            for about in found[:1]:
                yield Object(verb, {**about.arguments, "verb": verb})

    return find


PROJECT = "investment.project"
EVIDENCE = "SELECT record AS number, id AS evidence FROM evidence WHERE ledger = '{}' ORDER BY id LIMIT 1"
ELECTION = "SELECT id AS number, phase FROM election ORDER BY id"

OBJECTS: Mapping[str, Find] = {
    r"portal:(registration|paper|accept|refuse)": rows(
        "SELECT id AS number, state AS phase FROM registration WHERE place_id LIKE 'LX01%' ORDER BY id"
    ),
    r"portal:(add_person|person|give|end|password)": rows(
        "SELECT h.unit_id AS firm, p.login FROM role_holding h JOIN person p ON p.id = h.person_id"
        " WHERE h.role = 'applicant' ORDER BY h.id LIMIT 1"
    ),
    r"figures:indicator": one(period=CLOSED, indicator="investment.funds_in_place"),
    r"(figures|api):trace": one(period=CLOSED, indicator="investment.funds_in_place", unit=TOWN),
    r"api:figures": both(one("closed", period=CLOSED), one("open", period=OPEN)),
    r"units:(year|pdf)": one(unit=TOWN, year=2026),
    r"documents:(decide|confirm|refuse)": rows(
        "SELECT p.id AS number, p.state AS phase FROM proposal p JOIN document d ON d.id = p.document_id"
        " WHERE d.unit = 'LX01' AND p.state IN ('open', 'confirmed') ORDER BY p.id"
    ),
    r"documents:.*": rows("SELECT id AS number FROM document WHERE unit = 'LX01' LIMIT 1"),
    r"commitments:(letter|sign|file)": rows(
        "SELECT id AS number, state AS phase FROM letter WHERE from_unit = 'LX01' ORDER BY id",
        side="to",
        form="docx",
    ),
    r"commitments:.*": rows("SELECT id AS number FROM commitment WHERE unit = 'LX0102' ORDER BY id LIMIT 1"),
    r"ledgers:(forget_view)": rows(
        "SELECT ledger AS name, id AS number, person FROM ledger_view ORDER BY id LIMIT 1"
    ),
    r"ledgers:board_more": one(name=PROJECT, stage="signed"),
    r"ledgers:grid_offers": one(name="investment.receipt", key="project"),
    r"ledgers:(extend|decide_extension)": rows(
        "SELECT ledger AS name, record AS number, id AS extension, state AS phase FROM extension ORDER BY id"
    ),
    r"ledgers:(feed|calendar)": one(name="supervision.task"),
    r"ledgers:(reopen)": stages("union.handling", name="union.handling"),
    r"ledgers:send_back": stages("supervision.task", "reported", "assigned", name="supervision.task"),
    r"ledgers:order": stages("supervision.task", "assigned", name="supervision.task"),
    r"ledgers:letter": stages("supervision.consequence", name="supervision.consequence"),
    r"ledgers:(review_input|review_input_docx|keep_review_input)": stages(
        "quality.management_review", name="quality.management_review"
    ),
    r"ledgers:(pause|resume)": stages("service.item", name="service.item"),
    r"ledgers:(file|look)": rows(EVIDENCE.format(PROJECT), name=PROJECT),
    r"ledgers:(reword|take_back)": rows(
        "SELECT ledger AS name, record AS number, id AS comment, person FROM record_comment LIMIT 1"
    ),
    r"ledgers:gate": stages(PROJECT, "signed", name=PROJECT, gate="approval"),
    r"ledgers:.*": stages(PROJECT, "signed", name=PROJECT),
    r"periods:received_record": one(period=CLOSED, ledger=PROJECT, record=1),
    r"periods:(unit|hand_in|accept|return|excuse|missing)": both(
        one("open", period=OPEN, unit=TOWN),
        one("handed in", period="2026-06", unit=TOWN),
        one("closed", period=CLOSED, unit=TOWN),
    ),
    r"periods:.*": both(one("open", period=OPEN), one("closed", period=CLOSED)),
    r"bulletins:(issue_correction)": rows(
        "SELECT c.bulletin_id AS number, c.id AS correction FROM bulletin_correction c ORDER BY c.id LIMIT 1"
    ),
    r"bulletins:.*": rows(
        "SELECT id AS number, state AS phase FROM bulletin WHERE unit = 'LX01' ORDER BY id", form="docx"
    ),
    r"dispatch:(ask|note)": one(period=CLOSED),
    r"dispatch:decide": rows(
        "SELECT meeting AS number, id AS item FROM ledger_supervision_item ORDER BY id DESC LIMIT 1"
    ),
    r"dispatch:.*": stages("supervision.meeting"),
    r"inspections:(check|substitute|answer|settle)": stages("supervision.check"),
    r"inspections:(file|look)": rows(EVIDENCE.format("supervision.check")),
    r"inspections:.*": rows(
        "SELECT i.id AS number, i.stage AS phase, (SELECT MIN(c.unit) FROM ledger_supervision_check c"
        " WHERE c.inspection = i.id) AS unit FROM ledger_supervision_inspection i ORDER BY i.id"
    ),
    r"calls:(call|edit|correct|extend|publish|discard|step|attach_to_call|checks|admit_many|apply)": stages(
        "innovation.call", "draft", "published", "decided"
    ),
    r"calls:bar": stages("innovation.application", "submitted", key="number"),
    r"calls:.*": stages("innovation.application", "draft", "submitted"),
    r"reviews:(seat|declare|decline)": rows(
        "SELECT id AS number, person FROM review_seat ORDER BY id LIMIT 1"
    ),
    r"reviews:(reading|recuse|paper)": rows(
        "SELECT r.id AS number, p.id AS paper, s.person FROM review_reading r"
        " JOIN review_seat s ON s.id = r.seat_id"
        " JOIN review_paper p ON p.subject_id = r.subject_id ORDER BY r.id LIMIT 1"
    ),
    r"reviews:.*": rows(
        "SELECT p.id AS number, p.phase,"
        " (SELECT MIN(s.expert) FROM review_seat s WHERE s.panel_id = p.id) AS expert,"
        " (SELECT MIN(x.id) FROM review_paper x JOIN review_subject y ON y.id = x.subject_id"
        " WHERE y.panel_id = p.id) AS paper FROM review_panel p ORDER BY p.id"
    ),
    r"grants:propose": stages("innovation.call", "decided", key="call"),
    r"grants:answer": rows(
        "SELECT decision AS number, id AS objection FROM ledger_innovation_decision_objection LIMIT 1"
    ),
    r"grants:(diligence|begin_diligence)": stages("innovation.application", "submitted", "approved"),
    r"grants:(project|contract)": stages("innovation.science_project", "running", "contract"),
    r"grants:step": steps(grants.STEPS),
    r"grants:.*": stages("innovation.decision"),
    r"matching:matches": stages("innovation.need", ledger="innovation.need"),
    r"matching:introduce": stages("innovation.need"),
    r"matching:introduction": stages("innovation.introduction"),
    r"matching:step": lambda: (
        Object(step, {"step": step, **made.arguments})
        for step in introductions.STEPS
        for made in list(stages("innovation.introduction")())[:1]
    ),
    r"matching:picture": rows(EVIDENCE.format("innovation.question")),
    r"matching:advice": rows("SELECT id AS number FROM ledger_innovation_advice ORDER BY id LIMIT 1"),
    r"matching:.*": stages("innovation.question"),
    r"appeals:proposal": stages("appeals.proposal"),
    r"appeals:step": steps(appeals.STEPS),
    r"appeals:follow": lambda: iter([Object("", {"words": following(1)})]),
    r"appeals:public_one": rows(
        "SELECT id AS number FROM ledger_appeals_appeal WHERE published_on IS NOT NULL ORDER BY id LIMIT 1"
    ),
    r"appeals:.*": stages("appeals.appeal"),
    r"elections:do": lambda: (
        Object(verb, {"verb": verb, **made.arguments})
        for verb in elections.STEPS
        for made in list(rows(ELECTION)())[-1:]
    ),
    r"elections:motion": rows("SELECT id AS number FROM election_motion ORDER BY id LIMIT 1"),
    r"elections:allot_congress": stages("union.congress"),
    r"elections:.*": rows(ELECTION),
    r"service:(matter|assign|apply)": stages("service.matter"),
    r"service:(item|notify|hand_over|convene)": stages("service.item"),
    r"service:(hand_in|check)": rows("SELECT id AS number FROM ledger_service_material ORDER BY id LIMIT 1"),
    r"service:(take|decline)": rows("SELECT id AS number FROM ledger_service_handover ORDER BY id LIMIT 1"),
    r"service:conclude": rows("SELECT id AS number FROM ledger_service_session ORDER BY id LIMIT 1"),
    r"service:(benefit|confirm|recount|refuse|keep)": stages("service.benefit"),
    r"service:pay": rows("SELECT id AS number FROM ledger_service_benefit_payment ORDER BY id LIMIT 1"),
    r"service:firm": rows("SELECT firm_code AS code FROM ledger_service_benefit ORDER BY id LIMIT 1"),
    r"service:ask": one(name="service.science_award_bonus"),
    r"service:.*": lambda: (
        Object("", {"name": name, "row": 1}) for name in sorted(qualifying.policies())[:1]
    ),
    r"honesty:.*": stages("supervision.query"),
    r"assessment:(objection|answer)": rows(
        "SELECT (SELECT MIN(id) FROM assessment) AS number, id AS record"
        " FROM ledger_supervision_objection LIMIT 1"
    ),
    r"assessment:(award|approve|drop|carry_out|letter)": rows(
        "SELECT (SELECT MIN(id) FROM assessment) AS number, id AS record, stage AS phase"
        " FROM ledger_supervision_award ORDER BY id"
    ),
    r"assessment:sheet": one(name="investment.township"),
    r"assessment:.*": rows("SELECT MIN(id) AS number FROM assessment", unit=TOWN),
    r"personal:erase": rows(
        "SELECT id AS number FROM ledger_appeals_appellant ORDER BY id LIMIT 1", name="appeals.appellant"
    ),
    r"admin:(unit|end_unit)": one(code=TOWN),
    r"admin:(person|grant|revoke|password|active|reset_factor|end_session)": one(login="clerk"),
    r"admin:withdraw_key": rows("SELECT id AS number FROM sender_key ORDER BY id LIMIT 1"),
    r"admin:(channel|try_channel|switch_channel)": rows(
        "SELECT id AS number FROM exchange_channel ORDER BY id LIMIT 1"
    ),
    r"admin:resend": rows("SELECT id AS number FROM exchange_message ORDER BY id LIMIT 1"),
    r"exchange:audit_file": one(pack="quality"),
    r"exchange:(upload|mapping|carry_out|marked)": rows(
        "SELECT ledger AS name, id AS number, person FROM exchange_upload ORDER BY id LIMIT 1"
    ),
    r"exchange:.*": one(name=PROJECT),
    r"jobs:.*": rows("SELECT id AS number, person, state AS phase FROM job ORDER BY id DESC LIMIT 2"),
    r"account:revoke": rows("SELECT id AS number, person_id AS person FROM token ORDER BY id LIMIT 1"),
    r"inbox:see_one": rows("SELECT id AS number, person FROM exchange_notice ORDER BY id LIMIT 1"),
    r"public:(bulletin|file)": rows(
        "SELECT id AS number, state AS phase FROM bulletin ORDER BY public_at IS NULL, id", form="docx"
    ),
    r"public:published_one": one(kind="calls", number=1),
    r"public:published": one(kind="calls"),
    r"public:register_as": one(kind="firm"),
    r"public:(confirm|end)": one(token="x"),
    r"public:rate": one(words="x"),
    r"public:registered": one(secret="x"),
    r"api:(records|create)": one(name=PROJECT),
    r"api:content": rows(
        "SELECT record AS id, id AS evidence, ledger FROM evidence WHERE ledger = 'investment.project'"
        " LIMIT 1"
    ),
    r"api:bulletin": one(period=CLOSED, kind="investment.monthly", form="json"),
    r"api:.*": stages(PROJECT, "signed", key="id", ledger=PROJECT),
}
"""View → what it is asked about; the first pattern that fits the whole name."""


def objects(view: str, parameters: frozenset[str]) -> list[Object]:
    """What a view is asked about, with just the arguments it takes; nothing where there is nothing of it."""
    if not parameters:
        return [Object("")]
    find = next((found for pattern, found in OBJECTS.items() if re.fullmatch(pattern, view)), None)
    made = list(find()) if find else []
    return [
        Object(found.phase, {key: found.arguments[key] for key in parameters}, found.person)
        for found in made
        if all(found.arguments.get(key) is not None for key in parameters)
    ]
