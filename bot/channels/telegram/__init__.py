"""Telegram: the only folder that imports python-telegram-bot. It is our transport; all state is in the database."""

import os

os.environ.setdefault("PTB_TIMEDELTA", "1")  # python-telegram-bot's new type for a time to wait
