"""How far an assessment has come, as a bar of steps, and what is next for whoever looks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.assessment import course as courses
from luoshi.assessment.course import Course, State
from luoshi.assessment.policy import ASSESSES, LEADS, SCORES_ITSELF
from luoshi.kernel.actor import SHANGHAI, Actor
from luoshi.ledgers.records import Record
from luoshi.units import queries as units
from luoshi.web import formats
from luoshi.web.components import Badge, Confirm, Link, Step


@dataclass(frozen=True)
class Next:
    """A sentence that says what is next, and where it is done."""

    text: str
    link: Link | None = None


def badge(state: State) -> Badge:
    """How a run stands."""
    return {
        "hands": Badge(_("评定中"), "yellow"), "open": Badge(_("公示中"), "blue"),
        "over": Badge(_("公示期满"), "yellow"), "final": Badge(_("已定稿"), "green"),
    }[state]  # fmt: skip


def tabs(course: Course, here: str) -> tuple[Link, ...]:
    """The parts of a run."""
    number = course.run.id
    parts = [
        ("scores", _("得分")), ("missing", _("还缺什么")), ("objections", _("异议")), ("awards", _("奖惩")),
    ]  # fmt: skip
    return tuple(
        Link(label, reverse(f"assessment:{key}", args=[number]), current=key == here) for key, label in parts
    )


def bar(course: Course, awards: Sequence[Record]) -> list[Step]:
    """From the computed score to what followed from it."""
    unscored, unjudged = bool(course.unscored()), bool(course.unjudged())
    notice, final = course.notice, course.final
    settled = bool(awards) and all(one.stage == "carried" or one.verification == "rejected" for one in awards)
    marks = [mark for one in course.standings for line in one.lines for mark in line.marks]
    led = any(mark.hand == "leader" for mark in marks) or any(one.adjustments for one in course.standings)
    steps: list[tuple[str, bool, date | None, date | None]] = [
        (_("计算得分"), True, course.run.made_at.astimezone(SHANGHAI).date(), None),
        (_("单位自评"), not course.self_open or not unscored, None, course.self_due),
        (_("考核办评"), bool(notice) or not unjudged, None, None),
        (_("领导调整"), bool(notice) or led, None, None),
        (_("公示"), course.state in ("over", "final"), None, notice.last_day if notice else None),
        (_("定稿"), bool(final), final.at.astimezone(SHANGHAI).date() if final else None, None),
        (_("奖惩兑现"), settled, None, None),
    ]
    first = next((place for place, step in enumerate(steps) if not step[1]), len(steps))
    return [
        Step(label, "done" if done else "current" if place == first else "next", day, due)
        for place, (label, done, day, due) in enumerate(steps)
    ]


def next_for(actor: Actor, course: Course, objections: Sequence[Record], awards: Sequence[Record]) -> Next:
    """What is next, said to whoever may do it and to everybody else."""
    match course.state:
        case "hands":
            return _while_judging(actor, course)
        case "open" | "over":
            return _while_open(actor, course, objections)
    return _when_final(actor, course, awards)


def mine(actor: Actor, course: Course) -> list[str]:
    """The scored units for which the actor gives self-scores."""
    return sorted(course.codes & actor.units(*SCORES_ITSELF))


def _while_judging(actor: Actor, course: Course) -> Next:
    number, own = course.run.id, mine(actor, course)
    waiting = [one.unit for one, _lines in course.unscored() if one.unit in own]
    if waiting and course.self_open:
        due = formats.day(course.self_due)
        link = Link(_("填写自评"), reverse("assessment:self", args=[number, waiting[0]]), "edit", strong=True)
        return Next(_("请在 %(due)s 前完成自评，每项写一句理由。") % {"due": due}, link)
    left = sum(len(lines) for _one, lines in course.unjudged())
    if courses.assesses(actor, course):
        if left:
            link = Link(_("看还缺什么"), reverse("assessment:missing", args=[number]), "list-check")
            return Next(_("还有 %(n)s 项没有评定；自评不同的逐项评，其余可一并确认。") % {"n": left}, link)
        return Next(
            _("都评定了。领导调整后即可公示。"), Link(_("公示"), icon="bell", dialog="publish", strong=True)
        )
    if units.reach(actor, *LEADS) & course.codes and not own:
        return Next(_("可在单位页调整单项或总分，写明理由；公示后不能再改。"))
    return Next(_("考核办正在评定，评定完公示。"))


def _while_open(actor: Actor, course: Course, objections: Sequence[Record]) -> Next:
    number = course.run.id
    assert course.notice is not None, "results lie open"
    waiting = courses.unanswered(objections)
    last = formats.day(course.notice.last_day)
    if waiting and units.reach(actor, *ASSESSES) & course.codes:
        link = Link(_("答复异议"), reverse("assessment:objections", args=[number]), "message-2", strong=True)
        return Next(_("有 %(n)s 条异议等待答复。") % {"n": len(waiting)}, link)
    if course.state == "open":
        filing = Link(_("提出异议"), reverse("assessment:object", args=[number]), "message-2")
        said = _("公示到 %(last)s，异议在此前提出；期满、异议答复后由领导定稿。") % {"last": last}
        return Next(said, filing if mine(actor, course) else None)
    if courses.leads(actor, course) and not waiting:
        return Next(
            _("公示期满，异议都已答复，可以定稿。"),
            Link(_("定稿"), icon="lock", dialog="finalise", strong=True),
        )
    return Next(_("公示已于 %(last)s 期满，等待答复异议和定稿。") % {"last": last})


def _when_final(actor: Actor, course: Course, awards: Sequence[Record]) -> Next:
    where = reverse("assessment:awards", args=[course.run.id])
    if not awards and courses.assesses(actor, course) and course.sheet and course.sheet.consequences:
        return Next(
            _("已定稿，可按细则提出奖惩建议。"),
            Link(_("提出奖惩建议"), icon="medal", dialog="propose", strong=True),
        )
    waiting = [one for one in awards if courses.waits(one)]
    if waiting and courses.leads(actor, course):
        link = Link(_("审批奖惩"), where, "gavel", strong=True)
        return Next(_("有 %(n)s 条奖惩建议等待审批。") % {"n": len(waiting)}, link)
    ready = [one for one in awards if one.stage == "approved" and courses.stands(one)]
    if ready and courses.assesses(actor, course):
        said = _("有 %(n)s 条奖惩已批准，打印文书、办理后登记兑现。") % {"n": len(ready)}
        return Next(said, Link(_("登记兑现"), where, "check", strong=True))
    return Next(_("已定稿，不再改变。"), Link(_("看奖惩"), where, "medal") if awards else None)


def dialogs(course: Course) -> list[Confirm]:
    """What is asked before a step that cannot be taken back."""

    def ask(key: str, title: str, text: str, button: str) -> Confirm:
        return Confirm(key, title, text, reverse(f"assessment:{key}", args=[course.run.id]), button)

    open_ = _("公示 %(n)s 个工作日，公示页不登录就能看到；此后得分只因异议成立而改。") % {
        "n": course.terms.workdays
    }
    final = _("定稿后得分不再改变；确需更正的，重新计算一次并注明。")
    follow = _("按细则的奖惩条款逐条比对定稿结果，每个够得上的单位提出一条，由领导审批。")
    agreed = _("自评与计算一致的、过了截止日没有自评的，都按计算得分确认；自评不同的仍要逐项评定。")
    return [
        ask("publish", _("公示这次得分？"), open_, _("公示")),
        ask("finalise", _("定稿？"), final, _("定稿")),
        ask("propose", _("提出奖惩建议？"), follow, _("提出")),
        ask("confirm", _("一并确认？"), agreed, _("确认")),
    ]
