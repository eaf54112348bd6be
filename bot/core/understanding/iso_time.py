"""Read an ISO time that a developer or operator gives as the present time."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

YEARS = range(2000, 2100)
"""The years that a clock may show; any other year means that the clock is wrong."""
EXAMPLE = "2026-11-25 or 2026-11-25T13:00:00-08:00"


def read_moment(text: str, zone: str) -> datetime | None:
    """Return an ISO time with its offset, or noon in the zone for a date alone; None for anything else.

    >>> read_moment("2026-11-25", "America/Tijuana").isoformat()
    '2026-11-25T12:00:00-08:00'
    """
    try:
        bare = len(text) == len("2026-11-25")
        day = datetime.combine(date.fromisoformat(text), time(12), ZoneInfo(zone)) if bare else None
        moment = day or datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo and moment.year in YEARS else None
