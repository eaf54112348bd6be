"""Makes the files of an appointment when a person asks for them: a calendar entry, or a QR picture of the code."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import icalendar
import segno

from bot.core.booking.slot import Booking, local
from bot.core.conversation.claims import costs
from bot.core.language.message import File, Venue
from bot.core.language.text import Catalog, Text
from bot.core.programme.pack import Pack
from bot.services.booking.vtimezone import vtimezone

MINUTES = 60
"""Minutes that an appointment takes if no service says otherwise."""


@dataclass(frozen=True, slots=True)
class TicketFiles:
    """An appointment, and what its files need: the words of a language, its length, and the time of making them."""

    booking: Booking
    pack: Pack
    catalog: Catalog
    minutes: int
    now: datetime
    claim: str = ""
    """The text in the QR picture (services/booking/check_ticket.py)."""
    cancelled: bool = False
    """Whether the calendar file takes the entry out."""

    def file(self, kind: str) -> File:
        """Make the file of a kind: a QR picture for "qr", else the calendar file."""
        return self._qr() if kind == "qr" else self._calendar()

    def venue(self) -> Venue | None:
        """Return the site as a point on a map, if it has an address."""
        site = self.pack.site_booked(self.booking.slot.site)
        if site.latitude is None or not site.address:
            return None
        return Venue(self.catalog.say(site.name), site.address, site.latitude, site.longitude)

    def _qr(self) -> File:
        """Draw the code and our seal, and nothing about the person. (`segno.make` would give a Micro QR.)"""
        picture = BytesIO()
        segno.make_qr(self.claim, error="q").save(picture, kind="png", scale=8, border=4)
        return File("randevou.png", "image/png", picture.getvalue())

    def _calendar(self) -> File:
        """Write one event with its time zone. A moved or cancelled booking has the same UID and a higher SEQUENCE."""
        site = self.pack.site_booked(self.booking.slot.site)
        starts = local(self.booking.slot.starts_at, site)
        event = icalendar.Event()
        event.add("uid", f"{self.booking.code.replace(' ', '-').lower()}@randevou")
        event.add("sequence", self.booking.sequence + self.cancelled)
        event.add("status", "CANCELLED" if self.cancelled else "CONFIRMED")
        event.add("dtstamp", self.now.astimezone(UTC))
        event.add("dtstart", starts)
        event.add("dtend", starts + timedelta(minutes=self.minutes))
        event.add("summary", self.catalog.say(_summary(self.pack)))
        event.add("location", self.catalog.say(site.name))
        event.add("description", "\n".join(map(self.catalog.say, _description(self.pack, self.booking))))
        calendar = icalendar.Calendar()
        calendar.add("version", "2.0")
        calendar.add("prodid", "-//Randevou//randevou//EN")
        calendar.add("method", "CANCEL" if self.cancelled else "PUBLISH")
        calendar.add_component(vtimezone(ZoneInfo(site.zone), starts.year))
        calendar.add_component(event)
        return File("randevou.ics", "text/calendar", calendar.to_ical())


def _summary(pack: Pack) -> Text:
    if pack.demonstration:
        return Text("calendar_file.practice", "PRACTICE, not a real appointment")
    return Text("calendar_file.summary", "Appointment")


def _description(pack: Pack, booking: Booking) -> tuple[Text, ...]:
    if pack.demonstration:
        practice = Text(
            "calendar_file.practice_description",
            "PRACTICE, not a real appointment: do not travel. {imitates} ended on {end}. Code: {code}",
            imitates=pack.imitates,
            end=pack.imitation_ended or "",
            code=booking.code,
        )
        return (practice,)
    return (Text("calendar_file.description", "Code: {code}.", code=booking.code), *costs(pack))
