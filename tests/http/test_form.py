"""A form counts only with its cookie, as it was made, and for two hours."""

from datetime import timedelta

from bot.app import App
from bot.http.form import LIFE, Form, read_form, write_form
from tests.conftest import NOW


def test_a_form_is_read_only_with_its_cookie_unchanged_and_in_time(app: App) -> None:
    form = Form(NOW, '["ht","","",0]', "ht")
    text = write_form(form, "cookie", app.seal)
    assert read_form(text, "cookie", NOW, app.seal) == form
    assert read_form(text, "another", NOW, app.seal) is None
    assert read_form(text, "", NOW, app.seal) is None
    assert read_form(f"x{text}", "cookie", NOW, app.seal) is None
    assert read_form("é.é", "cookie", NOW, app.seal) is None
    assert read_form(text, "cookie", NOW + LIFE - timedelta(seconds=1), app.seal) == form
    assert read_form(text, "cookie", NOW + LIFE, app.seal) is None
