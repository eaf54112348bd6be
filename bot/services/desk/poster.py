"""The poster of the chat: its address as a picture for the cameras of phones."""

import segno


def picture(link: str) -> str:
    """Return a QR picture of an address, as a link that a page shows by itself; it stays sharp at each size."""
    return segno.make_qr(link, error="m").svg_data_uri(scale=10, border=4)
