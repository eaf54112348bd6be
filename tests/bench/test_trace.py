"""The turn that books asks the database for no more than it needs."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from bot.app import App
from bot.core.conversation.events import Arrived
from bot.core.programme.pack import Parameter
from bot.services.conversation.deliver import Results, parcels, settle
from bot.services.conversation.respond import respond
from tests.bench.trace import book_it, message, traced
from tests.bench.turns import CHANNEL, JOURNEY
from tests.conftest import NOW

STATEMENTS, OF_KEYS = 17, 1
FIRST_COME = (Parameter("waiting_hours", 6, date(2026, 1, 1), None, "for the tests"),)


@pytest.mark.parametrize("first_come", [True, False], ids=["first come, with a waiting list", "draw"])
def test_the_tap_that_books_takes_few_statements(app: App, first_come: bool) -> None:
    if first_come:
        others = tuple(one for one in app.pack.parameters if one.name not in ("allocation", "newcomers"))
        app = replace(app, pack=replace(app.pack, parameters=others + FIRST_COME))
    trace = book_it(app)
    assert len(trace.statements) <= STATEMENTS, "\n".join(trace.statements)
    assert len(trace.of_keys) <= OF_KEYS, "\n".join(trace.of_keys)
    assert app.db.execute("SELECT count(*) FROM booking").fetchone()[0] == 1


SMALL = ("sqlite_sequence", "CONSTANT ROW")


def test_no_turn_reads_a_whole_table(app: App) -> None:
    carry = ""
    with traced(app) as trace:
        for step, event in enumerate([Arrived(), *JOURNEY]):
            carry = respond(app, message(step, event, carry), NOW).carry
            settle(app, Results([one.id for one in parcels(app, NOW, channel=CHANNEL.name)]), NOW)
    for statement in {one for one in trace.statements if one.startswith(("SELECT", "UPDATE", "DELETE"))}:
        plan = [row["detail"] for row in app.db.execute(f"EXPLAIN QUERY PLAN {statement}")]
        whole = [step for step in plan if step.startswith("SCAN") and not step.endswith(SMALL)]
        assert not whole, f"{whole}: {statement}"


def test_no_turn_reads_the_same_twice(app: App) -> None:
    carry = ""
    for step, event in enumerate([Arrived(), *JOURNEY]):
        with traced(app) as trace:
            carry = respond(app, message(step, event, carry), NOW).carry
        reads = Counter(one for one in trace.statements if one.startswith("SELECT") and SMALL[0] not in one)
        assert reads.most_common(1)[0][1] == 1, event
