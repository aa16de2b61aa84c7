"""What waits for a person at the year's end, for the home page."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.assessment import course as courses
from luoshi.kernel.actor import Actor
from luoshi.web.assessment import show, steps
from luoshi.web.components import Link


def links(actor: Actor) -> Iterator[Link]:
    """The next step of the newest run of every sheet and year, where it is this person's to take."""
    for course in courses.newest(actor):
        run = course.run
        found = courses.objections(run.id) if course.state in ("open", "over") else []
        follow = courses.my_awards(actor, run.id) if course.state == "final" else []
        todo = steps.next_for(actor, course, found, follow)
        if todo.link and todo.link.strong:
            said = {"what": todo.link.label, "title": show.title(run)}
            where = todo.link.url or reverse("assessment:scores", args=[run.id])
            yield Link(_("%(what)s：%(title)s") % said, where, "medal", 1)
