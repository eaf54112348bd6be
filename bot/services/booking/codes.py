"""Makes the codes of appointments and requests."""

import secrets

from bot.app import App
from bot.core.booking.code import CODES, write_code
from bot.core.booking.rude_words import is_rude, rude_words


def new_code(app: App) -> str:
    """Return a code by chance, without a word that is rude in any language; another person may have it."""
    rude = rude_words(app.catalogs.values())
    while is_rude(code := write_code(secrets.randbelow(CODES)), rude):
        pass
    return code
