"""Adds the words of a pack to the calls for help: they add sentences that are heard, and take none away."""

from collections.abc import Mapping
from dataclasses import replace

from bot.core.understanding.call_sheets import Scenario, Sheet
from bot.core.understanding.calls import SCENARIOS, Calls


def with_added(calls: Calls, added: Mapping[str, Sheet]) -> Calls:
    """Return the calls with more concepts, and more lines in the rows that they have already."""
    return Calls({code: _both(sheet, added[code]) if code in added else sheet for code, sheet in calls.sheets.items()})


def _both(sheet: Sheet, added: Sheet) -> Sheet:
    new = {name: phrases for name, phrases in added.concepts.items() if name not in sheet.concepts}
    rows = {name: _more(row, added.rows.get(name)) if name in SCENARIOS else row for name, row in sheet.rows.items()}
    return replace(sheet, concepts={**sheet.concepts, **new}, rows=rows)


def _more(row: Scenario, added: Scenario | None) -> Scenario:
    if not added:
        return row
    return replace(row, examples=(*row.examples, *added.examples), together=(*row.together, *added.together))
