"""The states of the towns of the United States that the gazetteer knows."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from bot.storage.files.gazetteer import DATA


@cache
def us_states() -> Mapping[str, str]:
    """Return ISO 3166-2 codes ("US-CA") by the id of a place."""
    rows = (DATA / "us-states.tsv").read_text(encoding="utf-8").split("\n")[1:]
    return MappingProxyType(dict(row.split("\t") for row in rows if row))
