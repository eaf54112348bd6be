"""Slots, bookings, codes, and the text of a QR picture."""
