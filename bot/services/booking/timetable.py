"""Keeps the slot table filled: the days ahead, with the capacity of each day."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.app import App
from bot.core.programme.pack import Pack, Site
from bot.storage.tables import slots


def fill(app: App, now: datetime) -> None:
    """Add the slots from today to the horizon, by today's rules and the capacity of each day."""
    pack = app.pack
    today = now.astimezone(ZoneInfo(pack.zone)).date()
    for ahead in range(pack.number("horizon_days", today, 14) + 1):
        day = today + timedelta(days=ahead)
        for site in pack.sites:
            for starts_at, seats in seats_on(pack, site, day):
                slots.ensure_slot(app.db, pack.id, site, starts_at, seats)


def seats_on(pack: Pack, site: Site, day: date) -> Iterator[tuple[datetime, int]]:
    """Return the bookable hours (UTC) of a site on a day, with their seats. Walk-in hours are not among them."""
    if day.isoweekday() not in site.weekdays or day in site.closed:
        return
    share, extra = divmod(pack.per_day(site.id, day), len(site.times))
    for place, at in enumerate(site.times):
        seats = share + (place < extra)
        if seats and at not in site.walk_in_times:
            yield in_utc(site, day, at), seats


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
