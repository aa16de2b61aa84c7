from __future__ import annotations

from datetime import UTC, date, datetime

from luoshi.kernel.actor import Actor, Holding
from luoshi.kernel.errors import InputError, Locked, LuoshiError, Problem, SiteError, UsageError


def test_a_problem_is_one_line_that_says_where_and_what_would_be_right() -> None:
    sheet = Problem("不是数", right="如 1200.50", file="到位.xlsx", row=3, column="金额")
    assert str(sheet) == "到位.xlsx第3行“金额”列：不是数；应为：如 1200.50"
    assert str(Problem("没有这个字段", file="project.yaml", line=12)) == "project.yaml第12行：没有这个字段"
    assert str(Problem("必填", field="名称")) == "“名称”：必填"
    assert str(Problem("表是空的")) == "表是空的"


def test_an_input_error_speaks_through_its_problems() -> None:
    error = InputError(problems=[Problem("甲"), Problem("乙")])
    assert str(error) == "甲\n乙"
    assert len(error.problems) == 2


def test_the_exit_status_says_whose_fault_it_is() -> None:
    assert [kind.status for kind in (InputError, UsageError, SiteError, Locked)] == [1, 2, 3, 1]
    assert issubclass(Locked, LuoshiError)
    assert str(Locked("已结账", hint="督查室可以解锁")) == "已结账（督查室可以解锁）"


def test_an_actors_day_is_shanghais_day() -> None:
    late = datetime(2026, 3, 31, 16, 30, tzinfo=UTC)
    actor = Actor(5, "王芳", (Holding("reporter", "410001"),), clock=lambda: late)
    assert actor.today() == date(2026, 4, 1)


def test_an_actor_has_the_roles_held_and_no_others() -> None:
    actor = Actor(5, "王芳", (Holding("reporter", "a"), Holding("reviewer", "b"), Holding("reporter", "c")))
    assert actor.has("reporter", "leader")
    assert not actor.has("leader")
    assert actor.units("reporter") == {"a", "c"}
    assert actor.units("reporter", "reviewer") == {"a", "b", "c"}
    assert not actor.is_system


def test_the_system_is_an_actor_with_a_name() -> None:
    system = Actor.system()
    assert system.is_system
    assert system.name == "系统"
    assert system.now().utcoffset() is not None


def test_an_actor_is_lent_a_role_and_stays_the_same_person_at_the_same_moment() -> None:
    chen = Actor(14, "陈督", (Holding("supervisor", "C01"),), lambda: datetime(2026, 3, 1, tzinfo=UTC))
    lent = chen.lent("call_desk", "C01", "C02")
    assert (lent.person, lent.name, lent.now()) == (14, "陈督", chen.now())
    assert lent.units("call_desk") == {"C01", "C02"}
    assert lent.units("supervisor") == {"C01"}
    assert not chen.has("call_desk")
