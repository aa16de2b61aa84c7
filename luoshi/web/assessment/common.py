"""What the pages of a run share: where they stand, and what is shown around every one of them."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.assessment import course as courses
from luoshi.assessment.course import Course
from luoshi.assessment.policy import READS
from luoshi.kernel.periods import Period
from luoshi.web import formats
from luoshi.web.assessment import show, steps
from luoshi.web.components import Link, Page
from luoshi.web.request import Request


def crumbs(course: Course | None = None, unit: str = "") -> tuple[Link, ...]:
    """The way to a page of a run, and of a unit in it."""
    made = [Link(_("考核"), reverse("assessment:index"))]
    if course:
        made.append(Link(show.title(course.run), reverse("assessment:scores", args=[course.run.id])))
    if course and unit:
        where = reverse("assessment:score", args=[course.run.id, unit])
        made.append(Link(course.standing(unit).name, where))
    return tuple(made)


def around(request: Request, course: Course, here: str) -> dict[str, Any]:
    """The head of a run's page: its state, its steps, what is next for whoever looks, its parts."""
    number = course.run.id
    objections, awards = courses.objections(number), courses.awards(number)
    todo = steps.next_for(request.actor, course, objections, awards)
    links = [todo.link] if todo.link else []
    if course.notice:
        links.append(Link(_("公示页"), reverse("assessment:public_one", args=[number]), "external-link"))
    if courses.runs_all(request.actor, courses.whole(request.actor, number), *READS):
        links.append(Link(_("试算"), reverse("assessment:whatif", args=[number]), "scale"))
    page = Page(
        show.title(course.run), crumbs(), tuple(links), steps.tabs(course, here), _lead(course),
        steps.badge(course.state),
    )  # fmt: skip
    return {
        "page": page, "steps": steps.bar(course, awards), "next": todo.text,
        "dialogs": steps.dialogs(course),
    }  # fmt: skip


def _lead(course: Course) -> str:
    run = course.run
    said = _("第%(number)s号，截至%(month)s，摘要 %(digest)s") % {
        "number": run.id, "month": Period.parse(run.through).label, "digest": formats.digest(run.digest),
    }  # fmt: skip
    return said + (_("；更正第%(number)s号") % {"number": run.corrects} if run.corrects else "")
