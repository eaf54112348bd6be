"""Finds texts of the template that differ from their sources."""

from collections.abc import Mapping
from pathlib import Path

from bot.storage.files.po_files import Forms, forms
from bot.translators.extract import collect
from bot.translators.sources import Finding


def left_behind(kept: Mapping[str, tuple[Forms, str]], root: Path) -> list[Finding]:
    """Find texts of the code or a pack that differ from the template."""
    now = {str(message.context): forms(message.id) for message in collect(root) if message.context}
    keys = sorted(key for key in kept.keys() | now.keys() if key not in kept or kept[key][0] != now.get(key))
    return [
        Finding("locales/bot.pot", key, "it is not what the sources say", "Run `randevou words update`.")
        for key in keys
    ]
