"""Room titles: sets of criteria as a book: typed, pasted, shared as a file, in versions."""

from typing import Any

from django.http import HttpResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from namro.core import text
from namro.core.web import needs
from namro.criteria import standards
from namro.criteria.scoring import bands
from namro.criteria.states import Kind, Mode
from namro.org.access import Access
from namro.org.request import Request
from namro.org.states import UnitKind
from namro.registers import columns
from namro.registers.kit import Ask, Book, Rows
from namro.titles import actions
from namro.titles.forms import StandardForm
from namro.titles.models import Standard
from namro.titles.states import StandardState
from namro.titles.workflow import EDIT, SEE, STANDARD

STANDARDS = columns.listing(
    "standard", _("Sets of criteria"), Standard, SEE,
    show=("name", "edition", "unit", "status"), by=("status",),
    empty=_("Only the sets that come with the software are here. Make your own, or take in the "
            "file of another office."),
)  # fmt: skip


def told(content: standards.Content) -> list[tuple[Any, str]]:
    """Whose it is, how it is reached, its levels; by when, and where it is written."""
    whose = dict([(standards.PERSON, _("Party member")), *UnitKind.choices])
    levels = [f"≥ {band['at']}: {band['name']}" for band in bands(content)]
    return [(_("Whose it is"), str(whose[content["of"]])),
            (_("How it is reached"), str(Mode(content["mode"]).label)),
            (_("Levels"), "; ".join(levels) if content["mode"] == Mode.BANDS else ""),
            (_("Scored, requested and decided by, every year"), ", ".join(
                "/".join(reversed(content[day].split("-"))) for day in standards.DAYS)),
            (_("Source"), content["source"])]  # fmt: skip


def _criteria(one: Any, access: Access) -> list[dict[str, Any]]:
    labels = dict(Kind.choices)
    return [
        {"label": c["text"], "cells": [
            {"text": group}, {"text": labels[c["kind"]]},
            {"text": "" if c["kind"] == Kind.VETO else c["most"]},
            {"text": f"≥ {c['at_least']} %" if c["at_least"] else ""},
            {"text": measure.label if (measure := standards.measure_of(c)) else
             (gettext("not held here") if c["measure"] else "")}]}
        for group, c in standards.criteria(one.content)
    ]  # fmt: skip


CRITERIA = Rows(_("Criteria"), (_("Criterion"), _("Group"), _("Kind"), _("Most points"),
                                _("At least"), _("Fills itself from")), _criteria)  # fmt: skip


@needs(SEE)
def standard_file(request: Request, key: str) -> HttpResponse:
    """A set of criteria as the file that another office takes in."""
    one = request.access.row(Standard, SEE, key=key)
    answer = HttpResponse(
        standards.as_file(one.content), content_type="application/toml; charset=utf-8"
    )
    answer.headers["Content-Disposition"] = f'attachment; filename="{_file_name(one)}"'
    return answer


def _file(one: Standard) -> str:
    return format_html(
        '<a href="{}">{}</a>', reverse("standard-file", args=[one.key]), _file_name(one)
    )


def _file_name(one: Standard) -> str:
    return f"bo-tieu-chi-{slugify(text.fold(one.name))[:60]}-{one.edition}.toml"


def _version(of: Standard, said: dict[str, Any], access: Access) -> Standard:
    return actions.keep_standard(of.unit, StandardForm.read(said, of.name), access)


NEW = Ask(
    "make-standard", _("Make a set of criteria"), EDIT,
    lambda none, access: lambda *args, **more: StandardForm(*args, access=access, **more),
    lambda none, said, access: actions.keep_standard(said["unit"], StandardForm.read(said), access),
    about=_("Type the criteria, paste them from Excel, or send the file of another office. A set "
            "of the same name becomes a new version; rounds keep the version they began with."),
)  # fmt: skip

ASKS = (
    Ask("new-version", _("Make a new version"), EDIT,
        lambda of, access: lambda *args, **more: StandardForm(*args, access=access, of=of, **more),
        _version, offered=lambda of, access: of.status == StandardState.IN_USE,
        about=_("Rounds that are open keep the version they began with.")),
)  # fmt: skip

BOOK = Book(
    "standard", "standards", STANDARDS, SEE, panels=(CRITERIA,), new=NEW, life=STANDARD,
    asks=ASKS,
    answers=lambda one, access: [*told(one.content), (_("File to share"), _file(one))],
)  # fmt: skip

URLS = (path("standards/<uuid:key>/file/", standard_file, name="standard-file"),)
