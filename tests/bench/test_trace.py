"""The turn that books asks the database for no more than it needs."""

from bot.app import App
from tests.bench.trace import book_it

STATEMENTS, OF_KEYS = 21, 3


def test_the_tap_that_books_takes_few_statements(app: App) -> None:
    trace = book_it(app)
    assert len(trace.statements) <= STATEMENTS, "\n".join(trace.statements)
    assert len(trace.of_keys) <= OF_KEYS, "\n".join(trace.of_keys)
    assert app.db.execute("SELECT count(*) FROM booking").fetchone()[0] == 1
