"""The turn that books asks the database for no more than it needs."""

from bot.app import App
from bot.core.conversation.events import Arrived
from bot.services.conversation.deliver import Results, parcels, settle
from bot.services.conversation.respond import respond
from tests.bench.trace import book_it, message, traced
from tests.bench.turns import CHANNEL, JOURNEY
from tests.conftest import NOW

STATEMENTS, OF_KEYS = 21, 3


def test_the_tap_that_books_takes_few_statements(app: App) -> None:
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
