"""Situations in which systems like ours have failed people, and the tests that show each of them here."""

import ast
from functools import cache

import pytest

from bot.settings import root

TESTS = root() / "tests"
CASES: dict[str, tuple[str, ...]] = {
    "a day is closed after its slots were made": (
        "services/booking/test_timetable.py::test_what_the_pack_no_longer_has_is_not_on_offer_and_is_again_when_it_has_it_again",
        "services/booking/test_any_change.py::what_is_on_offer_is_what_the_pack_says_without_what_is_taken",
        "test_changed_pack.py::test_the_check_before_and_the_tick_after_an_edit_say_how_many_stand_on_a_closed_day",
        "services/booking/test_tell.py::test_nobody_is_told_twice_whatever_ticks_and_changes_follow",
    ),
    "fewer seats than are taken": (
        "services/booking/test_timetable.py::test_a_lower_number_lets_nobody_new_in_and_those_who_are_booked_stay",
        "services/booking/test_affected.py::test_fewer_seats_take_nothing_from_anybody_and_are_counted",
        "cli/test_cli.py::test_fewer_seats_than_are_booked_let_nobody_new_in",
    ),
    "the calendar of a person who cancelled still rings": (
        "services/booking/test_ticket_files.py::test_a_move_and_a_cancellation_follow_a_saved_calendar_file",
        "services/booking/test_ticket_files.py::test_the_next_appointment_is_another_entry_and_begins_without_a_file",
    ),
    "a calendar file made in July": (
        "services/booking/test_ticket_files.py::test_two_files_in_one_calendar_begin_at_the_right_moments",
        "services/booking/test_ticket_files.py::test_a_definition_has_both_halves_of_the_year_with_their_rules_and_no_remark",
        "services/booking/test_ticket_files.py::test_every_hour_around_every_change_is_right_for_years",
    ),
    "tomorrow, late in the evening": (
        "core/conversation/test_choose_slot.py::test_tomorrow_counts_by_the_calendar_of_the_site_and_not_of_the_office",
        "core/conversation/test_clocks.py::test_a_day_in_words_is_counted_by_the_calendar_of_each_site",
    ),
    "a state with two clocks": (
        "core/conversation/test_clocks.py::test_where_a_state_has_two_clocks_it_is_said_and_that_the_clock_of_the_site_counts",
        "core/conversation/test_clocks.py::test_the_message_in_which_a_town_is_said_back_says_its_time",
        "core/conversation/test_clocks.py::test_neither_the_town_nor_its_clock_is_kept",
    ),
    "a translation file as the tools write it": (
        "storage/files/test_po_files.py::test_our_words_are_the_same_after_a_tool_wrote_them",
        "storage/files/test_po_files.py::test_of_entries_that_msgmerge_keeps_only_those_of_the_same_key_are_shown",
        "storage/files/test_catalogs.py::test_one_bad_file_silences_no_other_language",
    ),
    "a translation file that msgfmt refuses": (
        "translators/test_check.py::test_an_entry_that_is_there_twice_is_named_with_its_lines",
    ),
    "a table of seats from a spreadsheet": (
        "storage/files/test_csv_table.py::test_a_table_is_the_same_however_it_was_saved",
        "cli/test_cli.py::test_an_import_reads_what_can_mean_only_one_thing",
        "cli/test_cli.py::test_an_import_names_every_mistake_with_its_row_its_column_and_a_fix",
    ),
    "a code with a zero for an O": (
        "core/booking/test_code.py::test_a_code_is_read_after_it_went_through_handwriting_and_a_keyboard",
        "cli/test_cli_check.py::test_a_desk_reads_a_code_that_went_through_handwriting",
    ),
    "a birth date that cannot be read": (
        "services/booking/test_one_person.py::test_a_birth_date_that_can_be_two_days_is_asked_with_two_buttons",
        "services/booking/test_one_person.py::test_a_birth_date_that_cannot_be_read_gets_an_example_and_is_not_said_back",
    ),
    "a day behind More": (
        "core/conversation/test_choose_slot.py::test_any_day_on_offer_can_be_said_whether_it_is_shown_or_not",
        "core/conversation/test_choose_slot.py::test_a_day_without_places_is_named_and_the_others_are_offered",
    ),
    "the group has grown": (
        "services/conversation/test_change_group.py::test_four_have_a_place_at_once_where_the_time_has_a_seat_left",
        "services/conversation/test_change_group.py::test_without_a_seat_more_the_three_keep_theirs_until_another_time_for_four_is_confirmed",
        "services/booking/test_race.py::test_of_eighty_pairs_exactly_one_grows_into_the_last_seat_and_no_other_loses_its_own",
    ),
    "the state that was said is another country's": (
        "core/places/test_matching.py::test_a_town_with_a_country_in_which_it_does_not_lie_is_asked_about",
        "core/conversation/test_confirm_place.py::test_a_town_and_a_country_that_do_not_fit_are_both_offered",
    ),
    "the database on a network disk": ("storage/test_own_files.py::test_a_network_disk_is_refused",),
    "a count in parts": (
        "core/conversation/test_count_party.py::test_a_sum_in_which_the_speaker_counts_is_taken",
        "core/conversation/test_count_party.py::test_a_sum_without_we_and_a_slip_are_asked_back",
    ),
}
"""For each situation, the tests of its kind."""


@cache
def functions(file: str) -> set[str]:
    """Return the names of all functions of a file of tests."""
    tree = ast.parse((TESTS / file).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


@pytest.mark.parametrize("case", CASES)
def test_the_tests_of_a_reported_case_are_there(case: str) -> None:
    missing = [test for test in CASES[case] if test.partition("::")[2] not in functions(test.partition("::")[0])]
    assert not missing
