"""The tables of version 0.1, as migrations in the order in which they were added; nothing here changes any more."""

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

migrations = Migrations("randevou")


@migrations()
def m001_people(db: Database) -> None:
    """Create the tables of people, their addresses and their consents."""
    db.execute("CREATE TABLE person (id TEXT PRIMARY KEY, created_at TEXT NOT NULL)")
    db.execute(
        """CREATE TABLE address (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            hash TEXT NOT NULL,
            person TEXT NOT NULL REFERENCES person ON DELETE CASCADE,
            current INTEGER NOT NULL DEFAULT 1,
            body BLOB NOT NULL,
            UNIQUE (hash, person))"""
    )
    db.execute("CREATE INDEX address_person ON address (person)")
    db.execute("CREATE UNIQUE INDEX address_one_current ON address (hash) WHERE current = 1")
    db.execute(
        """CREATE TABLE consent (
            person TEXT NOT NULL REFERENCES person ON DELETE CASCADE,
            pack TEXT NOT NULL,
            notice TEXT NOT NULL,
            at TEXT NOT NULL,
            PRIMARY KEY (person, pack))"""
    )


@migrations()
def m002_slots(db: Database) -> None:
    """Create the tables of slots, resources and limits of days; no row has more taken than its capacity."""
    db.execute(
        """CREATE TABLE slots (
            id INTEGER PRIMARY KEY,
            pack TEXT NOT NULL,
            site TEXT NOT NULL,
            starts_at TEXT NOT NULL,
            day TEXT NOT NULL,
            capacity INTEGER NOT NULL,
            taken INTEGER NOT NULL DEFAULT 0,
            open INTEGER NOT NULL DEFAULT 1,
            by_hand INTEGER NOT NULL DEFAULT 0,
            CHECK (taken BETWEEN 0 AND capacity),
            UNIQUE (pack, site, starts_at))"""
    )
    db.execute(
        """CREATE TABLE resource (
            slot INTEGER NOT NULL REFERENCES slots ON DELETE CASCADE,
            name TEXT NOT NULL,
            capacity INTEGER NOT NULL,
            taken INTEGER NOT NULL DEFAULT 0,
            CHECK (taken BETWEEN 0 AND capacity),
            PRIMARY KEY (slot, name))"""
    )
    db.execute(
        """CREATE TABLE day_limit (
            pack TEXT NOT NULL,
            day TEXT NOT NULL,
            name TEXT NOT NULL,
            capacity INTEGER NOT NULL,
            taken INTEGER NOT NULL DEFAULT 0,
            CHECK (taken BETWEEN 0 AND capacity),
            PRIMARY KEY (pack, day, name))"""
    )


@migrations()
def m003_conversations(db: Database) -> None:
    """Create the tables of conversations and bookings: one sealed body in each row."""
    db.execute(
        """CREATE TABLE conversation (
            person TEXT NOT NULL REFERENCES person ON DELETE CASCADE,
            pack TEXT NOT NULL,
            revision TEXT NOT NULL,
            version INTEGER NOT NULL,
            at TEXT NOT NULL,
            body BLOB NOT NULL,
            PRIMARY KEY (person, pack))"""
    )
    db.execute(
        """CREATE TABLE booking (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            person TEXT NOT NULL REFERENCES person ON DELETE CASCADE,
            pack TEXT NOT NULL,
            slot INTEGER NOT NULL REFERENCES slots,
            seats INTEGER NOT NULL CHECK (seats > 0),
            sequence INTEGER NOT NULL DEFAULT 0,
            state TEXT NOT NULL DEFAULT 'booked' CHECK (state IN ('booked', 'past')),
            booked_at TEXT NOT NULL,
            reminded INTEGER NOT NULL DEFAULT 0,
            code_hash TEXT NOT NULL UNIQUE,
            body BLOB NOT NULL)"""
    )
    db.execute("CREATE UNIQUE INDEX booking_one_each ON booking (person, pack) WHERE state = 'booked'")
    db.execute("CREATE INDEX booking_slot ON booking (slot)")


@migrations()
def m004_messages(db: Database) -> None:
    """Create the tables of messages already handled, and of replies not yet sent."""
    db.execute(
        """CREATE TABLE received (
            channel TEXT NOT NULL,
            id TEXT NOT NULL,
            at TEXT NOT NULL,
            fault TEXT,
            PRIMARY KEY (channel, id)) WITHOUT ROWID"""
    )
    db.execute("CREATE INDEX received_at ON received (at)")
    db.execute(
        """CREATE TABLE outbox (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            person TEXT NOT NULL REFERENCES person ON DELETE CASCADE,
            pack TEXT NOT NULL,
            version INTEGER NOT NULL,
            not_before TEXT NOT NULL,
            attempts INTEGER NOT NULL DEFAULT 0,
            message TEXT NOT NULL DEFAULT '',
            fault TEXT,
            body BLOB NOT NULL)"""
    )
    db.execute("CREATE INDEX outbox_due ON outbox (not_before, id)")
    db.execute("CREATE INDEX outbox_person ON outbox (person)")


@migrations()
def m005_settings(db: Database) -> None:
    """Create the tables of settings, such as the mark of the keys, and of sites that staff has closed."""
    db.execute("CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL)")
    db.execute("CREATE TABLE closed_site (pack TEXT NOT NULL, site TEXT NOT NULL, PRIMARY KEY (pack, site))")


@migrations()
def m006_screen(db: Database) -> None:
    """Create the table of messages that can still be deleted from a chat."""
    db.execute(
        """CREATE TABLE screen (
            person TEXT NOT NULL REFERENCES person ON DELETE CASCADE,
            message TEXT NOT NULL,
            at TEXT NOT NULL,
            PRIMARY KEY (person, message)) WITHOUT ROWID"""
    )


@migrations()
def m007_audit(db: Database) -> None:
    """Create the audit log. Rows are only added at the end, never changed, and deleted only by age."""
    db.execute(
        """CREATE TABLE audit (
            number INTEGER PRIMARY KEY,
            at TEXT NOT NULL,
            actor TEXT NOT NULL,
            action TEXT NOT NULL,
            object TEXT NOT NULL,
            detail TEXT NOT NULL,
            previous TEXT NOT NULL,
            hash TEXT NOT NULL) STRICT"""
    )
    db.execute("CREATE INDEX audit_pruned ON audit (action) WHERE action = 'audit prune'")
    db.execute(
        """CREATE TRIGGER audit_is_added_to BEFORE INSERT ON audit
           WHEN NEW.number <= (SELECT max(number) FROM audit)
           BEGIN SELECT RAISE(ABORT, 'the audit is only added to'); END"""
    )
    db.execute(
        """CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit
           BEGIN SELECT RAISE(ABORT, 'the audit is never changed'); END"""
    )
    db.execute(
        """CREATE TRIGGER audit_goes_by_age BEFORE DELETE ON audit
           WHEN NOT EXISTS (SELECT 1 FROM audit WHERE action = 'audit prune'
                            AND CAST(substr(object, 6) AS INTEGER) >= OLD.number)
           BEGIN SELECT RAISE(ABORT, 'the audit goes only by age'); END"""
    )


@migrations()
def m008_pins(db: Database) -> None:
    """Create the tables of PINs, failed attempts, recovery requests and desk words, most of them by a keyed hash."""
    db.execute("CREATE TABLE pin (person TEXT PRIMARY KEY REFERENCES person ON DELETE CASCADE, body BLOB NOT NULL)")
    db.execute(
        """CREATE TABLE tries (
            hash TEXT PRIMARY KEY,
            wrong INTEGER NOT NULL,
            closed_until TEXT NOT NULL DEFAULT '',
            at TEXT NOT NULL) WITHOUT ROWID"""
    )
    db.execute(
        """CREATE TABLE asking (
            hash TEXT PRIMARY KEY,
            code_hash TEXT NOT NULL,
            at TEXT NOT NULL) WITHOUT ROWID"""
    )
    db.execute(
        """CREATE TABLE desk_words (
            person TEXT PRIMARY KEY REFERENCES person ON DELETE CASCADE,
            hash TEXT NOT NULL,
            until TEXT NOT NULL)"""
    )


@migrations()
def m009_limits(db: Database) -> None:
    """Create the table of rate limits of chats, people and desks, by a keyed hash; an unused limit has no row."""
    db.execute(
        """CREATE TABLE bucket (
            hash TEXT PRIMARY KEY,
            until REAL NOT NULL,
            told INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID"""
    )
    db.execute("CREATE INDEX bucket_until ON bucket (until)")


@migrations()
def m010_identities(db: Database) -> None:
    """Create the table of keyed hashes of personal details: of all together, and of nearly the same details."""
    db.execute(
        """CREATE TABLE identity (
            person TEXT NOT NULL REFERENCES person ON DELETE CASCADE,
            pack TEXT NOT NULL,
            hash TEXT NOT NULL,
            exact INTEGER NOT NULL,
            PRIMARY KEY (person, pack, hash)) WITHOUT ROWID"""
    )
    db.execute("CREATE INDEX identity_hash ON identity (pack, hash)")
