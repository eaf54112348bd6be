"""What the parameters of a pack say to people, each in one sentence."""

from collections.abc import Callable, Mapping
from datetime import time

from bot.core.language.text import Country, Text, Texts
from bot.core.programme.pack import Pack

WHILE_NOBODY_WAITS = Text("how.newcomers", "While nobody waits for the draw, a person who comes books at once.")
NUMBERS: Mapping[str, Callable[[int], Text]] = {
    "daily_total": lambda n: Texts(
        "how.daily_total", "All sites together have {n} place a day.", "All sites together have {n} places a day.", n
    ),
    "horizon_days": lambda n: Texts(
        "how.horizon_days", "A day can be booked {n} day ahead.", "A day can be booked up to {n} days ahead.", n
    ),
    "lead_hours": lambda n: Texts(
        "how.lead_hours",
        "The last moment to book is {n} hour before the appointment.",
        "The last moment to book is {n} hours before the appointment.",
        n,
    ),
    "reminder_hours": lambda n: Texts(
        "how.reminder_hours",
        "A reminder comes {n} hour before the appointment.",
        "A reminder comes {n} hours before the appointment.",
        n,
    ),
    "request_hours": lambda n: Texts(
        "how.request_hours",
        "Requests for the draw are taken {n} hour a day.",
        "Requests for the draw are taken {n} hours a day.",
        n,
    ),
    "confirm_hours": lambda n: Texts(
        "how.confirm_hours",
        "An offer of the draw can be answered for {n} hour.",
        "An offer of the draw can be answered for {n} hours.",
        n,
    ),
    "seniority_percent": lambda n: Text(
        "how.seniority", "{percent} of 100 places go to the groups that have waited longest.", percent=n
    ),
    "waiting_hours": lambda n: Texts(
        "how.waiting_hours",
        "A place that opens is kept {n} hour for the next on the list.",
        "A place that opens is kept {n} hours for the next on the list.",
        n,
    ),
    "chat_messages": lambda n: Texts(
        "how.chat_messages",
        "A chat may send {n} message at once.",
        "A chat may send {n} messages at once.",
        n,
    ),
    "bookings_a_day": lambda n: Texts(
        "how.bookings_a_day",
        "A person may take or move a place {n} time a day.",
        "A person may take or move a place {n} times a day.",
        n,
    ),
}
"""What the parameters say that are numbers."""
CLOCKS: Mapping[str, Callable[[time, str], Text]] = {
    "request_opens": lambda at, city: Text(
        "how.request_opens", "Requests for the draw are taken from {time}, {city} time.", time=at, city=city
    ),
    "draw_at": lambda at, city: Text("how.draw_at", "The draw is at {time}, {city} time.", time=at, city=city),
}
"""What the parameters say that are times of the day."""
WORDS = {
    ("allocation", "first_come"): Text("how.is_first_come", "Places go to the first who confirm."),
    ("allocation", "draw"): Text("how.is_drawn", "Places are drawn."),
    ("newcomers", "draw"): Text("how.all_wait", "Everybody waits for the draw."),
    ("newcomers", "book"): WHILE_NOBODY_WAITS,
    ("excess", "carry"): Text("how.carry", "Places that a group lacks come from the next day."),
    ("excess", "overflow"): Text("how.overflow", "A site takes a few people more, so that a group stays together."),
}
"""What the parameters say that are words."""
SILENT = frozenset({"release_at"})
"""The parameters that nothing here follows: they only tell how it was elsewhere."""


def sentence(name: str, value: int | str | bool, pack: Pack) -> Text | None:
    """Return what a parameter with this value says to people; None if it says nothing to them."""
    if name in NUMBERS:
        return NUMBERS[name](int(value))
    if name in CLOCKS:
        return CLOCKS[name](time.fromisoformat(str(value)), pack.city)
    if country := name.partition("limit_nationality_")[2]:
        return Texts(
            "how.limit",
            "For people with the nationality {country}: at most {n} place a day.",
            "For people with the nationality {country}: at most {n} places a day.",
            int(value),
            country=Country(country),
        )
    return WORDS.get((name, str(value)))
