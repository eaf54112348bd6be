"""Randevou: a conversation from hello to a booked slot, in four languages."""

__version__ = "0.1.0"
