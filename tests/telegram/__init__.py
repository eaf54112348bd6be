"""Telegram as the bot meets it: a strict local counterpart of the Bot API, and the tests of the channel against it."""
