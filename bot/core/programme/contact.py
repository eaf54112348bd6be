"""A contact of a pack: who helps with what, how people reach it, when it answers, and until when it is shown."""

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot.core.language.text import Text

HELP, EMERGENCY, LEGAL = "help", "emergency", "legal"
WEB = "web"
WAYS = ("phone", "place", WEB)
"""How people reach a contact. On a website nobody answers."""


@dataclass(frozen=True, slots=True)
class Period:
    """Hours on some days of the week (Monday is 1). An end that is not after the start is on the next day."""

    days: frozenset[int]
    start: time
    end: time

    def holds(self, at: datetime) -> bool:
        """Return whether a moment, in the time zone of the contact, is in this period."""
        clock, today = at.time(), at.isoweekday()
        if self.start < self.end:
            return today in self.days and self.start <= clock < self.end
        yesterday = (today - 2) % 7 + 1
        return (today in self.days and clock >= self.start) or (yesterday in self.days and clock < self.end)


ALWAYS = (Period(frozenset(range(1, 8)), time(0), time(0)),)
"""Day and night."""


@dataclass(frozen=True, slots=True)
class Contact:
    """A person or organisation that helps, with the day of the last check."""

    id: str
    kinds: frozenset[str]
    """The needs that it serves: "help", "emergency", "legal", "child" ..."""
    name: Text
    how: Text
    ways: frozenset[str]
    hours: tuple[Period, ...]
    """Empty if they are unknown."""
    zone: str
    city: str
    """The town that is named with the hours; "" if they are unknown, or day and night."""
    languages: tuple[str, ...]
    checked: date
    expires: date
    """The last day that the check counts; a contact is not shown after it, except in an emergency."""
    sources: tuple[str, ...] = ()
    """Who says so; two that are independent of each other, except in a demonstration."""

    @property
    def is_for_emergencies(self) -> bool:
        """Return whether it is shown whatever the day: an old number for danger is better than none."""
        return EMERGENCY in self.kinds

    @property
    def has_people(self) -> bool:
        """Return whether a person answers: by telephone, or at a place."""
        return bool(self.ways - {WEB})

    def is_shown(self, on: date) -> bool:
        """Return whether people see it on a day."""
        return self.is_for_emergencies or self.expires >= on

    def answers(self, now: datetime) -> bool | None:
        """Return whether a person answers at a moment; None if the hours are unknown."""
        if not self.has_people:
            return False
        local = now.astimezone(ZoneInfo(self.zone))
        return any(period.holds(local) for period in self.hours) if self.hours else None
