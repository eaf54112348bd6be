"""Keep the slot table filled: the days ahead, with the capacity of each day."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.app import App
from bot.core.programme.pack import Pack, Site
from bot.storage.tables import slots


def fill(app: App, now: datetime) -> None:
    """Make the slots from today to the horizon, by the rules of today and the capacity of each day."""
    pack = app.pack
    today = now.astimezone(ZoneInfo(pack.zone)).date()
    for ahead in range(pack.number("horizon_days", today, 14) + 1):
        day = today + timedelta(days=ahead)
        slots.set_day_limits(app.db, pack.id, day.isoformat(), pack.limits_on(day))
        for site in pack.sites:
            for starts_at, seats in seats_on(pack, site, day):
                slot = slots.ensure_slot(app.db, pack.id, site, starts_at, seats)
                slots.set_resources(app.db, slot, resources_on(pack, site, day))


def seats_on(pack: Pack, site: Site, day: date) -> Iterator[tuple[datetime, int]]:
    """The hours (UTC) of a site on a day that can be booked, and the seats of each; walk-in hours stay free."""
    if day.isoweekday() not in site.weekdays or day in site.closed:
        return
    share, extra = divmod(pack.per_day(site.id, day), len(site.times))
    for place, at in enumerate(site.times):
        seats = share + (place < extra)
        if seats and at not in site.walk_in_times:
            yield in_utc(site, day, at), seats


def in_utc(site: Site, day: date, at: time) -> datetime:
    """A day and time by the site's clock, in UTC."""
    return datetime.combine(day, at, ZoneInfo(site.zone)).astimezone(UTC)


def resources_on(pack: Pack, site: Site, day: date) -> dict[str, int]:
    """What else each hour of a day at a site has room for."""
    return {
        resource.name: resource.amount
        for resource in pack.resources
        if resource.site == site.id and day.isoweekday() in resource.weekdays
    }
