"""A question marked `once` is asked once while somebody looks, and every time otherwise."""

from __future__ import annotations

from luoshi.kernel.once import looking, once


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
