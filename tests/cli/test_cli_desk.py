"""Test `randevou desk` and the accounts of `randevou staff`, as an operator types them."""

import json
from pathlib import Path

import pytest

from bot.cli.server_lock import WEB, note_address, only_one
from bot.core.desk.acts import Act, Role
from tests.cli.test_cli import own_folder, run
from tests.cli.test_cli_audit import rows
from tests.cli.test_cli_keeping import booked_code, count

assert own_folder  # every test runs in its own folder
SECRET = "some long words of ana"


def test_a_certificate_is_made_once_and_its_fingerprint_is_shown_each_time() -> None:
    run("tick")
    first, again, new = run("desk", "certificate"), run("desk", "certificate"), run("desk", "certificate", "--new")
    assert first.exit_code == 0
    assert first.stdout == again.stdout != new.stdout
    assert len(first.stdout.replace(" ", "").strip()) == 64
    assert [row.action for row in rows()].count("desk certificate") == 2
    named = run("desk", "certificate", "--host", "192.168.1.20", "--host", "laptop.local")
    assert "192.168.1.20, laptop.local" in named.stderr
    assert run("desk", "certificate", "--host", "a b").exit_code == 2


@pytest.mark.parametrize(
    "words", [("staff", "invite", "ana"), ("staff", "add", "ana"), ("desk", "certificate")], ids=" ".join
)
def test_on_a_new_machine_what_comes_before_the_first_start_makes_the_database_and_says_so(words: tuple[str]) -> None:
    made = run(*words, input=f"{SECRET}\n")
    assert made.exit_code == 0, made.output
    assert "randevou.db is new" in made.stderr, "a wrong path is seen"
    again = run(*words, input=f"{SECRET}\n")
    assert "is new" not in again.stderr
    assert run("staff", "list").exit_code == 0


@pytest.mark.parametrize("words", [("list",), ("role", "ana", "admin"), ("remove", "ana")], ids=" ".join)
def test_what_is_about_accounts_that_are_there_makes_no_database(words: tuple[str]) -> None:
    refused = run("staff", *words)
    assert (refused.exit_code, "There is no database" in refused.output) == (78, True)
    assert not Path("randevou.db").exists()


def test_the_desk_is_not_opened_to_other_devices_without_a_certificate_or_at_no_address() -> None:
    run("tick")
    refused = run("serve", "--desk", "0.0.0.0:8443")
    assert (refused.exit_code, "randevou desk certificate" in refused.output) == (78, True)
    run("desk", "certificate")
    refused = run("serve", "--desk", "everywhere")
    assert (refused.exit_code, "RANDEVOU_DESK" in refused.output) == (78, True)
    refused = run("serve", "--desk", "0.0.0.0:8443")
    assert (refused.exit_code, "demonstration" in refused.output) == (78, True), "tablets are for real people"


def test_a_link_for_a_helper_leads_to_the_port_that_the_server_of_this_database_took() -> None:
    run("tick")
    assert run("staff", "invite", "ana").stdout.startswith("http://127.0.0.1:8080/desk/invited/")
    with only_one(Path("randevou.db"), WEB):
        note_address(Path("randevou.db"), "http://127.0.0.1:8081")
        assert run("staff", "invite", "ana").stdout.startswith("http://127.0.0.1:8081/desk/invited/")
    with only_one(Path("randevou.db"), WEB):
        assert run("staff", "invite", "ana").stdout.startswith("http://127.0.0.1:8080/"), "it may take another one"


def test_a_server_in_a_folder_that_is_not_there_names_the_folder() -> None:
    refused = run("serve", "--db", "nowhere/x.db")
    assert (refused.exit_code, "nowhere/x.db: there is no folder nowhere." in refused.output) == (78, True)


def test_an_invitation_prints_a_link_and_a_second_one_for_the_same_account_changes_nothing_else() -> None:
    run("tick")
    first = run("staff", "invite", "ana", "--role", "coordinator", "--address", "https://192.168.1.20:8443/")
    assert first.stdout.startswith("https://192.168.1.20:8443/desk/invited/")
    assert run("staff", "invite", "Ana").stdout != first.stdout
    refused = run("staff", "invite", "ana", "--role", "admin")
    assert (refused.exit_code, "randevou staff role ana admin" in refused.output) == (2, True)
    assert run("staff", "invite", "an a").exit_code == 2, "it looks like ana"
    listed = json.loads(run("staff", "list", "--json").stdout)
    assert [(row["name"], row["role"]) for row in listed] == [("ana", "coordinator")]
    assert "desk/invited" not in Path("randevou.db").read_bytes().decode("latin-1")
    assert first.stdout.strip().rpartition("/")[2] not in Path("randevou.db").read_bytes().decode("latin-1")


def test_a_role_is_given_at_once_or_later_and_is_in_the_audit() -> None:
    run("tick")
    run("staff", "add", "ana", "--role", "site-desk", input=f"{SECRET}\n")
    assert "site-desk" in run("staff", "list").output
    assert run("staff", "role", "ana", "volunteer").output == "ana is volunteer.\n"
    assert run("staff", "role", "luis", "volunteer").exit_code == 1
    assert run("staff", "role", "ana", "queen").exit_code == 2
    assert (rows()[-1].action, rows()[-1].detail) == ("staff role", {"role": "volunteer", "staff": "ana"})


def test_the_roles_are_printed_from_the_table_of_the_code() -> None:
    shown = json.loads(run("staff", "roles", "--json").stdout)
    assert len(shown) == len(Act)
    assert all(set(row) == {"act", *Role} for row in shown)
    assert "help people at the table" in run("staff", "roles").output


def test_a_role_that_may_not_open_cases_is_no_second_helper() -> None:
    run("tick")
    for name, role in (("ana", "volunteer"), ("luis", "admin")):
        run("staff", "add", name, "--role", role, input=f"{name} has four long words\n")
    refused = run(
        "recover", "BABA BABA 000 BABI", "--by", "ana", "--and", "luis",
        input="ana has four long words\nluis has four long words\n",
    )  # fmt: skip
    assert (refused.exit_code, refused.output) == (1, "Error: A name or a passphrase is wrong.\n")


def test_once_somebody_may_erase_the_command_asks_who_does_it_and_the_audit_names_them() -> None:
    code = booked_code()
    add = ("staff", "add", "rosa", "--role", "coordinator")
    assert run("staff", "add", "ana", input="ana has four long words\n").exit_code == 0
    assert run(*add, input="rosa has four long words\n").exit_code == 0
    unnamed = run("forget", code, "--yes")
    assert (unnamed.exit_code, "--by NAME. Who may: rosa." in unnamed.output) == (2, True)
    for name, typed in (("ana", "ana has four long words"), ("rosa", "wrong"), ("nobody", "wrong")):
        refused = run("forget", code, "--yes", "--by", name, input=f"{typed}\n")
        assert (refused.exit_code, refused.output) == (1, "Error: A name or a passphrase is wrong.\n")
    assert count("booking") == 1
    erased = run("forget", code, "--yes", "--by", "Rosa", input="rosa has four long words\n")
    assert (erased.exit_code, count("booking")) == (0, 0)
    assert (rows()[-1].action, rows()[-1].detail) == ("forget", {"erased": "1", "staff": "rosa"})
