"""The tables of the database, as migrations: those of version 0.1, and what was added since."""

from sqlite_utils import Database

from bot.storage.first_tables import migrations

__all__ = ["migrations"]


@migrations()
def m011_outbox_channel(db: Database) -> None:
    """Add the channel that must send a message; `outbox.fill_in_channels` completes the older rows."""
    db.execute("ALTER TABLE outbox ADD COLUMN channel TEXT NOT NULL DEFAULT ''")
    db.execute("DROP INDEX outbox_due")
    db.execute("CREATE INDEX outbox_due ON outbox (channel, not_before, id)")


@migrations()
def m012_booking_person(db: Database) -> None:
    """Add an index to the people of bookings: without it the erasure of one person reads every booking."""
    db.execute("CREATE INDEX booking_person ON booking (person)")


@migrations()
def m013_staff(db: Database) -> None:
    """Create the table of the accounts of staff; `folded` is the form in which names are compared."""
    db.execute(
        """CREATE TABLE staff (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT NOT NULL,
            folded TEXT NOT NULL UNIQUE,
            passphrase_hash TEXT NOT NULL,
            since TEXT NOT NULL,
            ended TEXT) STRICT"""
    )


@migrations()
def m014_wrong_codes(db: Database) -> None:
    """Create the table of codes that were tried and that no appointment has, by a keyed hash."""
    db.execute("CREATE TABLE wrong_code (hash TEXT PRIMARY KEY, at TEXT NOT NULL) STRICT, WITHOUT ROWID")


@migrations()
def m015_no_counts_of_resources(db: Database) -> None:
    """Drop the counts of resources and of limits of days: they are derived from the sealed bookings."""
    db.execute("DROP TABLE resource")
    db.execute("DROP TABLE day_limit")


@migrations()
def m016_sealed_consent(db: Database) -> None:
    """Replace the notice of a consent by a sealed body; `sealing.seal_older_rows` seals the older ones."""
    db.execute("ALTER TABLE consent RENAME TO older_consent")
    db.execute(
        """CREATE TABLE consent (
            person TEXT NOT NULL REFERENCES person ON DELETE CASCADE,
            pack TEXT NOT NULL,
            at TEXT NOT NULL,
            body BLOB NOT NULL,
            PRIMARY KEY (person, pack))"""
    )
    db.execute("INSERT INTO consent SELECT person, pack, at, notice FROM older_consent ORDER BY rowid")
    db.execute("DROP TABLE older_consent")


@migrations()
def m017_lanes(db: Database) -> None:
    """Add the bot by which a person wrote last; `lanes.adopt` completes the older rows."""
    db.execute("ALTER TABLE conversation ADD COLUMN lane TEXT NOT NULL DEFAULT ''")


@migrations()
def m018_offered(db: Database) -> None:
    """Add the seats on offer, which may be fewer than are taken, and why a slot or a site was closed.

    The capacity remains what no booking may exceed: never less than what is taken.
    """
    db.execute("ALTER TABLE slots ADD COLUMN offered INTEGER NOT NULL DEFAULT 0")
    db.execute("UPDATE slots SET offered = capacity")
    db.execute("ALTER TABLE slots ADD COLUMN reason TEXT NOT NULL DEFAULT ''")
    db.execute("ALTER TABLE closed_site ADD COLUMN reason TEXT NOT NULL DEFAULT ''")


@migrations()
def m019_known_sites(db: Database) -> None:
    """Create the table of the sites that a pack has or had; `names` is JSON, by language."""
    db.execute(
        """CREATE TABLE known_site (
            pack TEXT NOT NULL,
            site TEXT NOT NULL,
            zone TEXT NOT NULL,
            city TEXT NOT NULL,
            names TEXT NOT NULL,
            PRIMARY KEY (pack, site)) STRICT, WITHOUT ROWID"""
    )


@migrations()
def m020_waiting(db: Database) -> None:
    """Create the table of the waiting list; `slot` and `seats` are kept for the person until `kept_until`."""
    db.execute(
        """CREATE TABLE waiting (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            person TEXT NOT NULL REFERENCES person ON DELETE CASCADE,
            pack TEXT NOT NULL,
            until TEXT NOT NULL,
            state TEXT NOT NULL,
            slot INTEGER REFERENCES slots,
            seats INTEGER NOT NULL DEFAULT 0,
            kept_until TEXT,
            body BLOB NOT NULL,
            UNIQUE (person, pack),
            CHECK ((state = 'kept') = (slot IS NOT NULL))) STRICT"""
    )
    db.execute("CREATE INDEX waiting_pack ON waiting (pack, id)")
    db.execute("CREATE INDEX waiting_slot ON waiting (slot)")


@migrations()
def m021_requests(db: Database) -> None:
    """Widen the waiting list by the line for the draws: seats on offer are held as kept seats are.

    `kind` is which of the two a request is in; `version` counts what changed, so that a draw knows what it froze;
    `size` is how many people a group has.
    """
    last = db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'waiting'").fetchone()
    db.execute("DROP INDEX waiting_pack")
    db.execute("DROP INDEX waiting_slot")
    db.execute("ALTER TABLE waiting RENAME TO older_waiting")
    db.execute(
        """CREATE TABLE waiting (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            person TEXT NOT NULL REFERENCES person ON DELETE CASCADE,
            pack TEXT NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('list', 'draw')),
            since TEXT NOT NULL DEFAULT '',
            until TEXT,
            state TEXT NOT NULL,
            version INTEGER NOT NULL DEFAULT 0,
            size INTEGER NOT NULL DEFAULT 0,
            slot INTEGER REFERENCES slots,
            seats INTEGER NOT NULL DEFAULT 0,
            kept_until TEXT,
            unread_until TEXT,
            body BLOB NOT NULL,
            UNIQUE (person, pack),
            CHECK ((state IN ('kept', 'offered')) = (slot IS NOT NULL))) STRICT"""
    )
    db.execute(
        """INSERT INTO waiting (id, person, pack, kind, until, state, slot, seats, kept_until, body)
           SELECT id, person, pack, 'list', until, state, slot, seats, kept_until, body FROM older_waiting"""
    )
    db.execute("DROP TABLE older_waiting")
    if last:  # no id is used twice
        db.execute("DELETE FROM sqlite_sequence WHERE name = 'waiting'")
        db.execute("INSERT INTO sqlite_sequence (name, seq) VALUES ('waiting', ?)", (last[0],))
    db.execute("CREATE INDEX waiting_pack ON waiting (pack, kind, state, id)")
    db.execute("CREATE INDEX waiting_slot ON waiting (slot)")


@migrations()
def m022_draws(db: Database) -> None:
    """Create the tables of the draws: one for each pack and opening day, who takes part, and what came of it.

    `first` marks an entry that the draw could not keep together, so that it is the first of the next one.
    `slots.shift` are the seats that draws have moved: from a slot to another one, from the next day, or beyond.
    """
    db.execute(
        """CREATE TABLE draw (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            pack TEXT NOT NULL,
            day TEXT NOT NULL,
            seed_kind TEXT NOT NULL,
            seed_name TEXT NOT NULL,
            seed TEXT,
            chosen_at TEXT NOT NULL,
            frozen_at TEXT,
            drawn_at TEXT,
            record TEXT NOT NULL DEFAULT '{}',
            UNIQUE (pack, day)) STRICT"""
    )
    db.execute(
        """CREATE TABLE draw_entry (
            draw INTEGER NOT NULL REFERENCES draw,
            request INTEGER NOT NULL REFERENCES waiting ON DELETE CASCADE,
            version INTEGER NOT NULL,
            first INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (draw, request)) STRICT, WITHOUT ROWID"""
    )
    db.execute("CREATE INDEX draw_entry_request ON draw_entry (request)")
    db.execute(
        """CREATE TABLE draw_outcome (
            pack TEXT NOT NULL,
            day TEXT NOT NULL,
            size INTEGER NOT NULL,
            asked INTEGER NOT NULL,
            offered INTEGER NOT NULL,
            confirmed INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (pack, day, size)) STRICT, WITHOUT ROWID"""
    )
    db.execute("ALTER TABLE slots ADD COLUMN shift INTEGER NOT NULL DEFAULT 0")


@migrations()
def m023_no_order_of_buckets(db: Database) -> None:
    """Drop the order of the rate limits by time, which each message changes: the tick reads the few that there are."""
    db.execute("DROP INDEX bucket_until")


@migrations()
def m024_request_codes(db: Database) -> None:
    """Add the keyed hash of the code by which a helper finds a request; NULL for the waiting list."""
    db.execute("ALTER TABLE waiting ADD COLUMN code_hash TEXT")
    db.execute("CREATE UNIQUE INDEX waiting_code ON waiting (code_hash)")


@migrations()
def m025_desk(db: Database) -> None:
    """Add the role and the language of staff, the one-time link of an invitation, and the sessions at the desk."""
    db.execute("ALTER TABLE staff ADD COLUMN role TEXT NOT NULL DEFAULT 'volunteer'")
    db.execute("ALTER TABLE staff ADD COLUMN language TEXT NOT NULL DEFAULT ''")
    db.execute("ALTER TABLE staff ADD COLUMN invited_hash TEXT NOT NULL DEFAULT ''")
    db.execute("ALTER TABLE staff ADD COLUMN invited_until TEXT NOT NULL DEFAULT ''")
    db.execute(
        """CREATE TABLE desk_session (
            hash TEXT PRIMARY KEY,
            staff INTEGER NOT NULL REFERENCES staff ON DELETE CASCADE,
            made TEXT NOT NULL,
            used TEXT NOT NULL,
            locked INTEGER NOT NULL DEFAULT 0,
            wrong INTEGER NOT NULL DEFAULT 0,
            number_hash TEXT NOT NULL) STRICT, WITHOUT ROWID"""
    )


@migrations()
def m026_desk_cards(db: Database) -> None:
    """Add who of the staff helps a person at a table, since when the person agreed, and whether they ended it."""
    db.execute(
        """CREATE TABLE desk_card (
            id TEXT PRIMARY KEY,
            person TEXT NOT NULL REFERENCES person ON DELETE CASCADE,
            staff INTEGER NOT NULL REFERENCES staff ON DELETE CASCADE,
            seat INTEGER NOT NULL,
            agreed TEXT NOT NULL,
            removed INTEGER NOT NULL DEFAULT 0,
            UNIQUE (person, staff)) STRICT, WITHOUT ROWID"""
    )


@migrations()
def m027_desk_evening(db: Database) -> None:
    """Add the acts of the desk that can be undone for a while, and what one shift tells the next."""
    db.execute(
        """CREATE TABLE delayed_act (
            booking INTEGER PRIMARY KEY REFERENCES booking ON DELETE CASCADE,
            staff INTEGER NOT NULL REFERENCES staff ON DELETE CASCADE,
            reason TEXT NOT NULL,
            due TEXT NOT NULL) STRICT"""
    )
    db.execute("CREATE TABLE shift_note (word TEXT PRIMARY KEY, at TEXT NOT NULL) STRICT, WITHOUT ROWID")


@migrations()
def m028_fewer_people(db: Database) -> None:
    """Add how many people still come after an act of the desk; 0 where the whole appointment is given back."""
    db.execute("ALTER TABLE delayed_act ADD COLUMN people INTEGER NOT NULL DEFAULT 0")


@migrations()
def m029_paper(db: Database) -> None:
    """Add the number and the time of a wish that was written on paper, and before whom it comes on the waiting list."""
    db.execute("ALTER TABLE desk_card ADD COLUMN number INTEGER")
    db.execute("ALTER TABLE desk_card ADD COLUMN written TEXT")
    db.execute("ALTER TABLE waiting ADD COLUMN before INTEGER")


@migrations()
def m030_handed_over(db: Database) -> None:
    """Add a mark of the slip that a helper has handed over: it is not shown again."""
    db.execute("ALTER TABLE desk_card ADD COLUMN handed TEXT NOT NULL DEFAULT ''")


@migrations()
def m031_seat_before(db: Database) -> None:
    """Add the seat that a card had before it was taken off the table: its helper knows it again by that look."""
    db.execute("ALTER TABLE desk_card ADD COLUMN seat_before INTEGER NOT NULL DEFAULT 0")
