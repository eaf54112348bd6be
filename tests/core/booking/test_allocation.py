"""The draw keeps groups together and numbers true, and depends on nothing but what goes in."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from itertools import accumulate
from random import Random
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.core.booking.allocation import Decision, Passed, Placed, Request, SiteDay, allocate, assign_hours, fits_ever

FIRST_DAY = date(2026, 12, 1)
DAYS = [FIRST_DAY + timedelta(days=n) for n in range(4)]
SITES = ("north", "middle", "south")
LIMIT = "nationality:MX"
SEED = b"a named seed"


def ask(name: str, seats: int = 1, *, since: int = 0, sites: tuple[str, ...] = ("north",), **more: Any) -> Request:
    return Request(name.encode(), since, seats, sites, **more)


def draw(requests: Sequence[Request], *site_days: SiteDay, percent: int = 0, **more: Any) -> dict[str, Decision]:
    decisions = allocate(requests, site_days, SEED, percent, **more)
    return {decision.ticket.decode(): decision for decision in decisions}


def placed(decisions: Sequence[Decision]) -> list[Placed]:
    return [decision for decision in decisions if isinstance(decision, Placed)]


def reasons(decisions: dict[str, Decision]) -> dict[str, str]:
    return {name: decision.reason for name, decision in decisions.items() if isinstance(decision, Passed)}


NORTH = SiteDay("north", FIRST_DAY, 10)


# What one draw decides


def test_who_has_waited_longest_gets_the_part_that_is_theirs_and_chance_decides_the_rest() -> None:
    crowd = [ask(f"group {n}", since=n) for n in range(200)]
    by = {one.ticket.decode(): one.by for one in placed([*draw(crowd, NORTH, percent=40).values()])}
    assert Counter(by.values()) == {"seniority": 4, "chance": 6}
    assert {name for name, how in by.items() if how == "seniority"} == {f"group {n}" for n in range(4)}
    assert {name for name, how in by.items() if how == "chance"} != {f"group {n}" for n in range(4, 10)}


def test_the_part_of_the_longest_waiting_is_right_over_many_draws_where_a_day_has_only_one_seat() -> None:
    crowd = [ask(f"group {n}", since=n) for n in range(9)]
    drawn = (placed(allocate(crowd, [replace(NORTH, seats=1)], b"%d" % n, 30)) for n in range(2000))
    how = Counter(one.by for (one,) in drawn)
    assert 540 < how["seniority"] < 660  # 600, and three standard deviations


def test_a_group_takes_the_first_of_its_sites_and_there_the_first_of_its_days_that_has_room() -> None:
    offer = [SiteDay(site, day, 1) for site in SITES for day in DAYS[:2]]
    like = ask("group", sites=("south", "north"), days=(DAYS[1], DAYS[0]))
    others = [ask(f"first {n}", sites=("south",), days=(day,), first=True) for n, day in enumerate(DAYS[:2])]
    assert draw([like], *offer)["group"][1:3] == ("south", DAYS[1])
    assert draw([like, others[1]], *offer)["group"][1:3] == ("south", DAYS[0])
    assert draw([like, *others], *offer)["group"][1:3] == ("north", DAYS[1])
    assert draw([replace(like, days=())], *offer)["group"][1:3] == ("south", DAYS[0])


def test_a_group_that_is_reached_while_a_seat_is_left_gets_all_its_seats_on_top_of_the_number() -> None:
    offer = SiteDay("north", FIRST_DAY, 1, excess=8)
    assert draw([ask("family", 7)], offer)["family"] == Placed(b"family", "north", FIRST_DAY, 7, "chance", borrowed=6)


def test_the_missing_seats_come_from_the_next_day_which_then_has_so_many_fewer() -> None:
    offer = [SiteDay("north", DAYS[0], 1, 8, DAYS[1]), SiteDay("north", DAYS[1], 7, 8, DAYS[2])]
    on_day_one = [ask("family", 7, days=(DAYS[0],), first=True), *(ask(f"single {n}") for n in range(5))]
    decisions = allocate(on_day_one, offer, SEED, 0)
    assert [(group.day, group.seats, group.borrowed) for group in placed(decisions)] == [
        (DAYS[0], 7, 6),
        (DAYS[1], 1, 0),
    ]


def test_a_day_that_is_not_drawn_yet_lends_its_excess_only_once() -> None:
    offer = [SiteDay("north", day, 1, 5, DAYS[3]) for day in DAYS[:2]]
    decisions = draw([ask("one", 5, first=True), ask("two", 5)], *offer)
    assert decisions["one"] == Placed(b"one", "north", DAYS[0], 5, "first", borrowed=4)
    assert reasons(decisions) == {"two": "next"}


def test_a_day_that_has_nothing_left_to_lend_still_gives_its_neighbour_its_own_seats() -> None:
    offer = [SiteDay("north", DAYS[0], 2, 8, DAYS[1]), SiteDay("north", DAYS[1], 1, 8)]
    beyond = ask("six", 6, days=(DAYS[1],), first=True)
    assert draw([beyond, ask("pair", 2)], *offer)["pair"] == Placed(b"pair", "north", DAYS[0], 2, "chance")


def test_a_group_for_which_too_little_is_left_is_the_first_of_the_next_draw_and_nobody_overtakes_it() -> None:
    crowd = [ask("eight", 8, since=0), ask("three", 3, since=1), *(ask(f"single {n}", since=2) for n in range(9))]
    decisions = draw(crowd, NORTH, percent=100)
    assert reasons(decisions) == {"three": "next"}
    assert len(decisions) == 2
    again = [replace(crowd[1], first=True), *crowd[2:]]
    assert next(iter(draw(again, NORTH, percent=100).values())) == Placed(b"three", "north", FIRST_DAY, 3, "first")


def test_what_is_kept_from_others_for_such_a_group_is_only_what_it_would_have_taken() -> None:
    offer = [SiteDay("north", FIRST_DAY, 4), SiteDay("south", FIRST_DAY, 4)]
    crowd = [ask("three here", 3, since=0), ask("three there", 3, since=0, sites=("south",))]
    crowd += [ask("two", 2, since=1, sites=("south", "north"))]
    crowd += [ask(f"single {site}", since=2, sites=(site,)) for site in ("north", "south")]
    decisions = draw(crowd, *offer, percent=100)
    assert reasons(decisions) == {"two": "next"}
    assert isinstance(decisions["single north"], Placed)


def test_a_group_that_no_day_could_take_holds_nobody_up() -> None:
    decisions = draw([ask("twelve", 12, since=0), *(ask(f"single {n}", since=1) for n in range(9))], NORTH, percent=50)
    assert reasons(decisions) == {"twelve": "too_large"}
    assert len(decisions) == 10


def test_a_limit_passes_over_whom_it_counts_and_nobody_else() -> None:
    crowd = [ask(f"mx {n}", limits=(LIMIT,)) for n in range(8)] + [ask("other")]
    decisions = draw(crowd, NORTH, limits={(LIMIT, FIRST_DAY): 3})
    assert Counter(reasons(decisions).values()) == {"cap": 5}
    assert isinstance(decisions["other"], Placed)
    assert len(placed(list(decisions.values()))) == 4


def test_a_limit_holds_only_on_its_own_days() -> None:
    crowd = [ask(f"mx {n}", limits=(LIMIT,)) for n in range(8)]
    days = Counter(
        group.day
        for group in placed(allocate(crowd, [NORTH, SiteDay("north", DAYS[1], 10)], SEED, 0, {(LIMIT, FIRST_DAY): 3}))
    )
    assert days == {DAYS[0]: 3, DAYS[1]: 5}


def test_the_longest_waiting_under_a_limit_leave_a_part_of_it_to_chance() -> None:
    crowd = [ask(f"mx {n}", since=n, limits=(LIMIT,)) for n in range(200)]
    decisions = draw(crowd, SiteDay("north", FIRST_DAY, 100), percent=50, limits={(LIMIT, FIRST_DAY): 10})
    assert Counter(group.by for group in placed(list(decisions.values()))) == {"seniority": 5, "chance": 5}


def test_a_family_under_a_limit_with_too_few_places_left_is_the_first_of_the_next_draw() -> None:
    crowd = [ask("pair", 2, since=0, limits=(LIMIT,)), ask("four", 4, since=1, limits=(LIMIT,))]
    crowd += [ask("single", since=2, limits=(LIMIT,)), ask("other", since=3)]
    decisions = draw(crowd, NORTH, percent=100, limits={(LIMIT, FIRST_DAY): 5})
    assert reasons(decisions) == {"four": "next", "single": "cap"}
    assert isinstance(decisions["other"], Placed)


def test_a_day_with_fewer_seats_than_are_booked_lends_nothing_and_takes_nothing_from_its_neighbour() -> None:
    offer = [SiteDay("north", DAYS[0], 2, 8, DAYS[1]), SiteDay("north", DAYS[1], -5)]
    assert draw([ask("pair", 2)], *offer)["pair"] == Placed(b"pair", "north", DAYS[0], 2, "chance")


def test_each_group_hears_why_it_got_nothing() -> None:
    crowd = [ask("elsewhere", sites=("south",)), ask("another day", days=(DAYS[2],)), ask("large", 11)]
    crowd += [ask("here", first=True), ask("here too"), ask("both", sites=("north", "middle"))]
    decisions = draw(crowd, replace(NORTH, seats=1), SiteDay("middle", FIRST_DAY, 5))
    assert reasons(decisions) == {
        "elsewhere": "no_day",
        "another day": "no_day",
        "large": "too_large",
        "here too": "full",
    }
    assert [group.site for group in placed(list(decisions.values()))] == ["north", "middle"]


def test_a_ticket_counts_once() -> None:
    with pytest.raises(ValueError, match="same ticket"):
        allocate([ask("twin"), ask("twin", 2)], [NORTH], SEED, 0)


def test_a_group_that_no_day_of_its_sites_can_take_is_known_at_entry() -> None:
    offer = [SiteDay("north", FIRST_DAY, 10), SiteDay("south", FIRST_DAY, 4, 3)]
    assert fits_ever(ask("ten", 10), offer, {})
    assert not fits_ever(ask("ten", 10, sites=("south",)), offer, {})
    assert fits_ever(ask("seven", 7, sites=("south",)), offer, {})
    assert not fits_ever(ask("seven", 7, limits=(LIMIT,)), offer, {(LIMIT, FIRST_DAY): 6})
    assert not fits_ever(ask("single"), [SiteDay("north", FIRST_DAY, 0, 8)], {})


def test_whoever_knows_the_seed_and_the_tickets_finds_the_order_of_chance_with_one_line() -> None:
    crowd = [ask(f"group {n}", since=n) for n in range(50)]
    order = sorted((request.ticket for request in crowd), key=lambda ticket: sha256(SEED + b"chance" + ticket).digest())
    assert [decision.ticket for decision in allocate(crowd, [NORTH], SEED, 0)] == order[:10]


def test_what_a_group_asks_for_is_opened_only_when_its_turn_comes() -> None:
    crowd = {request.ticket: request for request in (ask(f"group {n}", since=n) for n in range(200))}
    closed = [replace(request, seats=0, sites=()) for request in crowd.values()]
    opened = []

    def open_(request: Request) -> Request:
        opened.append(request.ticket)
        return crowd[request.ticket]

    decisions = allocate(closed, [NORTH], SEED, 50, opened=open_)
    assert decisions == allocate(crowd.values(), [NORTH], SEED, 50)
    assert opened == [decision.ticket for decision in decisions]


def test_a_published_draw_stays_what_it_was() -> None:
    """Whoever repeats an old draw with a new version must get the same places."""
    crowd = [ask(f"group {n}", 1 + n % 3, since=n // 4) for n in range(40)]
    decided = placed(allocate(crowd, [SiteDay("north", FIRST_DAY, 15, 2)], SEED, 37))
    assert [(group.ticket[6:], group.seats, group.borrowed) for group in decided if group.by == "seniority"] == [
        (b"0", 1, 0),
        (b"3", 1, 0),
        (b"1", 2, 0),
        (b"2", 3, 0),
    ]
    assert [(group.ticket[6:], group.seats, group.borrowed) for group in decided if group.by == "chance"] == [
        (b"34", 2, 0),
        (b"11", 3, 0),
        (b"8", 3, 0),
    ]


def test_the_largest_groups_get_their_hour_first_so_that_all_fit() -> None:
    eight, nine = datetime(2026, 12, 1, 8, tzinfo=UTC), datetime(2026, 12, 1, 9, tzinfo=UTC)
    day = [Placed(b"%d" % n, "north", FIRST_DAY, seats, "chance") for n, seats in enumerate((1, 1, 1, 3))]
    assert assign_hours(day, {eight: 3, nine: 3}) == {b"3": eight, b"0": nine, b"1": nine, b"2": nine}


def test_what_earlier_draws_have_used_up_is_told_as_what_it_is() -> None:
    before = draw([ask("single", limits=(LIMIT,))], NORTH, limits={(LIMIT, FIRST_DAY): 0})
    assert reasons(before) == {"single": "cap"}, "not that the group is too large"
    assert reasons(draw([ask("single")], replace(NORTH, seats=0), SiteDay("south", FIRST_DAY, 1))) == {"single": "full"}


# Whatever goes in

REQUESTS = st.lists(
    st.builds(
        Request,
        ticket=st.binary(min_size=4, max_size=4),
        since=st.integers(0, 3),
        seats=st.integers(1, 9),
        sites=st.permutations(SITES).flatmap(lambda sites: st.integers(1, 3).map(lambda n: tuple(sites[:n]))),
        days=st.lists(st.sampled_from(DAYS[:3]), unique=True, max_size=2).map(tuple),
        limits=st.sampled_from([(), (), (LIMIT,)]),
        first=st.sampled_from([False, False, False, True]),
    ),
    max_size=40,
    unique_by=lambda request: request.ticket,
)
SITE_DAYS = st.lists(
    st.builds(
        lambda site, day, seats, excess, carry: SiteDay(
            site, day, seats, excess, day + timedelta(days=1) if carry else None
        ),
        st.sampled_from(SITES),
        st.sampled_from(DAYS[:3]),
        st.integers(-2, 12),
        st.integers(0, 8),
        st.booleans(),
    ),
    unique_by=lambda offer: (offer.site, offer.day),
)
LIMITS = st.dictionaries(st.tuples(st.just(LIMIT), st.sampled_from(DAYS[:3])), st.integers(0, 10))
PERCENT = st.sampled_from([0, 30, 50, 100])
DRAWS = (REQUESTS, SITE_DAYS, st.binary(max_size=3), PERCENT, LIMITS)


@settings(deadline=None)
@given(*DRAWS)
def test_a_day_never_gives_more_than_its_number_and_its_excess(
    requests: list[Request], site_days: list[SiteDay], seed: bytes, percent: int, limits: dict[tuple[str, date], int]
) -> None:
    decided = placed(allocate(requests, site_days, seed, percent, limits))
    for offer in site_days:
        here = [group for group in decided if (group.site, group.day) == (offer.site, offer.day)]
        taken = list(accumulate(group.seats for group in here))
        assert max(taken, default=0) <= max(offer.seats, 0) + offer.excess
        assert all(before < offer.seats for before in taken[:-1])
        assert sum(group.borrowed for group in here) >= max(taken, default=0) - max(offer.seats, 0)


@settings(deadline=None)
@given(*DRAWS)
def test_what_is_borrowed_from_a_day_is_not_given_on_that_day(
    requests: list[Request], site_days: list[SiteDay], seed: bytes, percent: int, limits: dict[tuple[str, date], int]
) -> None:
    decided = placed(allocate(requests, site_days, seed, percent, limits))
    number = {(offer.site, offer.day): offer.seats for offer in site_days}
    lender = {(offer.site, offer.day): (offer.site, offer.lender) for offer in site_days}
    used: Counter[object] = Counter()
    for group in decided:
        used[group.site, group.day] += group.seats - group.borrowed
        used[lender[group.site, group.day]] += group.borrowed
    assert all(used[place] <= max(seats, 0) for place, seats in number.items())
    for site in SITES:
        excess = max((offer.excess for offer in site_days if offer.site == site and offer.lender), default=0)
        borrowed_later = [n for (at, day), n in used.items() if at == site and day and (at, day) not in number]
        assert all(n <= excess for n in borrowed_later)


@settings(deadline=None)
@given(st.lists(REQUESTS, max_size=5), st.lists(st.integers(8, 20), min_size=6, max_size=6), PERCENT)
def test_over_the_days_no_more_is_given_than_the_numbers_and_what_the_last_day_borrows(
    crowds: list[list[Request]], numbers: list[int], percent: int
) -> None:
    given_out, lent = 0, 0
    for ahead, crowd in enumerate(crowds):
        day = FIRST_DAY + timedelta(days=ahead)
        offer = SiteDay("north", day, numbers[ahead] - lent, 8, day + timedelta(days=1))
        decided = placed(allocate([replace(request, days=()) for request in crowd], [offer], b"%d" % ahead, percent))
        lent = sum(group.borrowed for group in decided)
        given_out += sum(group.seats for group in decided)
        assert given_out <= sum(numbers[: ahead + 1]) + lent <= sum(numbers[: ahead + 1]) + 8


@settings(deadline=None)
@given(*DRAWS)
def test_every_group_is_decided_once_and_whole_and_gets_only_what_it_asked_for(
    requests: list[Request], site_days: list[SiteDay], seed: bytes, percent: int, limits: dict[tuple[str, date], int]
) -> None:
    asked = {request.ticket: request for request in requests}
    decisions = allocate(requests, site_days, seed, percent, limits)
    assert max(Counter(decision.ticket for decision in decisions).values(), default=1) == 1
    for group in placed(decisions):
        request = asked[group.ticket]
        assert group.seats == request.seats
        assert group.site in request.sites
        assert not request.days or group.day in request.days


@settings(deadline=None)
@given(*DRAWS)
def test_no_limit_is_ever_passed(
    requests: list[Request], site_days: list[SiteDay], seed: bytes, percent: int, limits: dict[tuple[str, date], int]
) -> None:
    counted = {request.ticket for request in requests if request.limits}
    taken: Counter[date] = Counter()
    for group in placed(allocate(requests, site_days, seed, percent, limits)):
        taken[group.day] += group.seats * (group.ticket in counted)
    assert all(taken[day] <= left for (_, day), left in limits.items())


@settings(deadline=None)
@given(*DRAWS, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(
    requests: list[Request],
    site_days: list[SiteDay],
    seed: bytes,
    percent: int,
    limits: dict[tuple[str, date], int],
    shuffled: Random,
) -> None:
    before = allocate(requests, site_days, seed, percent, limits)
    shuffled.shuffle(requests)
    shuffled.shuffle(site_days)
    assert allocate(requests, site_days, seed, percent, limits) == before


@settings(deadline=None)
@given(REQUESTS, SITE_DAYS, st.binary(max_size=3), PERCENT)
def test_a_seat_is_left_only_where_nobody_who_could_take_it_was_passed_over(
    requests: list[Request], site_days: list[SiteDay], seed: bytes, percent: int
) -> None:
    decisions = allocate(requests, site_days, seed, percent)
    got = {group.ticket for group in placed(decisions)}
    kept = {site for request in requests if Passed(request.ticket, "next") in decisions for site in request.sites}
    gone = Counter[tuple[str, date]]()
    for group in placed(decisions):
        gone[group.site, group.day] += group.seats - group.borrowed
        gone[group.site, group.day + timedelta(days=1)] += group.borrowed
    for offer in site_days:
        if offer.site not in kept and (left := offer.seats - gone[offer.site, offer.day]) > 0:
            for request in requests:
                suits = offer.site in request.sites and (not request.days or offer.day in request.days)
                assert request.ticket in got or not suits or request.seats > left


@settings(deadline=None)
@given(*DRAWS)
def test_who_is_gone_leaves_the_place_to_others_and_their_order_stays(
    requests: list[Request], site_days: list[SiteDay], seed: bytes, percent: int, limits: dict[tuple[str, date], int]
) -> None:
    """Erased between the freeze and the draw: until their turn would have come, nothing is different."""
    decisions = allocate(requests, site_days, seed, percent, limits)
    if got := placed(decisions):
        gone = got[-1].ticket
        others = [request for request in requests if request.ticket != gone]
        before = decisions[: decisions.index(got[-1])]
        assert allocate(others, site_days, seed, percent, limits)[: len(before)] == before


def is_served(request: Request, decisions: Sequence[Decision]) -> bool:
    """Return whether a group gets its seats now, or first of all in the next draw."""
    decision = {decision.ticket: decision for decision in decisions}.get(request.ticket)
    return decision is not None and (isinstance(decision, Placed) or decision.reason == "next")


@settings(deadline=None)
@given(*DRAWS, st.data())
def test_a_group_that_fits_at_all_has_the_same_luck_at_every_size(
    requests: list[Request],
    site_days: list[SiteDay],
    seed: bytes,
    percent: int,
    limits: dict[tuple[str, date], int],
    data: st.DataObject,
) -> None:
    """This holds exactly, in each single draw."""
    assume(requests)
    place = data.draw(st.integers(0, len(requests) - 1))
    luck = set()
    for seats in range(1, 10):
        group = replace(requests[place], seats=seats)
        crowd = [*requests[:place], group, *requests[place + 1 :]]
        if fits_ever(group, site_days, limits):
            luck.add(is_served(group, allocate(crowd, site_days, seed, percent, limits)))
    assert len(luck) <= 1


@settings(deadline=None)
@given(REQUESTS, SITE_DAYS, st.binary(max_size=3), LIMITS)
def test_who_came_early_is_no_better_off_in_the_part_that_chance_decides(
    requests: list[Request], site_days: list[SiteDay], seed: bytes, limits: dict[tuple[str, date], int]
) -> None:
    later = [replace(request, since=-request.since) for request in requests]
    assert allocate(later, site_days, seed, 0, limits) == allocate(requests, site_days, seed, 0, limits)


@settings(deadline=None)
@given(*DRAWS)
def test_the_longest_waiting_get_their_part_and_no_more_than_their_last_group_needs(
    requests: list[Request], site_days: list[SiteDay], seed: bytes, percent: int, limits: dict[tuple[str, date], int]
) -> None:
    everybody = [replace(request, first=False) for request in requests]
    decided = placed(allocate(everybody, site_days, seed, percent, limits))
    for offer in site_days:
        theirs = [g.seats for g in decided if g.by == "seniority" and (g.site, g.day) == (offer.site, offer.day)]
        assert sum(theirs[:-1]) * 100 < offer.seats * percent or not theirs


@settings(deadline=None)
@given(st.lists(st.integers(1, 9), max_size=30), st.lists(st.integers(0, 15), min_size=1, max_size=6))
def test_every_group_gets_one_hour_and_hours_are_filled_evenly(groups: list[int], hours: list[int]) -> None:
    left = {datetime(2026, 12, 1, 8 + n, tzinfo=UTC): seats for n, seats in enumerate(hours)}
    day = [Placed(b"%d" % n, "north", FIRST_DAY, seats, "chance") for n, seats in enumerate(groups)]
    assigned = assign_hours(day, left)
    assert assigned.keys() == {group.ticket for group in day}
    taken = Counter[datetime]()
    for group in day:
        taken[assigned[group.ticket]] += group.seats
    beyond = max((taken[hour] - seats for hour, seats in left.items()), default=0)
    if sum(groups) <= sum(hours):
        assert beyond < max(groups, default=1)
