"""Two helpers are two: names that look the same are one account, and each is proved by a passphrase."""

from datetime import timedelta

import pytest

from bot.app import App
from bot.core.desk.acts import Act
from bot.services.desk import staff_accounts
from bot.services.desk.staff_accounts import Claim, Refused
from bot.services.tick import tick
from bot.storage.database import transaction
from bot.storage.keys import passphrase
from bot.storage.tables import audit_log, staff
from tests.conftest import DESK, NOW, OpenApp, two_helpers

ANA, LUIS = Claim("Ana", "Ana has four long words"), Claim("Luis", "Luis has four long words")
GOOD = "four words, far apart"


def add(app: App, name: str, secret: str = GOOD) -> None:
    staff_accounts.add(app, name, secret, DESK)


@pytest.mark.parametrize("second", ["ana", "Ana", "ána", "an a", "An-a", "Ａｎａ"])
def test_a_second_account_that_looks_like_the_first_is_refused_and_the_first_is_named(app: App, second: str) -> None:
    add(app, "ana")
    with pytest.raises(ValueError, match="looks like ana, which is an account"):
        add(app, second)
    assert [account.name for account in staff.everyone(app.db)] == ["ana"]


@pytest.mark.parametrize("second", ["ana.", "\u0430na", "ana\u200b", "a\u0301\u0301na"])
def test_a_name_with_signs_that_hide_who_it_is_is_refused(app: App, second: str) -> None:
    add(app, "ana")
    with pytest.raises(ValueError, match="is not allowed"):
        add(app, second)


@pytest.mark.parametrize(
    ("secret", "reason"),
    [
        ("short", "has 5 characters"), ("x" * 257, "has 257 characters"), ("", "has 0 characters"),
        ("ababababababababab", "different characters"), ("Rosamunda Rosamunda", "mostly the name"),
    ],
)  # fmt: skip
def test_a_weak_passphrase_is_refused_with_the_reason(app: App, secret: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        add(app, "Rosamunda", secret)
    assert staff.everyone(app.db) == []


def test_a_passphrase_is_the_same_however_a_keyboard_puts_its_signs_together(app: App) -> None:
    add(app, "ana", "café y cuatro más")
    assert not isinstance(
        staff_accounts.prove(app, [Claim("Ana", "cafe\u0301 y cuatro ma\u0301s")], Act.RECOVER, NOW), Refused
    )


def test_of_a_passphrase_only_a_slow_hash_with_its_own_salt_is_kept(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()  # with the real costs
    add(app, "ana")
    add(app, "luis")
    hashes = [row["passphrase_hash"] for row in app.db.execute("SELECT passphrase_hash FROM staff")]
    assert all(hash.startswith("$argon2id$v=19$m=65536,t=3,p=4$") for hash in hashes)
    assert len(set(hashes)) == 2


def test_both_are_known_by_name_and_passphrase_however_the_name_is_typed(app: App) -> None:
    helpers = two_helpers(app)
    assert staff_accounts.prove(app, [ANA, LUIS], Act.RECOVER, NOW) == helpers
    assert staff_accounts.prove(app, [ANA._replace(name=" ANA "), LUIS], Act.RECOVER, NOW) == helpers


@pytest.mark.parametrize("claim", [Claim("Ana", "wrong"), Claim("Rosa", GOOD), Claim("Ended", GOOD), Claim("Ana", "")])
def test_a_wrong_passphrase_an_unknown_name_and_an_ended_account_get_one_answer_after_the_same_work(
    app: App, claim: Claim, monkeypatch: pytest.MonkeyPatch
) -> None:
    two_helpers(app)
    add(app, "Ended")
    staff_accounts.remove(app, "Ended", DESK)
    asked: list[object] = []
    matches = passphrase.matches
    monkeypatch.setattr(passphrase, "matches", lambda *given: asked.append(given) or matches(*given))
    for claims in ([claim, LUIS], [LUIS, claim]):
        asked.clear()
        assert staff_accounts.prove(app, claims, Act.RECOVER, NOW) == Refused()
        assert len(asked) == 2, "both are tried, also if the first is wrong"


def test_the_hash_that_stands_for_no_account_costs_what_every_other_costs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()  # with the real costs
    costs = passphrase.digest(GOOD).rpartition("$")[0].rpartition("$")[0]
    assert passphrase.NOBODY.startswith(costs)
    assert len(passphrase.NOBODY) == len(passphrase.digest(GOOD))
    assert not passphrase.matches(None, GOOD)


def test_wrong_passphrases_are_limited_also_for_names_that_nobody_has_and_after_a_restart(open_app: OpenApp) -> None:
    app = open_app()
    two_helpers(app)
    for name in ("Ana", "Rosa"):
        for number in range(5):
            app.close()
            app = open_app()
            wrong = [Claim(name, f"wrong {number}"), LUIS]
            assert staff_accounts.prove(app, wrong, Act.RECOVER, NOW) == Refused(1 if number == 4 else 0)
    assert staff_accounts.prove(app, [ANA, LUIS], Act.RECOVER, NOW) == Refused(1), "even the right one"
    later = NOW + timedelta(hours=1, seconds=1)
    assert staff_accounts.prove(app, [ANA, LUIS], Act.RECOVER, later) == two_helpers(app)
    assert staff_accounts.prove(app, [Claim("Ana", "wrong"), LUIS], Act.RECOVER, later) == Refused(), (
        "the count began again"
    )


def test_a_try_counts_before_the_slow_hash_so_that_tries_at_once_are_limited_too(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    two_helpers(app)
    answers: list[object] = []
    matches = passphrase.matches

    def meanwhile(kept: str | None, secret: str) -> bool:
        if len(answers) < 8:
            answers.append(None)
            answers.append(staff_accounts.prove(app, [Claim("Ana", "wrong")], Act.RECOVER, NOW))
        return matches(kept, secret)

    monkeypatch.setattr(passphrase, "matches", meanwhile)
    staff_accounts.prove(app, [Claim("Ana", "wrong")], Act.RECOVER, NOW)
    assert app.db.execute("SELECT wrong FROM tries").fetchall()[0]["wrong"] == 5


def test_an_account_that_ended_keeps_its_name_until_no_row_of_the_audit_names_it(app: App) -> None:
    add(app, "ana")
    staff_accounts.remove(app, "ANA", DESK)
    assert app.db.execute("SELECT passphrase_hash FROM staff").fetchone()[0] == ""
    assert staff_accounts.remove(app, "ana", DESK) is None
    with pytest.raises(ValueError, match="ended on 2026-11-22; the audit may name it until 2027-12-22"):
        add(app, "Ána")
    for days, kept in ((394, 1), (396, 0)):
        now = NOW + timedelta(days=days)
        tick(app, now)
        assert len(staff.everyone(app.db)) == kept
        with transaction(app.db):
            audit_log.prune(app.db, app.seal, audit_log.Actor("clock", now))
    assert "ana" not in [row.detail.get("staff") for row in audit_log.listing(app.db)]
    add(app, "Ána")


def test_an_account_in_use_is_never_deleted_by_age(app: App) -> None:
    add(app, "ana")
    tick(app, NOW + timedelta(days=4000))
    assert len(staff.everyone(app.db)) == 1
