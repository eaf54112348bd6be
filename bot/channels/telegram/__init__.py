"""Telegram: the only room that knows python-telegram-bot. It is our transport; what is remembered is in the table."""

import os

os.environ.setdefault("PTB_TIMEDELTA", "1")  # python-telegram-bot's coming way to say a time to wait
