"""A copy of one week ago is put back as CONTRIBUTING says it, with all that happened since."""

import re
import shutil
from pathlib import Path

import pytest

from bot.settings import root
from bot.storage.store import open_store
from tests.cli.test_cli import TO_TICKET, own_folder, run, talk

assert own_folder  # every test runs in its own folder
SAVED = Path("before the restore")
WEEK_AGO, TODAY = "2026-11-15T12:00:00-08:00", "2026-11-22T12:00:00-08:00"


def talk_on(person: str, *taps: str) -> str:
    """Say some taps, and return the key of the last reply."""
    answers = talk([{"tap": tap} for tap in ("yes", *taps)], "--person", person)
    return str(answers[-1]["replies"][-1]["key"])


def codes(person: str) -> set[str]:
    shown = talk([{"tap": "yes"}, {"tap": "status"}], "--person", person)
    return set(re.findall(r"[A-Z]{4} [A-Z]{4} \d{3} [A-Z]{4}", str(shown)))


def backed_up() -> Path:
    for folder in ("copies", "keys of copies"):
        Path(folder).mkdir(exist_ok=True)
    done = run("backup", "copies", "--keys", "keys of copies", "--at", WEEK_AGO)
    assert done.exit_code == 0, done.output
    return Path(done.output.splitlines()[0])


def put_back(copy: Path) -> None:
    """Steps 2 and 3 of the documentation."""
    SAVED.mkdir()
    for ending in ("", "-wal", "-shm"):
        if Path(f"randevou.db{ending}").exists():
            Path(f"randevou.db{ending}").rename(SAVED / f"randevou.db{ending}")
    shutil.copy(copy, "randevou.db")


def test_a_copy_of_one_week_ago_is_put_back_and_the_operator_decides() -> None:
    for person in ("stays", "erased", "books later"):
        talk(TO_TICKET if person != "books later" else TO_TICKET[:-1], "--person", person)
    copy = backed_up()
    assert talk_on("books later", "confirm") == "ticket.booked"
    talk_on("erased", "forget", "yes")
    talk(TO_TICKET, "--person", "came later")
    assert run("keys", "check").output.endswith("all open\n")

    put_back(copy)
    checked = run("keys", "check")
    assert checked.exit_code == 1
    assert "Without a key: 1 person." in checked.output, "the erased person"
    assert re.search(r"at least [1-9]\d* commits? missing", checked.output)
    assert "Came later, only the key is left: 1 person." in checked.output
    assert "Without an appointment here: 1 person." in checked.output
    done = run("tick", "--at", "2026-11-24T14:00:00-08:00")
    assert done.output.endswith("0 reminders, 0 people told that an appointment will not take place, 0 appointments"
                                " over, 0 people erased, 0 other rows deleted at the end of the term\n")  # fmt: skip
    assert "randevou keys accept" in done.output, "every verb says that messages are held"
    refused = run("keys", "accept", input="n\n")
    assert (refused.exit_code, "destroys 1 key." in refused.output) == (1, True)
    assert run("keys", "check").exit_code == 1

    assert run("keys", "accept", "--yes").output.endswith("Accepted.\n")
    checked = run("keys", "check")
    assert (checked.exit_code, checked.output.splitlines()[-1]) == (0, "all open")
    assert "1 reminder" in run("tick", "--at", "2026-11-24T14:00:00-08:00").output
    assert len(codes("stays")) == 1
    assert not codes("erased"), "who was erased stays erased"
    assert talk_on("books later", "confirm") == "ticket.booked"


def test_the_newest_database_can_still_be_put_back_until_the_older_one_is_accepted() -> None:
    talk(TO_TICKET, "--person", "first")
    copy = backed_up()
    talk(TO_TICKET, "--person", "later")
    put_back(copy)
    assert run("keys", "check").exit_code == 1
    for path in SAVED.iterdir():
        path.replace(path.name)
    checked = run("keys", "check")
    assert "2 people, 8 sealed rows\nThis database is older" in checked.output
    assert run("keys", "accept", "--yes").exit_code == 0
    assert len(codes("later")) == 1


def test_accepting_where_nothing_is_held_changes_nothing() -> None:
    talk(TO_TICKET[:5])
    assert "nothing is held" in run("keys", "accept").output
    assert run("keys", "check").exit_code == 0


def test_seats_that_are_not_those_of_the_bookings_are_a_finding() -> None:
    talk(TO_TICKET)
    db, seal = open_store(Path("randevou.db"))
    db.execute("UPDATE slots SET taken = 0")
    db.close()
    seal.keys.close()
    found = run("keys", "check")
    assert (found.exit_code, "Other seats than the bookings hold: 1 slot." in found.output) == (1, True)


@pytest.mark.parametrize("step", ["randevou.db-wal", "randevou keys check", "randevou keys accept"])
def test_the_documentation_has_the_steps_of_this_drill(step: str) -> None:
    text = (root() / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert step in text.partition("To restore a copy of the database")[2].partition("## ")[0]
