"""Room core: numbers, days, rates and page parts as a reader sees them."""

import datetime
import re
from decimal import Decimal

import pytest
from django import forms
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import timezone, translation

from namro.core.templatetags import namro_ui


class TaskForm(forms.Form):
    """A form with one field of each kind that the parts tell apart."""

    title = forms.CharField(label="Title", help_text="Short & <b>clear</b>.")
    kind = forms.ChoiceField(choices=[("new", "New")], widget=forms.RadioSelect)
    agree = forms.BooleanField(label="Agreed")
    photo = forms.FileField(required=False)


def words(html: str) -> str:
    """What is left of a page part without its tags, blanks folded."""
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


@pytest.mark.parametrize(
    ("language", "value", "written"),
    [
        ("vi", 7126, "7.126"),
        ("en", 7126, "7,126"),
        ("vi", 1234567, "1.234.567"),
        ("vi", -1200, "-1.200"),
        ("vi", 0, "0"),
        ("vi", None, ""),
    ],
)
def test_vn_int_when_written_then_groups_as_the_language_does(language, value, written):
    with translation.override(language):
        assert namro_ui.vn_int(value) == written


@pytest.mark.parametrize(
    ("language", "value", "written"),
    [
        ("vi", 0.9426, "94,3\xa0%"),
        ("en", 0.9426, "94.3%"),
        ("vi", Decimal("0.1125"), "11,3\xa0%"),
        ("vi", 0, "0,0\xa0%"),
        ("vi", 1, "100,0\xa0%"),
        ("vi", None, ""),
    ],
)
def test_vn_percent_when_written_then_rounds_half_up(language, value, written):
    with translation.override(language):
        assert namro_ui.vn_percent(value) == written


def test_vn_percent_when_no_places_are_wanted_then_has_no_point():
    with translation.override("vi"):
        assert namro_ui.vn_percent(0.8125, 0) == "81\xa0%"


def test_share_when_set_is_empty_then_is_no_rate():
    assert namro_ui.share(0, 0) is None


@pytest.mark.parametrize("denominator", [None, ""])
def test_share_when_denominator_is_missing_then_fails_loudly(denominator):
    with pytest.raises(ValueError, match="without its denominator"):
        namro_ui.share(7126, denominator)


@pytest.mark.parametrize(
    ("value", "width"),
    [(None, "0"), (0, "0.00"), (0.0001, "0.40"), (0.9426, "94.26"), (1.2, "100.00"), (-1, "0.00")],
)
def test_percent_width_when_written_then_has_a_point_and_stays_inside(value, width):
    with translation.override("vi"):
        assert namro_ui.percent_width(value) == width


def test_day_when_moment_is_late_in_utc_then_is_the_day_here():
    late = datetime.datetime(2026, 6, 4, 18, 30, tzinfo=datetime.UTC)

    assert namro_ui.day(late) == "05/06/2026"
    assert namro_ui.moment(late) == "05/06/2026 01:30"
    assert timezone.get_current_timezone_name() == "Asia/Ho_Chi_Minh"


def test_day_when_year_is_short_then_keeps_four_figures():
    assert namro_ui.day(datetime.date(930, 2, 3)) == "03/02/0930"


def test_day_and_moment_when_there_is_none_then_are_empty():
    assert (namro_ui.day(None), namro_ui.moment(None)) == ("", "")


def test_shapes_when_states_of_progress_then_all_differ():
    states = ["done", "partly", "on_schedule", "behind", "not_begun", "blocked"]

    assert [namro_ui.shape(state) for state in states] == ["●", "◐", "○", "▲", "□", "■"]
    assert namro_ui.shape("on-schedule") == "○"
    assert namro_ui.shape("never heard of") == "•"


def test_bar_parts_when_row_has_parts_then_they_follow_each_other():
    row = {"parts": [{"label": "a", "value": 30}, {"label": "b", "value": 10}]}

    parts = namro_ui.bar_parts(row, 80)

    assert [(part.x, part.width, part.pattern) for part in parts] == [
        ("0.00", "37.50", "solid"),
        ("37.50", "12.50", "hatch"),
    ]


def test_bar_parts_when_row_is_one_number_then_is_one_bar_on_its_own_scale():
    parts = namro_ui.bar_parts({"label": "05/06", "value": 7126})

    assert [(part.x, part.width, part.label, part.value) for part in parts] == [
        ("0.00", "100.00", "05/06", 7126)
    ]


def test_bar_parts_when_everything_is_nought_then_divides_by_nothing():
    assert [part.width for part in namro_ui.bar_parts({"label": "", "value": 0})] == ["0.00"]


def test_pattern_when_parts_outnumber_patterns_then_begins_anew():
    assert (namro_ui.pattern(0), namro_ui.pattern(5)) == ("solid", "solid")


def test_at_when_list_is_shorter_then_is_nothing():
    assert (namro_ui.at(["a"], 0), namro_ui.at(["a"], 1)) == ("a", "")


def test_query_when_names_change_then_keeps_the_rest():
    request = RequestFactory().get("/", {"page": "3", "unit": ["1", "2"], "q": "Đồng Tâm"})
    text = '{% load namro_ui %}{% query page=None sort="due" q="" state=states %}'

    written = Template(text).render(Context({"request": request, "states": ["behind", "done"]}))

    assert written == "?unit=1&amp;unit=2&amp;sort=due&amp;state=behind&amp;state=done"


def test_once_field_when_written_twice_then_tokens_differ():
    assert namro_ui.once_field() != namro_ui.once_field()


def test_rate_when_shown_then_has_both_numbers_the_set_and_the_way_to_the_records():
    context = {"numerator": 7126, "denominator": 7560, "set": "đảng viên", "href": "/r?a=1&b=2"}

    with translation.override("vi"):
        html = render_to_string("ui/rate.html", context)

    assert words(html) == "7.126/7.560 đảng viên (94,3 %)"
    assert re.findall(r'href="([^"]*)"', html) == ["/r?a=1&amp;b=2"]
    assert re.findall(r'nr-bar-part" width="([^"]*)"', html) == ["94.26%"]


def test_rate_when_set_is_empty_then_shows_no_percentage():
    with translation.override("vi"):
        html = render_to_string("ui/rate.html", {"numerator": 0, "denominator": 0, "set": "việc"})

    assert words(html) == "0/0 việc"


def test_rate_when_denominator_was_not_given_then_the_page_fails():
    with pytest.raises(ValueError, match="without its denominator"):
        render_to_string("ui/rate.html", {"numerator": 7126})


@pytest.mark.parametrize(
    ("left", "written"),
    [
        (3, "05/06/2026 (3 working days left)"),
        (1, "05/06/2026 (1 working day left)"),
        (0, "05/06/2026 (today)"),
        (-2, "05/06/2026 ▲ 2 working days late"),
        (None, "05/06/2026"),
    ],
)
def test_days_when_words_are_known_then_stand_beside_the_day(left, written):
    context = {"date": datetime.date(2026, 6, 5), "left": left}

    with translation.override("en"):
        html = render_to_string("ui/days.html", context)

    assert words(html) == written


def test_days_when_extended_then_keeps_the_first_day():
    context = {"date": datetime.date(2026, 9, 30), "first": datetime.date(2026, 8, 31)}

    with translation.override("en"):
        html = render_to_string("ui/days.html", context)

    assert words(html) == "30/09/2026 first due 31/08/2026"


def test_state_when_shown_then_has_shape_word_and_name_for_its_colour():
    html = render_to_string("ui/state.html", {"name": "not-begun", "label": "chưa bắt đầu"})

    assert words(html) == "□ chưa bắt đầu"
    assert re.findall(r'data-state="([^"]*)"', html) == ["not_begun"]


def test_field_when_refused_then_label_hint_error_and_input_are_tied_together():
    field = TaskForm({})["title"]

    with translation.override("en"):
        html = render_to_string("ui/field.html", {"field": field})

    described = re.findall(r'aria-describedby="([^"]*)"', html)
    assert words(html) == "Title Short & clear . Error: This field is required."
    assert described == ["id_title_helptext id_title_error"]
    assert set(described[0].split()) - set(re.findall(r' id="([^"]*)"', html)) == set()
    assert html.index("id_title_error") < html.index("<input")


def test_field_when_caller_gives_a_hint_then_its_signs_are_made_harmless():
    context = {"field": TaskForm()["agree"], "hint": "<script>", "label": "<i>"}

    html = render_to_string("ui/field.html", context)

    assert re.findall(r"<(?:script|i)>", html) == []


def test_field_when_it_takes_a_file_then_limit_is_a_plain_number():
    with translation.override("vi"):
        html = render_to_string("ui/field.html", {"field": TaskForm()["photo"], "limit": 15728640})

    assert re.findall(r'data-limit="([^"]*)"', html) == ["15728640"]


def test_error_summary_when_form_is_refused_then_links_to_each_first_control():
    with translation.override("en"):
        html = render_to_string("ui/errors.html", {"form": TaskForm({})})

    assert re.findall(r'href="([^"]*)"', html) == ["#id_title", "#id_kind_0", "#id_agree"]


def test_error_summary_when_form_is_fine_then_is_not_there():
    assert render_to_string("ui/errors.html", {"form": TaskForm()}).strip() == ""


def test_error_summary_when_row_of_a_grid_is_refused_then_names_the_row():
    rows = forms.formset_factory(TaskForm, extra=0)(
        {
            "form-TOTAL_FORMS": "2",
            "form-INITIAL_FORMS": "0",
            "form-0-title": "a",
            "form-0-kind": "new",
            "form-0-agree": "on",
            "form-1-title": "b",
            "form-1-kind": "new",
        }
    )
    rows.is_valid()

    with translation.override("en"):
        html = render_to_string("ui/errors.html", {"formset": rows})

    assert words(html) == "Please put these right Row 2: Agreed: This field is required."
    assert re.findall(r'href="([^"]*)"', html) == ["#id_form-1-agree"]


def test_grid_when_language_groups_figures_then_the_script_gets_plain_ones():
    rows = forms.formset_factory(TaskForm, extra=2, max_num=1000)()

    with translation.override("vi"):
        html = render_to_string("ui/grid.html", {"formset": rows, "caption": "Chi bộ 1"})

    assert re.findall(r'data-max="([^"]*)"', html) == ["1000"]
    assert len(re.findall("<tr>", html)) == 4
    assert len(re.findall('name="form-__prefix__-title"', html)) == 1


def test_table_when_shown_then_every_cell_carries_the_label_a_phone_shows():
    columns = [{"label": "Việc"}, {"label": "Đơn vị"}, {"label": "Mốc", "number": True}]
    rows = [{"label": "A", "cells": [{"text": "Chi bộ 1"}, {"numerator": 1, "denominator": 4}]}]
    foot = [{"text": "Tổng"}, {"text": ""}, {"numerator": 1, "denominator": 4}]

    html = render_to_string("ui/table.html", {"columns": columns, "rows": rows, "foot": foot})

    assert re.findall(r'data-label="([^"]*)"', html) == ["Đơn vị", "Mốc", "Đơn vị", "Mốc"]


def test_steps_when_a_note_is_asked_then_the_button_waits_for_it():
    steps = [
        {"name": "approve", "label": "Approve", "url": "/a", "primary": True},
        {"name": "return", "label": "Return", "url": "/r", "asks_note": True},
        {"name": "verify", "label": "Verify", "url": "/v", "refusal": "Not your own work."},
    ]

    with translation.override("vi"):
        html = render_to_string("ui/steps.html", {"steps": steps, "version": 1234})

    assert re.findall(r'action="([^"]*)"', html) == ["/a", "/r"]
    assert re.findall(r'name="version" value="([^"]*)"', html) == ["1234", "1234"]
    assert len(re.findall(r"<textarea[^>]* required", html)) == 1
    assert len(re.findall(r"<button[^>]* disabled", html)) == 1


def test_bars_when_drawn_then_names_of_patterns_are_defined():
    rows = [{"label": "A", "value": 3, "parts": [{"value": 1}, {"value": 2}]}]

    html = render_to_string("ui/bars.html", {"id": "c1", "rows": rows, "top": 4, "legend": ["x"]})

    used = set(re.findall(r"url\(#([^)]*)\)", html))
    assert used == {"c1-solid", "c1-hatch"}
    assert used - set(re.findall(r'<pattern id="([^"]*)"', html)) == set()


def test_meter_when_hint_has_words_then_points_at_them():
    clears = [
        {
            "label": "rõ việc",
            "state": "partly",
            "hints": [{"text": "chung chung", "words": "tăng cường", "start": 1200, "end": 1210}],
        }
    ]

    with translation.override("vi"):
        html = render_to_string("ui/meter.html", {"clears": clears, "field_id": "id_content"})

    pointed = re.findall(r'data-words="([^"]*)" data-start="([^"]*)" data-end="([^"]*)"', html)
    assert pointed == [("tăng cường", "1200", "1210")]
