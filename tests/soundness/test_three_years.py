"""Three years of an office, month after month through the product's own actions: thirty-six closes, a
bulletin each, a dispatch meeting a quarter, an inspection each summer, an assessment each January.

What was published stays, byte for byte; what a clerk adds up by hand is what stands at the end.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from pathlib import Path

from luoshi.assessment import actions as assessment
from luoshi.assessment import awards, course, judging, notices
from luoshi.assessment.judging import Say
from luoshi.commitments import actions as commitments
from luoshi.commitments.actions import Owed
from luoshi.dispatch import actions as dispatch
from luoshi.dispatch import queries as meetings
from luoshi.dispatch import rhythm
from luoshi.inspections import actions as inspections
from luoshi.inspections import checking, plan
from luoshi.inspections import queries as inspected
from luoshi.inspections.actions import NewPlan
from luoshi.inspections.checking import Photo, Seen
from luoshi.inspections.settling import Settlement
from luoshi.journal import queries as journal
from luoshi.kernel.actor import SHANGHAI, Actor
from luoshi.kernel.periods import Period, PlanYear
from luoshi.kernel.workdays import add_workdays
from luoshi.ledgers import actions as ledgers
from luoshi.ledgers import queries as records
from luoshi.ledgers.actions import NewFile
from luoshi.ledgers.records import Record
from luoshi.periods import actions as periods
from luoshi.periods import duties, package
from luoshi.periods import queries as closed
from luoshi.reports import actions as bulletins
from luoshi.reports import minutes_docx, year_pdf
from luoshi.units import actions as units
from luoshi.units import queries as people
from tests.people import ADMIN, CITY, COUNTY, OTHER_TOWN, SYSTEM, TOWN

YEARS = (2023, 2024, 2025)
FUNDS, SHEET = "investment.funds_in_place", "investment.township"
MONTHLY = {TOWN: 100, OTHER_TOWN: 40}
"""万元 in place a month; both owe 1,000 a year."""
LATE, MISSED = Period.parse("2024-05"), Period.parse("2025-08")
"""When 柳林乡 was late, and when it did not report at all."""
PHOTO = Photo("现场.jpg", b"\xff\xd8\xff photo", "2023-07-18T10:02:00+08:00", "33.77,107.55 ±12m")


@dataclass
class Office:
    """The people of the run, real ones of the site, and what it has made so far."""

    staff: dict[str, Actor]
    packages: dict[Period, str] = field(default_factory=dict)
    figures: dict[Period, str] = field(default_factory=dict)
    projects: dict[str, Record] = field(default_factory=dict)
    scores: dict[int, dict[str, Fraction]] = field(default_factory=dict)

    def on(self, who: str, day: date) -> Actor:
        moment = datetime(day.year, day.month, day.day, 10, tzinfo=SHANGHAI)
        return replace(self.staff[who], clock=lambda: moment)

    def clerk(self, unit: str, day: date) -> Actor:
        return self.on("wangli" if unit == TOWN else "liuyang", day)


def office() -> Office:
    """Reporters are there; the others are taken on."""
    staff = {"system": SYSTEM}
    for login, role, unit in (
        ("lin", "supervisor", CITY), ("chen", "supervisor", COUNTY), ("zhou", "reviewer", COUNTY),
        ("zhao", "leader", COUNTY), ("sun", "assessor", COUNTY), ("qian", "assessor", COUNTY),
    ):  # fmt: skip
        units.add_person(ADMIN, login, login, "qingshi-zhen-2026")
        units.grant(ADMIN, login, role, unit)
    for one in people.people():
        staff[one.login] = people.actor_for(one)
    return Office(staff)


def begin(run: Office, year: int) -> None:
    """Targets of the year, and a project to count for."""
    day = date(year, 1, 6)
    for unit in MONTHLY:
        commitments.set_target(run.on("chen", day), unit, FUNDS, year, Owed(Decimal(1_000)))
        said = {"name": f"{unit}{year}年果汁厂", "total": 90_000}
        run.projects[unit] = ledgers.create(run.clerk(unit, day), "investment.project", unit, said)


def month(run: Office, period: Period) -> None:
    """Facts with evidence, verified; what is late or missing is; then the close and its bulletin."""
    day, checked = period.start.replace(day=18), period.start.replace(day=20)
    for unit, amount in MONTHLY.items():
        values = {
            "project": run.projects[unit].ref.id, "received_on": period.start.replace(day=15),
            "amount": amount, "voucher_no": f"{unit}-{period}", "payer": f"{unit}果汁有限公司",
        }  # fmt: skip
        proof = NewFile("bank_slip", "进账单.pdf", f"{unit}{period}".encode())
        made = ledgers.create(run.clerk(unit, day), "investment.receipt", unit, values, files=[proof])
        ledgers.verify(run.on("zhou", checked), made.ref)
    rhythm.due(run.on("system", period.next().start))
    for unit in MONTHLY:
        hand_in(run, unit, period)
    close_day = add_workdays(period.end, 8)
    made = periods.close(run.on("lin", close_day), period)
    run.packages[period] = made.digest
    run.figures[period] = digest(period)
    bulletin = bulletins.draft(run.on("chen", close_day), COUNTY, period, "investment.monthly")
    for who in ("zhou", "zhao"):
        bulletins.sign_off(run.on(who, close_day), bulletin.id)


def hand_in(run: Office, unit: str, period: Period) -> None:
    late = unit == OTHER_TOWN and period == LATE
    day = add_workdays(period.end, 7 if late else 4)
    if unit == OTHER_TOWN and period == MISSED:
        periods.note_missing(run.on("chen", add_workdays(period.end, 7)), unit, period, why="催报未报")
        return
    periods.hand_in(run.clerk(unit, day), unit, period)
    periods.accept(run.on("chen", day), unit, period)


def digest(period: Period) -> str:
    """What is published of a month, as one number."""
    return sha256((closed.folder(period) / "figures.json").read_bytes()).hexdigest()


def quarter(run: Office, period: Period) -> None:
    """A meeting after the quarter's last close: its agenda, a decision on each matter, its minutes."""
    called = add_workdays(period.end, 9)
    held = add_workdays(called, 4)
    meeting = dispatch.call(run.on("chen", called), COUNTY, str(period), held, f"{period.label}调度会")
    rhythm.due(run.on("system", meetings.building_day(held)))
    for item in meetings.items(run.on("chen", held), meeting.ref.id):
        owner = item.unit if item.row["kind"] == "target" else ""
        dispatch.decide(run.on("chen", held), item.ref.id, "补上欠账", owner=owner)
    dispatch.hold(run.on("chen", held), meeting.ref.id, present="各乡镇")
    minutes_docx.issue(run.on("chen", held), meeting.ref.id)


def summer(run: Office, year: int) -> None:
    """One receipt of each township is looked at on the spot; the first year's is a third too high."""
    day, who = date(year, 7, 17), run.staff["chen"].person
    assert who is not None
    sampling = plan.made(
        {
            "period": f"{year}-06", "first": f"{year}-01-01", "last": f"{year}-06-30",
            "units": [TOWN, OTHER_TOWN],
            "ledgers": [inspected.part("investment.receipt", each=1, total=None)],
        }
    )  # fmt: skip
    chen = run.on("chen", day)
    new = NewPlan(f"{year}年上半年督查", "年度督查计划", (who,), day, date(year, 7, 28), 5, sampling)
    number = inspections.plan(chen, COUNTY, new).ref.id
    inspections.draw(chen, number)
    for check in inspected.checks(chen, number):
        look(run, year, check)
    for unit in MONTHLY:
        inspections.tell(run.on("chen", day), number, unit)
    for check in inspected.checks(chen, number):
        hear(run, year, check)
    inspections.conclude(run.on("chen", date(year, 7, 31)), number, "总体属实，个别虚高已更正。")


def overstated(year: int, check: Record) -> bool:
    return year == YEARS[0] and check.unit == TOWN


def look(run: Office, year: int, check: Record) -> None:
    high = overstated(year, check)
    amount = str(MONTHLY[check.unit] - (30 if high else 0))
    checking.receive(
        run.on("chen", date(year, 7, 18)),
        check.ref.id,
        Seen(
            client=f"phone-{check.ref.id}", version=check.version,
            verdict="overstated" if high else "genuine",
            answers={"slip": "yes", "amount": amount, "falsified": "no"},
            seen_at=f"{year}-07-18T10:05:00+08:00", place="33.77,107.55", photos=(PHOTO,),
            overstated_by=Decimal(30) if high else None,
        ),
    )  # fmt: skip


def hear(run: Office, year: int, check: Record) -> None:
    """The unit agrees; a receipt that was too high is corrected in the open month and in the score."""
    checking.answer(run.clerk(check.unit, date(year, 7, 20)), check.ref.id, agree=True, reason="")
    high = overstated(year, check)
    decision = Settlement("genuine", "账实相符")
    if high:
        demand = "核对全部进账单"
        decision = Settlement("overstated", "多报30万元", Decimal(30), demand, date(year, 9, 30))
    checking.settle(run.on("chen", date(year, 7, 24)), check.ref.id, decision)
    if high:
        receipt = inspected.target(run.on("chen", date(year, 7, 24)), check)
        assert receipt is not None
        ledgers.verify(run.on("zhou", date(year, 7, 25)), receipt.ref)


def year_end(run: Office, year: int) -> None:
    """Scored, scored by themselves, confirmed, laid open, final; then what follows is approved and done."""
    day = date(year + 1, 1, 15)
    number = assessment.assess(run.on("sun", day), SHEET, year).id
    for one in course.whole(run.on("sun", day), number).standings:
        said = {
            line.key: Say(Decimal(str(line.item["points"])), "同意计算得分")
            for line in one.lines
            if line.computed is not None
        }
        judging.score_self(run.clerk(one.unit, day), number, one.unit, said)
    judged = add_workdays(day, 6)  # five working days in which units score themselves, then the assessor
    judging.confirm_rest(run.on("sun", judged), number)
    notice = notices.publish(run.on("sun", judged), number)
    final = add_workdays(notice.last_day, 1)
    notices.finalise(run.on("zhao", final), number)
    for award in awards.propose(run.on("sun", final), number):
        awards.approve(run.on("zhao", final), number, award.ref.id)
        proof = NewFile("proof", "记录.pdf", str(award.ref).encode())
        awards.carry_out(run.on("sun", add_workdays(final, 3)), number, award.ref.id, proof)
    result = course.whole(run.on("sun", final), number)
    run.scores[year] = {one.unit: one.total for one in result.standings}


def test_three_years_of_an_office_add_up_and_what_was_published_stays(site: Path) -> None:
    run = office()
    for year in YEARS:
        begin(run, year)
        for number in range(1, 13):
            period = Period.parse(f"{year}-{number:02}")
            month(run, period)
            if number % 3 == 0:
                quarter(run, Period.parse(f"{year}-Q{number // 3}"))
            if number == 6:
                summer(run, year)
        year_end(run, year)
    published_stays(run)
    sums_are_right(run)
    counts_are_right(run)


def published_stays(run: Office) -> None:
    """Every package opens, names the one before, and holds the figures that it held on its day."""
    before = package.NO_PREVIOUS
    for period, said in run.packages.items():
        with package.opened(closed.folder(period)) as (_folder, report):
            assert report.digest == said
        assert digest(period) == run.figures[period]
        manifest = json.loads((closed.folder(period) / "manifest.json").read_bytes())
        assert manifest["previous"] == before
        before = said
    assert journal.check_chain() > 1_000


def sums_are_right(run: Office) -> None:
    """What a clerk adds up: twelve months each; in the first year 30 less since July's inspection."""
    chen = run.on("chen", date(2026, 1, 20))
    for year in YEARS:
        last = Period.parse(f"{year}-12")
        said = {
            one["unit"]: Decimal(one["ytd"])
            for one in closed.figures(chen, last, indicator=FUNDS)
            if one["ytd"] is not None
        }
        town = 12 * MONTHLY[TOWN] - (30 if year == YEARS[0] else 0)
        other = 12 * MONTHLY[OTHER_TOWN]
        assert (said[TOWN], said[OTHER_TOWN], said[COUNTY]) == (town, other, town + other)
    june, july = (Period.parse(f"2023-{n:02}") for n in (6, 7))
    (at_june,) = closed.figures(chen, june, indicator=FUNDS, unit=TOWN)
    (at_july,) = closed.figures(chen, july, indicator=FUNDS, unit=TOWN)
    assert (at_june["ytd"], at_july["ytd"], at_july["value"]) == ("600", "670", "70")
    (yoy,) = closed.figures(chen, Period.parse("2024-12"), indicator=FUNDS, unit=OTHER_TOWN)
    assert yoy["yoy"] == "0.00"


def counts_are_right(run: Office) -> None:
    """Meetings, inspections, late and missing reports, scores, and a page for each unit's year."""
    chen = run.on("chen", date(2026, 3, 2))
    assert len(meetings.meetings(chen)) == 12
    assert {one.stage for one in meetings.meetings(chen)} == {"issued"}
    assert {one.stage for one in inspected.inspections(chen)} == {"settled"}
    assert len(inspected.inspections(chen)) == 3
    late = duties.hand_ins(Period.parse("2024-12"), PlanYear.parse("01-01"))
    missing = duties.hand_ins(Period.parse("2025-12"), PlanYear.parse("01-01"))
    assert late == {("@late_reports", OTHER_TOWN): 1}
    assert missing == {("@missing_reports", OTHER_TOWN): 1}
    assert all(one[TOWN] > one[OTHER_TOWN] for one in run.scores.values())
    assert run.scores[2025][OTHER_TOWN] == run.scores[2023][OTHER_TOWN] - 1, (
        "a point off for the month missed"
    )
    tasks = records.page(chen, "supervision.task", filters={"unit": OTHER_TOWN}).total
    assert tasks >= 4, "柳林乡 is behind in every quarter"
    for unit in MONTHLY:
        assert year_pdf.render(chen, unit, 2025).startswith(b"%PDF")
