"""A bucket never allows more than its limit, never refuses people who stay below it, and tells a flood once."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.storage.database import Connection, connect
from bot.storage.tables.rate_limits import Limit, prune, take

NOW = datetime(2026, 11, 22, 20, tzinfo=UTC)
LIMITS = st.builds(Limit, st.integers(1, 6), st.sampled_from([0.5, 1, 2, 8640]))


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    with closing(connect(tmp_path_factory.mktemp("buckets") / "x.db")) as connection:
        yield connection


def at(moments: list[float]) -> list[datetime]:
    return [NOW + timedelta(seconds=moment) for moment in moments]


def empty(db: Connection) -> None:
    db.execute("DELETE FROM bucket")


@settings(max_examples=150, deadline=None)
@given(limit=LIMITS, gaps=st.lists(st.sampled_from([0, 0.1, 0.5, 1, 1.9, 2, 30, 8000]), min_size=1, max_size=40))
def test_in_any_window_no_more_passes_than_the_limit_says(db: Connection, limit: Limit, gaps: list[float]) -> None:
    empty(db)
    moments = [sum(gaps[:n]) for n in range(len(gaps))]
    passed = [moment for moment, when in zip(moments, at(moments), strict=True) if take(db, "x", limit, when) == "room"]
    for n, first in enumerate(passed):
        for many, last in enumerate(passed[n:], 1):
            assert many <= limit.most + (last - first) / limit.seconds + 1e-3


@settings(max_examples=150, deadline=None)
@given(limit=LIMITS, extra=st.lists(st.sampled_from([0, 0.1, 3, 500]), max_size=30))
def test_a_sender_below_the_limit_is_never_refused(db: Connection, limit: Limit, extra: list[float]) -> None:
    empty(db)
    for when in [NOW] * limit.most:
        assert take(db, "x", limit, when) == "room", "a burst"
    moment = 0.0
    for more in extra:
        moment += limit.seconds + more
        assert take(db, "x", limit, NOW + timedelta(seconds=moment)) == "room", "then one in so many seconds"


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from([0, 0.5, 1, 2, 5, 11]), max_size=60))
def test_a_flood_is_told_once_until_it_has_rested(db: Connection, gaps: list[float]) -> None:
    empty(db)
    limit, told_at, moment = Limit(5, 2), -99.0, 0.0
    for gap in gaps:
        moment += gap
        if take(db, "x", limit, NOW + timedelta(seconds=moment)) == "full":
            assert moment - told_at >= limit.seconds, "never told twice in a breath"
            told_at = moment


def test_a_flood_of_a_thousand_is_answered_by_one_sentence(db: Connection) -> None:
    empty(db)
    answers = [take(db, "x", Limit(20, 2), NOW + timedelta(seconds=n / 100)) for n in range(1000)]
    assert answers.count("full") == 1
    assert answers.count("room") == 20 + 4, "10 seconds of flood"


def test_one_bucket_takes_nothing_from_another(db: Connection) -> None:
    empty(db)
    assert [take(db, "x", Limit(1, 2), NOW) for _ in range(3)] == ["room", "full", "still full"]
    assert take(db, "y", Limit(1, 2), NOW) == "room"


def test_a_clock_that_goes_back_refuses_nobody_for_longer_than_a_full_bucket(db: Connection) -> None:
    empty(db)
    limit = Limit(3, 2)
    for _ in range(5):
        take(db, "x", limit, NOW)
    yesterday = NOW - timedelta(days=1)
    assert take(db, "x", limit, yesterday) == "still full"
    assert take(db, "x", limit, yesterday + timedelta(seconds=2)) == "room"


def test_a_bucket_that_is_as_good_as_new_is_forgotten_and_another_is_not(db: Connection) -> None:
    empty(db)
    take(db, "short", Limit(20, 2), NOW)
    take(db, "long", Limit(10, 8640), NOW)
    assert prune(db, NOW + timedelta(seconds=1)) == 0
    assert prune(db, NOW + timedelta(seconds=2)) == 1
    assert prune(db, NOW + timedelta(days=1)) == 1, "within a day nothing is left of anybody"


def test_nothing_of_a_bucket_is_said_in_clear(tmp_path: Path) -> None:
    with closing(connect(tmp_path / "x.db")) as db:
        columns = [row["name"] for row in db.execute("PRAGMA table_info(bucket)")]
    assert columns == ["hash", "until", "told"]
