"""Seats of a day: from the first day that the pack names to the last one, and none outside of them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.core.programme.pack import Pack
from bot.core.programme.site import Capacity

FIRST, LAST, DAY = date(2026, 12, 1), date(2026, 12, 5), timedelta(days=1)


@pytest.mark.parametrize(("demonstration", "after"), [(False, 0), (True, 7)])
def test_seats_are_given_from_the_first_day_to_the_last_and_a_demonstration_keeps_the_last_number(
    packs: dict[str, Pack], demonstration: bool, after: int
) -> None:
    week = Capacity("clinic", 7, FIRST, LAST, "chosen")
    pack = replace(packs["legal-clinic"], capacities=(week,), demonstration=demonstration)
    seats = [pack.per_day("clinic", day) for day in (FIRST - DAY, FIRST, LAST, LAST + DAY)]
    assert seats == [0, 7, 7, after]
    assert pack.per_day("remote", FIRST) == 0
