"""Randevou: a conversation from hello to a booked slot, in four languages."""

import logging
from datetime import date

__version__ = "0.1.0"
RELEASED = date(2026, 11, 22)
"""The day of this version: the packs that ship with it are checked as of this day."""

logging.getLogger("randevou").addHandler(logging.NullHandler())  # only the server writes a log, in bot/logs.py
