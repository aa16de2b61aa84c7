"""A question marked `once` is asked once while somebody looks, and every time otherwise."""

from __future__ import annotations

import pytest

from luoshi.kernel.errors import InputError
from luoshi.kernel.once import acting, forget, looking, once, settled


def test_while_one_looks_a_question_is_asked_once_for_each_argument() -> None:
    asked: list[int] = []

    @once
    def double(number: int) -> int:
        asked.append(number)
        return 2 * number

    with looking():
        assert [double(1), double(1), double(2)] == [2, 2, 4]
    assert asked == [1, 2]
    assert double(1) == 2
    assert asked == [1, 2, 1]


def test_the_next_look_asks_anew() -> None:
    state = {"now": 1}

    @once
    def now() -> int:
        return state["now"]

    for value in (1, 2):
        state["now"] = value
        with looking():
            assert now() == value


def test_what_is_settled_is_asked_once_while_somebody_acts_and_what_is_asked_once_is_not() -> None:
    asked: list[str] = []

    @settled
    def tree() -> int:
        asked.append("tree")
        return len(asked)

    @once
    def record() -> int:
        asked.append("record")
        return len(asked)

    with acting():
        assert (tree(), record(), tree(), record()) == (1, 2, 1, 3)
    assert tree() == 4


def test_an_action_within_an_action_knows_what_the_outer_one_asked_and_forgets_for_both() -> None:
    state = {"units": 3}

    @settled
    def units() -> int:
        return state["units"]

    with acting():
        assert units() == 3
        with acting():
            state["units"] = 4
            assert units() == 3
            forget()
            assert units() == 4
        assert units() == 4


def test_an_action_that_fails_within_another_leaves_nothing_that_it_learnt() -> None:
    state = {"units": 3}

    @settled
    def units() -> int:
        return state["units"]

    def add() -> None:
        with acting():
            state["units"] = 4
            assert units() == 4
            state["units"] = 3
            raise InputError("不行")

    with acting():
        with pytest.raises(InputError):
            add()
        assert units() == 3
