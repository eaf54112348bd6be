"""Failed attempts are counted for as long as they close anything."""

from datetime import timedelta

from bot.app import App
from bot.storage.database import transaction
from bot.storage.tables import failed_attempts
from tests.conftest import NOW

TARGET = "code:somewhere"


def test_the_longest_pause_ends_before_its_count_is_deleted(app: App) -> None:
    now, longest = NOW, 0
    for _ in range(failed_attempts.MOST_FAILURES * 12):
        with transaction(app.db):
            failed_attempts.add_failure(app.db, app.seal, TARGET, now)
        hours = failed_attempts.closed_hours(app.db, app.seal, TARGET, now)
        longest = max(longest, hours)
        if hours:
            just_before = now + timedelta(hours=hours) - timedelta(seconds=1)
            with transaction(app.db):
                failed_attempts.prune(app.db, just_before)
            assert failed_attempts.closed_hours(app.db, app.seal, TARGET, just_before), "still closed"
            now += timedelta(hours=hours)
    assert longest == failed_attempts.LONGEST_PAUSE
