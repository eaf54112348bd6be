"""What a pack has on offer, day by day: each site counts its days by its own calendar."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.core.booking.timetable import on_offer
from bot.core.programme.pack import Pack

LATE = datetime(2026, 11, 23, 6, 30, tzinfo=UTC)
"""Sunday, half past ten in the evening in Tijuana; in Chicago and New York it is Monday."""


def with_times(pack: Pack, *hours: int) -> Pack:
    times = tuple(map(time, hours))
    return replace(pack, sites=tuple(replace(site, times=times) for site in pack.sites))


def test_the_rest_of_today_is_on_offer_where_it_is_still_today(packs: dict[str, Pack]) -> None:
    offer = on_offer(with_times(packs["border-appointments"], 23), LATE)
    tonight = datetime(2026, 11, 22, 23, tzinfo=ZoneInfo("America/Los_Angeles")).astimezone(UTC)
    assert ("tijuana", tonight) in offer, "although the clock of the programme says Monday"


def test_every_moment_up_to_the_horizon_is_on_offer_where_tomorrow_has_begun(packs: dict[str, Pack]) -> None:
    pack = replace(with_times(packs["border-appointments"], 0), zone="America/Los_Angeles")
    last = datetime(2026, 12, 7, 0, tzinfo=ZoneInfo("America/Chicago")).astimezone(UTC)
    assert last < LATE + timedelta(days=14)
    assert ("reynosa", last) in on_offer(pack, LATE)
