"""The web chat in a real browser: `pytest -m browser`, with the extra `browser` and Debian's Chromium."""
