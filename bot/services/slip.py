"""The appointment as a file, made only when it is asked for: a calendar entry, or a QR picture of the code."""

from datetime import datetime, timedelta
from io import BytesIO

import icalendar
import segno

from bot.core.booking import Booking, local
from bot.core.language import Catalog, Text
from bot.core.message import File
from bot.core.pack import Pack

DEFAULT_MINUTES = 60


def make(kind: str, booking: Booking, pack: Pack, catalog: Catalog, now: datetime) -> File:
    """The file of a kind: "calendar" or "qr"."""
    return _calendar(booking, pack, catalog, now) if kind == "calendar" else _qr(booking)


def _qr(booking: Booking) -> File:
    """Only the code, so that the picture says nothing about the person. (`segno.make` would give a Micro QR.)"""
    picture = BytesIO()
    segno.make_qr(booking.code, error="q").save(picture, kind="png", scale=8, border=4)
    return File("randevou.png", "image/png", picture.getvalue())


def _calendar(booking: Booking, pack: Pack, catalog: Catalog, now: datetime) -> File:
    """One event with its time zone; a moved booking has a higher SEQUENCE and replaces the earlier entry."""
    site = pack.site_booked(booking.slot.site)
    starts = local(booking.slot.starts_at, site)
    event = icalendar.Event()
    event.add("uid", f"{booking.code.replace(' ', '-').lower()}@randevou")
    event.add("sequence", booking.sequence)
    event.add("dtstamp", now)
    event.add("dtstart", starts)
    event.add("dtend", starts + timedelta(minutes=DEFAULT_MINUTES))
    event.add("summary", catalog.say(_summary(pack)))
    event.add("location", catalog.say(site.name))
    event.add("description", catalog.say(_description(pack, booking)))
    calendar = icalendar.Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Randevou//randevou//EN")
    calendar.add_component(event)
    calendar.add_missing_timezones(starts.date(), starts.date() + timedelta(days=1))
    return File("randevou.ics", "text/calendar", calendar.to_ical())


def _summary(pack: Pack) -> Text:
    if pack.demonstration:
        return Text("calendar_file.practice", "PRACTICE, not a real appointment")
    return Text("calendar_file.summary", "Appointment")


def _description(pack: Pack, booking: Booking) -> Text:
    if pack.demonstration:
        return Text(
            "calendar_file.practice_description",
            "PRACTICE, not a real appointment: do not travel. The programme that it imitates (CBP One) ended on {end}. "
            "Code: {code}",
            end=pack.imitation_ended or "",
            code=booking.code,
        )
    return Text("calendar_file.description", "Code: {code}. It is free.", code=booking.code)
