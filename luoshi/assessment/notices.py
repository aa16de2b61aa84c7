"""Results are laid open, and after that are final."""

from __future__ import annotations

from luoshi.assessment import course
from luoshi.assessment.course import Course
from luoshi.assessment.models import Final, Notice
from luoshi.journal.actions import action, append
from luoshi.kernel import canonical
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Locked, Refused
from luoshi.kernel.workdays import add_workdays

LISTED = 5
"""So many of what is missing are named in a refusal; the page lists all."""


@action
def publish(actor: Actor, number: int) -> Notice:
    """公示: lay every unit's result open from today for the sheet's working days, once all is judged."""
    found = course.whole(actor, number)
    if not course.assesses(actor, found):
        raise Refused("您不能公示这次考核", hint="由考核员公示")
    if found.notice:
        raise Locked(f"已于{found.notice.opened_on}公示", hint=f"公示到{found.notice.last_day}")
    _refuse_rival(found)
    if waiting := found.unjudged():
        said = "、".join(f"{one.name}{len(lines)}项" for one, lines in waiting[:LISTED])
        more = f"等{len(waiting)}个单位" if len(waiting) > LISTED else ""
        raise InputError(f"还没有评定完：{said}{more}", hint="逐项评定，或一并确认没有分歧的项目")
    made = Notice.objects.create(
        assessment=found.run, opened_on=actor.today(),
        last_day=add_workdays(actor.today(), found.terms.workdays),
        body=[one.to_json() for one in found.standings], at=actor.now(), by=actor.person, name=actor.name,
    )  # fmt: skip
    data = {"last_day": made.last_day.isoformat(), "digest": canonical.sha256(made.body)}
    append(actor, f"assessment:{number}", "publish", data)
    return made


def _refuse_rival(found: Course) -> None:
    """One run of a sheet and year is laid open at a time; one after a final run must be its correction."""
    for other in course.rivals(found.run):
        if other.final is None:
            raise Locked(
                f"同一细则的第{other.run.id}号考核正在公示", hint="先定稿，或等公示结束后定稿，再公示更正"
            )
        if (found.run.corrects or 0) < other.run.id:
            raise Locked(f"第{other.run.id}号考核已定稿", hint="重新计算后再公示，新的一次会注明是更正")


@action
def finalise(actor: Actor, number: int) -> Final:
    """定稿: after the last day of objection, with every objection answered, a leader lets results stand."""
    found = course.whole(actor, number)
    if not course.leads(actor, found):
        raise Refused("您不能定稿", hint="由上级领导定稿")
    if found.final:
        raise Locked(f"已于{found.final.at:%Y-%m-%d}定稿", hint="确需更正的，重新计算")
    refuse_unready(found)
    body = [one.to_json() for one in found.standings]
    made = Final.objects.create(
        assessment=found.run, body=body, digest=canonical.sha256(body), at=actor.now(), by=actor.person,
        name=actor.name,
    )  # fmt: skip
    append(actor, f"assessment:{number}", "finalise", {"units": len(body), "digest": made.digest})
    return made


def refuse_unready(found: Course) -> None:
    """Say what keeps results from being final."""
    if found.notice is None:
        raise InputError("还没有公示", hint=f"先公示{found.terms.workdays}个工作日")
    if found.state == "open":
        last = found.notice.last_day
        raise InputError(f"公示到{last}，期满才能定稿", hint=f"{last}之后再定稿")
    records = course.objections(found.run.id)
    if waiting := course.unanswered(records):
        said = "、".join(str(one.values["number"]) for one in waiting)
        raise InputError(f"还有异议没有答复：{said}", hint="由考核员答复后再定稿")
    changed = {mark.objection for one in found.standings for line in one.lines for mark in line.marks}
    for one in records:
        if one.values["decision"] in ("upheld", "partly") and one.ref.id not in changed:
            raise InputError(f"异议{one.values['number']}成立，得分还没有更正", hint="由考核员更正后再定稿")
