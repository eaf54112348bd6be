"""Randevou: a conversation from hello to a booked slot, in four languages."""

import logging

__version__ = "0.1.0"

logging.getLogger("randevou").addHandler(logging.NullHandler())  # only the server writes a log, in bot/logs.py
