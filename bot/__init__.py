"""Randevou: a conversation from hello to a booked slot, in four languages."""

import logging
from datetime import date

__version__ = "0.1.0"
RELEASED = date(2026, 11, 22)
"""The day of this version: no clock that tells an earlier one is believed."""
PACKS_CHECKED = date(2026, 11, 26)
"""The packs that ship with this version are checked as of this day, the last one on which a contact was checked."""

logging.getLogger("randevou").addHandler(logging.NullHandler())  # only the server writes a log, in bot/logs.py
