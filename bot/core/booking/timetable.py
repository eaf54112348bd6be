"""What a pack has on offer: its slots with their seats, and why it has none at some moment."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.core.booking.slot import Missing, local
from bot.core.programme.pack import Pack
from bot.core.programme.site import Site


def seats_on(pack: Pack, site: Site, day: date) -> Iterator[tuple[datetime, int]]:
    """Return the bookable hours (UTC) of a site on a day, with their seats. Walk-in hours are not among them."""
    if _is_open(pack, site, day):
        for at, seats in _shared(site, pack.per_day(site.id, day)):
            yield in_utc(site, day, at), seats


def _shared(site: Site, per_day: int) -> Iterator[tuple[time, int]]:
    share, extra = divmod(per_day, len(site.times))
    for place, at in enumerate(site.times):
        seats = share + (place < extra)
        if seats and at not in site.walk_in_times:
            yield at, seats


def most_seats(pack: Pack, site: Site, since: date) -> int:
    """Return the most seats that one hour of a site has on any day from a day on."""
    later = [entry.per_day for entry in pack.capacities if entry.site == site.id and entry.start > since]
    hours = (seats for per_day in (pack.per_day(site.id, since), *later) for _, seats in _shared(site, per_day))
    return max(hours, default=0)


def most_a_day(pack: Pack, site: Site, since: date) -> int:
    """Return the most seats that can be booked at a site on any one day from a day on."""
    later = [entry.per_day for entry in pack.capacities if entry.site == site.id and entry.start > since]
    return max(sum(seats for _, seats in _shared(site, per_day)) for per_day in (pack.per_day(site.id, since), *later))


def on_offer(pack: Pack, now: datetime) -> Mapping[tuple[str, datetime], int]:
    """Return the seats of every slot from now to the horizon, by site and moment (UTC); each site counts its days."""
    horizon = pack.number("horizon_days", pack.day(now), 14)
    return {
        (site.id, starts_at): seats
        for site in pack.sites
        for ahead in range(horizon + 1)
        for starts_at, seats in seats_on(pack, site, local(now, site).date() + timedelta(days=ahead))
        if starts_at > now
    }


def seats_at(pack: Pack, site: str, starts_at: datetime) -> int:
    """Return the seats that a pack has at a site and a moment, however far ahead; 0 if it has none."""
    place = pack.site(site)
    return dict(seats_on(pack, place, local(starts_at, place).date())).get(starts_at, 0) if place else 0


def missing(pack: Pack, site: str, starts_at: datetime) -> Missing | None:
    """Return what a pack does not have at a site and a moment; None if that is an hour for appointments.

    A number of seats, also 0, says only how many may book: it takes no appointment away.
    """
    place = pack.site(site)
    if place is None:
        return "site"
    day = local(starts_at, place).date()
    if not _is_open(pack, place, day):
        return "day"
    hours = {in_utc(place, day, at) for at in place.times if at not in place.walk_in_times}
    return None if starts_at in hours else "hour"


def _is_open(pack: Pack, site: Site, day: date) -> bool:
    return day.isoweekday() in site.weekdays and day not in site.closed and not pack.entries_on(day)


def in_utc(site: Site, day: date, at: time) -> datetime:
    """Return a day and time by the site's clock, in UTC."""
    return datetime.combine(day, at, ZoneInfo(site.zone)).astimezone(UTC)


def resources_on(pack: Pack, site: Site, day: date) -> dict[str, int]:
    """Return how many of each resource one hour has, at a site on a day."""
    return {
        resource.name: resource.amount
        for resource in pack.resources
        if resource.site == site.id and day.isoweekday() in resource.weekdays
    }
