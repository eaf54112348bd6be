"""In the part that chance decides, nobody is better off: not by size, not by language, not by coming early."""

import pytest

from bot.core.booking import allocation
from tests.bench.fairness import ALL, LANGUAGES, Rule, simulate

DAYS = 16_000
"""So many that the interval (99 %) of the chance of each size is 0.6 % to each side; 19 of them are looked at."""


@pytest.mark.slow
@pytest.mark.parametrize("rule", ["carry", "overflow"])
def test_the_chance_is_equal_within_one_per_cent_for_every_size_language_and_position(rule: Rule) -> None:
    chances = simulate(rule, DAYS, seed=1)
    assert len(chances.tried) == len([ALL, *"123456789", *LANGUAGES, *range(4)])
    assert not chances.unequal(tolerance=0.01)


def test_a_site_that_takes_nobody_beyond_its_number_is_as_fair_because_who_did_not_fit_goes_first() -> None:
    assert not simulate("no excess", DAYS // 4, seed=1).unequal(tolerance=0.025)


def test_if_groups_that_do_not_fit_were_skipped_the_chance_would_fall_with_the_size(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """So the simulation does find an unfair draw: these intervals lie outside the tolerance, and are not only wide."""
    monkeypatch.setattr(allocation._Rooms, "fits", lambda *_: False)
    chances = simulate("no excess", DAYS // 10, seed=1)
    assert [chances.relative(f"size {size}")[0] > 1.01 for size in (1, 2, 3)] == [True, True, True]
    assert [chances.relative(f"size {size}")[1] < 0.99 for size in (7, 8, 9)] == [True, True, True]
    assert {f"size {size}" for size in (1, 2, 8, 9)} <= chances.unequal(tolerance=0.03).keys()
