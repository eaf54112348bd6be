"""Erases people: on request, when the retention time is over, and what a crash or an old backup left of them."""

from bot.app import App
from bot.storage.lost_commits import missing_commits
from bot.storage.tables import bookings, people, slots, waiting


def erase(app: App, person: str) -> None:
    """Give back what the person holds in any pack, destroy their key, and delete every row about them.

    The seats of a past appointment stay counted: they were used. The key is destroyed first, when the transaction of
    the caller commits. A person without a key was erased before, and this is an old copy: the rest goes as well.
    """
    if not app.seal.keys.has_key(person):
        _erase_unread(app, person)
        return
    for pack in bookings.packs_of(app.db, person):
        held = bookings.of(app.db, app.seal, person, pack)
        if held:
            slots.give_back(app.db, held.slot.id, held.request.seats)
    waiting.delete_all(app.db, person)
    people.erase(app.db, app.seal, person)


def erase_from(app: App, person: str, pack: str) -> None:
    """Delete what a person has in one pack; erase the whole person if there is nothing in another pack."""
    if people.packs_of(app.db, person) <= {pack}:
        erase(app, person)
    else:
        waiting.delete(app.db, person, pack)
        people.delete_from_pack(app.db, person, pack)


def sweep(app: App, most: int | None = None) -> int:
    """Delete the rows of people who have no key any more, of so many at most; return how many. Safe to repeat.

    A crash between the two commits of an erasure leaves such rows, and so does an old copy of the database that was
    put back: people who were erased since then stay erased.
    """
    lost = sorted(without_key(app))[:most]
    for person in lost:
        _erase_unread(app, person)
    return len(lost)


def drop_keys_alone(app: App) -> None:
    """Destroy the keys of people without rows, which a crash may leave; none if commits were lost.

    The rows of such a person may then be in a newer copy of the database.
    """
    if missing_commits(app.db) is None:
        for person in keys_alone(app):
            app.seal.keys.delete(person)


def without_key(app: App) -> set[str]:
    """Return the people who have rows and no key that opens them."""
    return people.everyone(app.db) - app.seal.keys.people()


def keys_alone(app: App) -> set[str]:
    """Return the people who have a key and no row."""
    return app.seal.keys.people() - people.everyone(app.db)


def _erase_unread(app: App, person: str) -> None:
    """Erase a person whose rows do not open, and give back the seats, which can be read without the key."""
    for slot, seats in bookings.readable_without_key(app.db, person):
        slots.give_back(app.db, slot, seats)
    waiting.delete_all(app.db, person)
    people.erase(app.db, app.seal, person)
