"""What the components say: time twice, who sees it, and forms that tie each error to its field."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django import forms
from django.template.loader import render_to_string
from django.utils import timezone

from mug_site.design.templatetags.design import LEVELS, exact, relative, shortened

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=ZoneInfo("UTC"))


@pytest.mark.parametrize(
    ("distance", "words"),
    [
        (timedelta(seconds=-20), "just now"),
        (timedelta(hours=-3, minutes=-20), "3\xa0hours ago"),
        (timedelta(days=2, minutes=1), "in 2\xa0days"),
        (timedelta(days=-90), "1 Dec 2025"),
    ],
)
def test_time_for_the_eye(distance, words):
    with time_machine.travel(NOW, tick=False):
        assert relative(NOW + distance) == words


def test_time_for_the_mind_is_in_the_readers_zone():
    with timezone.override("America/Toronto"):
        assert exact(NOW) == "Sunday, 1 March 2026, 07:00 EST"
    assert exact(date(2026, 3, 1)) == "Sunday, 1 March 2026"


def test_digest_shows_its_ends():
    assert shortened("0123456789abcdef0123456789abcdef") == "01234567…abcdef"


@pytest.mark.parametrize("level", LEVELS)
def test_visibility_mark_explains_each_level(level):
    html = render_to_string("components/visibility.html", {"level": level})
    assert str(LEVELS[level][1]) in html.replace("&#x27;", "'")


class Example(forms.Form):
    name = forms.CharField(help_text="As on your badge.")
    nick = forms.CharField(required=False)
    about = forms.CharField(max_length=300, widget=forms.Textarea)
    kinds = forms.MultipleChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.CheckboxSelectMultiple)
    day = forms.DateField()
    secret = forms.CharField(widget=forms.HiddenInput)

    def clean(self) -> None:
        self.add_error(None, "Something about the whole.")


def test_empty_form_has_no_summary():
    assert "error-summary" not in str(Example())


def test_refused_form_sums_up_and_links_to_each_field():
    html = str(Example({"nick": "x"}))
    assert 'role="alert"' in html
    assert "There are 6 problems" in html
    for target in ("id_name", "id_about", "id_kinds_0", "id_day"):
        assert f'href="#{target}"' in html
        assert f'id="{target}"' in html
    assert "Something about the whole." in html


def test_field_is_tied_to_its_hint_and_error():
    html = str(Example({})["name"].as_field_group())
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html


def test_optional_is_said_in_words_and_long_texts_count():
    assert "(optional)" in Example()["nick"].as_field_group()
    assert "(optional)" not in Example()["name"].as_field_group()
    assert 'data-limit="300"' in Example()["about"].as_field_group()


def test_date_takes_the_browsers_picker_and_keeps_its_value():
    html = Example({"day": "2026-03-01"})["day"].as_field_group()
    assert 'type="date"' in html
    assert 'value="2026-03-01"' in html
    assert 'value="2026-03-01"' in Example(initial={"day": date(2026, 3, 1)})["day"].as_field_group()


def test_whatever_is_typed_is_escaped():
    html = str(Example({"name": '"><script>alert(1)</script>'}))
    assert "<script>" not in html
