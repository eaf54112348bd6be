"""A pack may extend another: only the difference is written, and everything else is found in the parent."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.core.errors import PackError
from bot.storage.files.catalogs import LOCALES
from bot.storage.files.packs import check_pack, failing_cases, load_pack, pack_places, pack_texts, revision
from bot.translators.check import check_pack_words
from tests.conftest import LANGUAGES, POLICY

TODAY = date(2026, 11, 26)
CASE = """
[[case]]
name = "Somebody who is in danger goes to a person at once."
on = 2026-12-01
answers = { party = 1, alone = "adult", urgent = "yes" }
expect = "ask_a_person"
"""
WORDS = 'msgctxt "our-clinic.{key}"\nmsgid "{english}"\nmsgstr "{said}"\n'

Child = Callable[..., Path]


@pytest.fixture
def parent(tmp_path: Path) -> Path:
    return Path(shutil.copytree(POLICY / "legal-clinic", tmp_path / "legal-clinic"))


@pytest.fixture
def child(parent: Path) -> Child:
    """Writes a pack beside the parent: its pack.toml, and other files by name."""

    def write(head: str = "", id: str = "our-clinic", extends: str = "legal-clinic", **files: str) -> Path:
        folder = parent.parent / id
        folder.mkdir()
        (folder / "pack.toml").write_text(f'id = "{id}"\nextends = "{extends}"\n{head}', encoding="utf-8")
        for name, text in ({"cases_toml": CASE} | files).items():
            (folder / name.replace("_", ".")).write_text(text, encoding="utf-8")
        return folder

    return write


def faults(folder: Path) -> list[str]:
    return [str(mistake).removeprefix(f"{folder}/") for mistake in check_pack(folder, TODAY)]


def test_an_extension_that_says_nothing_is_its_parent_under_another_id(child: Child, parent: Path) -> None:
    folder = child()
    mine, theirs = load_pack(folder), load_pack(parent)
    assert faults(folder) == []
    assert (mine.id, theirs.id) == ("our-clinic", "legal-clinic")
    for name in ("name", "questions", "rules", "sites", "capacities", "contacts", "services", "parameters", "heard"):
        assert getattr(mine, name) == getattr(theirs, name), name
    assert list(pack_texts(folder)) == [], "what the parent says has its key, and is translated there"


def test_a_parent_that_is_no_neighbour_is_one_that_ships_with_the_program(child: Child, parent: Path) -> None:
    folder = child()
    shutil.rmtree(parent)
    assert load_pack(folder).rules == load_pack(POLICY / "legal-clinic").rules


def test_a_key_that_is_written_replaces_that_of_the_parent(child: Child) -> None:
    pack = load_pack(child('operator = "Casa Azul"\nparty_maximum = 5\nbring = "Bring nothing."\n'))
    assert (pack.operator.key, pack.operator.english) == ("our-clinic.operator", "Casa Azul")
    assert (pack.about_operator.key, pack.party_maximum) == ("legal-clinic.about_operator", 5)
    assert pack.bring
    assert pack.bring.key == "our-clinic.bring"


def test_a_dated_value_counts_on_its_days_and_that_of_the_parent_on_all_others(child: Child) -> None:
    pack = load_pack(
        child(
            "[[parameters.lead_hours]]\nvalue = 2\nfrom = 2026-12-01\nuntil = 2026-12-24\nsource = 'Us'\n",
            capacity_csv="site,from,until,per_day,estimate,source\nclinic,2026-12-10,2026-12-11,18,no,Us\n",
        )
    )
    days = ("2026-11-30", "2026-12-01", "2026-12-24", "2026-12-25")
    assert [pack.parameter("lead_hours", date.fromisoformat(day)) for day in days] == [12, 2, 2, 12]
    assert [pack.per_day("clinic", date(2026, 12, day)) for day in (9, 10, 11, 12)] == [6, 18, 18, 6]
    assert pack.parameter("horizon_days", date(2026, 12, 1)) == 14


def test_a_rule_is_replaced_on_its_days_in_its_place(child: Child, parent: Path) -> None:
    pack = load_pack(
        child(
            rules_toml='[[rule]]\nid = "urgent"\noutcome = "ask_a_person"\nwhen = { urgent = "yes" }\n'
            'reason = "The desk is for you."\nsource = "Us"\nfrom = 2027-01-01\n'
        )
    )
    order = [rule.id for rule in load_pack(parent).rules]
    for day, said in ((date(2026, 12, 31), "legal-clinic."), (date(2027, 1, 1), "our-clinic.")):
        in_force = pack.rules_on(day)
        assert [rule.id for rule in in_force] == order
        assert next(rule.reason.key for rule in in_force if rule.id == "urgent").startswith(said)


def test_what_has_a_new_id_comes_last_or_where_it_says(child: Child, parent: Path) -> None:
    new = (
        '[[rule]]\nid = "{id}"\n{before}outcome = "ask_a_person"\nwhen = {{ party = {{ min = 9 }} }}\n'
        'reason = "A large group."\nsource = "Us"\nfrom = 2026-11-01\n'
    )
    first, *others = [rule.id for rule in load_pack(parent).rules]
    pack = load_pack(
        child(rules_toml=new.format(id="large", before=f'before = "{first}"\n') + new.format(id="late", before=""))
    )
    assert [rule.id for rule in pack.rules] == ["large", first, *others, "late"]


def test_before_names_a_rule_of_the_pack(child: Child) -> None:
    folder = child(
        rules_toml='[[rule]]\nid = "large"\nbefore = "urgnet"\noutcome = "ask_a_person"\nreason = "A large group."\n'
        'source = "Us"\nfrom = 2026-11-01\n'
    )
    assert 'rules.toml, rule "large": "before" is "urgnet". Did you mean "urgent"?' in faults(folder)


def test_a_site_a_service_and_a_contact_are_replaced_by_their_id(child: Child, parent: Path) -> None:
    header = (parent / "contacts.csv").read_text("utf-8").splitlines()[0]
    pack = load_pack(
        child(
            contacts_csv=f"{header}\ndesk,help urgent legal,Our desk,Come to our desk.,place,unknown,,,es,2026-11-22,"
            "2027-05-22,Us,Others\n",
            services_csv="id,label,minutes,sites,bring\ncard,A card,30,clinic,Bring it.\n",
        )
    )
    theirs = load_pack(parent)
    assert [contact.id for contact in pack.contacts] == [contact.id for contact in theirs.contacts]
    assert pack.contacts[0].name.key == "our-clinic.contact.desk.name"
    topic = pack.question("topic")
    assert topic
    assert [option.label.english for option in topic.options][1] == "A card", "its options are the services"


def test_what_the_parent_has_can_be_left_out(child: Child) -> None:
    pack = load_pack(child('without = ["site:remote", "late", "closed:2026-12-25", "parameter:reminder_hours"]\n'))
    assert [site.id for site in pack.sites] == ["clinic"]
    assert (
        {capacity.site for capacity in pack.capacities} == {resource.site for resource in pack.resources} == {"clinic"}
    )
    assert pack.late is None
    assert pack.sites[0].closed == {date(2027, 1, 1), date(2027, 2, 1), date(2027, 3, 15)}
    assert pack.parameter("reminder_hours", TODAY) is None


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ("site:remot", '"without" has "site:remot": the parent has no such site. Did you mean "remote"?'),
        ("sight:remote", '"without" has "sight:remote". Did you mean "site"?'),
        ("lat", '"without" has "lat", which is not a key of the parent. Did you mean "late"?'),
        ("id", '"without" has "id", which is not a key of the parent.'),
    ],
)
def test_a_thing_to_leave_out_that_is_not_there_is_a_mistake(entry: str, fault: str, child: Child) -> None:
    with pytest.raises(PackError) as found:
        load_pack(child(f'without = ["{entry}"]\n'))
    assert fault in str(found.value)


def test_what_still_uses_a_question_that_is_left_out_is_named(child: Child) -> None:
    folder = child('without = ["question:urgent"]\n')
    assert (
        'pack.toml: the rule "urgent" of the parent uses "urgent", which is not a question of this pack any more. '
        'Leave it out as well, "rule:urgent". Or write a new one.' in faults(folder)
    )


def test_an_answer_that_a_changed_question_lacks_is_named_with_the_rule_that_needs_it(child: Child) -> None:
    folder = child(
        questions_toml='[[question]]\nid = "alone"\nkind = "choice"\nbooking = true\ntext = "Who is with you?"\n'
        'label = "With"\noptions = [ { id = "friend", label = "A friend" }, { id = "none", label = "Nobody" } ]\n'
    )
    (found,) = [fault for fault in faults(folder) if "of the parent" in fault]
    assert '"alone" has no option "child_alone".' in found


def test_a_bound_that_no_answer_can_reach_any_more_is_named(child: Child, parent: Path) -> None:
    with (parent / "rules.toml").open("a", encoding="utf-8") as rules:
        rules.write(
            '\n[[rule]]\nid = "large"\noutcome = "ask_a_person"\nwhen = { party = { min = 9 } }\n'
            'reason = "A large group."\nsource = "Us"\nfrom = 2026-11-01\n'
        )
    assert (
        'pack.toml: the rule "large" of the parent: "party" is compared with 9. Leave out "rule:large". Or write a new '
        "one." in faults(child("party_maximum = 4\n"))
    )


def test_a_question_may_not_depend_on_one_that_comes_later(child: Child) -> None:
    folder = child(
        questions_toml='[[question]]\nid = "new"\nkind = "yes_no"\nbooking = true\ntext = "Is it new?"\nlabel = "New"\n'
        '\n[[question]]\nid = "urgent"\nkind = "yes_no"\ntext = "Is it urgent?"\nlabel = "Urgent"\n'
        'when = { new = "yes" }\n'
    )
    assert any('question "urgent": "new" is asked later.' in fault for fault in faults(folder))
    text = (folder / "questions.toml").read_text("utf-8")
    (folder / "questions.toml").write_text(text.replace('id = "new"', 'id = "new"\nbefore = "urgent"'), "utf-8")
    assert not any("asked later" in fault for fault in faults(folder))


def test_only_its_own_texts_need_a_translation_and_words_of_the_parent_are_found(child: Child, parent: Path) -> None:
    (parent / "words").mkdir()
    theirs = 'msgctxt "legal-clinic.operator"\nmsgid "the legal clinic"\nmsgstr "{}"\n'
    (parent / "words" / "es.po").write_text(theirs.format("la clínica"), "utf-8")
    folder = child('late = "Come all the same."\n')
    (folder / "words").mkdir()
    for code in LANGUAGES[1:]:
        said = "Venga de todos modos." if code == "es" else f"Late, in {code}."
        entry = WORDS.format(key="late", english="Come all the same.", said=said)
        (folder / "words" / f"{code}.po").write_text(entry, "utf-8")
    assert faults(folder) == []
    assert {key: said.forms for key, said in load_pack(folder).words["es"].items()} == {
        "legal-clinic.operator": ("la clínica",),
        "our-clinic.late": ("Venga de todos modos.",),
    }
    (folder / "words" / "es.po").write_text(theirs.format("nuestra clínica"), "utf-8")
    (nearer,) = load_pack(folder).words["es"].values()
    assert nearer.forms == ("nuestra clínica",)


def test_items_of_the_parent_are_heard_and_only_new_ones_need_words(child: Child) -> None:
    folder = child(
        questions_toml='[[question]]\nid = "gate"\nkind = "list"\nbooking = true\ntext = "Is one of these true?"\n'
        'label = "Gate"\n[[question.item]]\nid = "locked"\nlabel = "the gate is locked"\nholds = "It is locked"\n'
        'holds_not = "It is open"\n'
    )
    unheard = [f"heard/{code}.toml" for code in LANGUAGES]
    assert [fault.partition(":")[0] for fault in faults(folder) if "the file is missing" in fault] == unheard
    (folder / "heard").mkdir()
    examples = [
        f"the gate is locked {place}"
        for place in ("now", "here", "again", "today", "for us", "too", "there", "now too")
    ]
    words = f'[concepts]\nlocked = ["gate is locked"]\n\n[locked]\ntogether = ["locked"]\nexamples = {examples}\n'
    (folder / "heard" / "en.toml").write_text(words, encoding="utf-8")
    assert [fault.partition(":")[0] for fault in faults(folder) if fault.startswith("heard")] == unheard[1:]
    heard = load_pack(folder).heard["en"].together
    assert {"locked", "detained"} <= heard.keys()


def test_words_are_checked_as_those_of_its_own_and_of_the_parent(child: Child, parent: Path) -> None:
    folder = child('late = "Come all the same."\n')
    (folder / "words").mkdir()
    (folder / "words" / "es.po").write_text(
        'msgctxt "legal-clinic.operator"\nmsgid "the legal clinic"\nmsgstr "nuestra clínica"\n', encoding="utf-8"
    )
    found = check_pack_words(folder, LOCALES)
    faults = [(each.file.removeprefix(f"{folder}/"), each.key) for each in found if not each.hint]
    assert faults == [(f"words/{code}.po", "our-clinic.late") for code in LANGUAGES[1:]]
    looks = [each for each in found if each.hint]
    assert {each.key for each in looks} == {"legal-clinic.operator"}
    assert [owner for owner in ("we", "ours") if any(f"look: {owner}: 1 times" in each.fault for each in looks)] == [
        "we",
        "ours",
    ]


def test_show_names_what_a_pack_extends(child: Child) -> None:
    child(id="first")
    folder = child(id="second", extends="first")
    shown = CliRunner().invoke(main, ["packs", "show", str(folder), "--on", "2026-12-01"]).output
    assert shown.startswith("second, which extends first, then legal-clinic, on 2026-12-01\n")
    assert "legal-clinic" not in shown.partition("\n")[2], "what is inherited is shown as its own"


def test_a_changed_parent_is_a_changed_revision(child: Child, parent: Path) -> None:
    folder = child()
    before = revision(folder)
    assert before == load_pack(folder).revision
    with (parent / "closed.csv").open("a", encoding="utf-8") as closed:
        closed.write("2026-12-01,all,Staff day\n")
    assert revision(folder) != before
    assert date(2026, 12, 1) in load_pack(folder).sites[0].closed


def test_a_mistake_of_the_parent_is_told_with_its_file_and_nothing_that_follows_from_it(
    child: Child, parent: Path
) -> None:
    folder = child("party_maximum = 0\n")
    (parent / "closed.csv").write_text("date,site,note\n2026-12-01,al,Staff day\n", encoding="utf-8")
    (mistake,) = check_pack(folder, TODAY)
    assert (mistake.file, mistake.fault) == (str(parent / "closed.csv"), '"site": "al" is not a site of this pack.')


def test_an_extension_can_be_extended(child: Child) -> None:
    child('late = "Come all the same."\nkeep_days = 20\n', id="first")
    pack = load_pack(child("keep_days = 10\n", id="second", extends="first"))
    assert (pack.late and pack.late.key, pack.keep_days, pack.operator.key) == (
        "first.late",
        10,
        "legal-clinic.operator",
    )


@pytest.mark.parametrize(
    ("links", "message"),
    [
        ({"a": "b", "b": "a"}, '"extends" leads in a circle: a, b, a. Delete it in one of them.'),
        ({"a": "a"}, '"extends" leads in a circle: a, a. Delete it in one of them.'),
        (
            {"a": "legal-clinics"},
            '"extends" is "legal-clinics", and there is no such pack. Did you mean "legal-clinic"?',
        ),
    ],
)
def test_a_circle_and_a_parent_that_is_missing_are_clear_errors(
    links: dict[str, str], message: str, child: Child
) -> None:
    folders = [child(id=id, extends=other) for id, other in links.items()]
    (mistake,) = check_pack(folders[0], TODAY)
    assert str(mistake).endswith(message)
    with pytest.raises(PackError, match="extends"):
        load_pack(folders[0])


def test_what_a_pack_extends_is_a_name(parent: Path) -> None:
    head = (parent / "pack.toml").read_text("utf-8")
    (parent / "pack.toml").write_text(f"extends = 3\n{head}", "utf-8")
    assert faults(parent) == [
        'pack.toml: "extends" is a whole number (3), not a text. Write it like this: extends = "..."',
    ]
    (parent / "pack.toml").write_text(f'without = ["late"]\n{head}', "utf-8")
    assert faults(parent) == [
        'pack.toml: "without" is given, but the pack extends nothing. Write extends = "...", or delete it.'
    ]


@pytest.mark.parametrize("name", ["3", '["legal-clinic"]', '""', '"' + "x" * 5000 + '"'])
def test_without_its_parent_an_extension_is_one_mistake(name: str, child: Child) -> None:
    folder = child()
    (folder / "pack.toml").write_text(f'id = "ours"\nextends = {name}\n', encoding="utf-8")
    (fault,) = faults(folder)
    assert '"extends" ' in fault
    assert len(fault) < 400


def test_what_is_left_out_twice_is_one_mistake(child: Child) -> None:
    folder = child()
    head = 'id = "ours"\nextends = "legal-clinic"\nwithout = ["closed:2026-12-25", "closed:2026-12-25"]\n'
    (folder / "pack.toml").write_text(head, encoding="utf-8")
    assert faults(folder)[:1] == ['pack.toml: "without" has "closed:2026-12-25" twice. Delete one of them.']
    assert "no such closed" not in "".join(faults(folder))


def test_an_extension_has_an_id_of_its_own(child: Child, parent: Path) -> None:
    folder = child()
    (folder / "pack.toml").write_text('id = "legal-clinic"\nextends = "legal-clinic"\n', encoding="utf-8")
    assert 'pack.toml: "id" is "legal-clinic", which is that of the parent. Choose another id.' in faults(folder)


def test_an_extension_has_cases_of_its_own_which_its_answers_must_meet(child: Child) -> None:
    folder = child(cases_toml=CASE.replace("ask_a_person", "listed"))
    assert failing_cases(load_pack(folder), folder) == [
        'case "Somebody who is in danger goes to a person at once.": it expects "listed", but the result is '
        '"ask_a_person" by the rule "urgent".'
    ]


def test_a_mistake_in_the_places_of_the_parent_is_told(child: Child, parent: Path) -> None:
    (parent / "places.csv").write_text(
        "name,altnames,state,latitude,longitude\nCasa,,MX,32.5,-117.0\n", encoding="utf-8"
    )
    (mistake,) = check_pack(child(), TODAY)
    assert (mistake.file, mistake.key) == (str(parent / "places.csv"), 'place "Casa"')


def test_the_places_of_the_parent_are_known(child: Child, parent: Path) -> None:
    header = "name,altnames,state,latitude,longitude\n"
    (parent / "places.csv").write_text(f"{header}Casa Vieja,,MX-BCN,32.5,-117.0\n", encoding="utf-8")
    folder = child(places_csv=f"{header}Casa Nueva,,MX-BCN,32.5,-117.1\n")
    assert [place.name for place in pack_places(folder)] == ["Casa Vieja", "Casa Nueva"]
