"""Room ledger: the register of draws: what was announced, drawn, given out and found."""

from collections.abc import Container
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from namro.core import clock
from namro.ledger import drawing
from namro.ledger.models import Draw, Drawn, Entry
from namro.ledger.register import href
from namro.ledger.states import DrawState, Finding
from namro.org.access import Access
from namro.org.models import Person
from namro.org.roles import READER_ROLES, Role
from namro.papers import content as papers
from namro.papers import letterheads
from namro.papers.content import Content
from namro.papers.kinds import PaperKind, declare
from namro.papers.words import kept_at
from namro.registers import columns, papering
from namro.registers.fields import as_field
from namro.registers.formed import form_of
from namro.registers.kit import Ask, Book, PaperOf, Print, Register, Rows, Tasks, standing

SEE, MAKE = "draw.view", drawing.MAKE
LIST = declare(PaperKind("draw-list", _("List of a draw"), "TB", "THÔNG BÁO"))


def _dropped(draw: Draw) -> str:
    """Day and reason; whether the seed could be known by then."""
    if draw.dropped_on is None:
        return ""
    words = gettext("%(day)s, before its seed could be known: %(why)s")
    if draw.dropped_on >= draw.seed_day:
        words = gettext("%(day)s, when its seed could be known: %(why)s")
    return words % {"day": f"{draw.dropped_on:%d/%m/%Y}", "why": draw.dropped_why}


DRAWS = columns.listing(
    "draw", _("Draws for checking"), Draw, SEE,
    show=("name", columns.words("unit", _("Unit"), lambda r: r.unit.name), "size", "seed_day",
          "status", columns.words("dropped", _("Why it was dropped"), _dropped)),
    by=(columns.among("status", columns.STATE, DrawState.choices),),
    empty=_("Nothing has been drawn yet. Announce a draw: its list is fixed, the seed comes later."),
)  # fmt: skip


class SeedForm(forms.Form):
    """The seed as it was published."""

    seed = forms.CharField(
        label=_("Seed"), max_length=200,
        help_text=_("Letters and digits alone count, and capitals are made of small letters: "
                    "“84 213” and “84213” are one seed."),
    )  # fmt: skip


class AssignForm(forms.Form):
    """Another person for a piece that was drawn."""

    rank = forms.IntegerField(label=_("Number in the draw"), min_value=1)

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"] = as_field(access, _("Who looks at it"))


def _assign(draw: Draw, said: dict[str, Any], access: Access) -> None:
    rows = draw.drawn.select_related("entry__unit", "assigned")
    person: Person = said["person"]
    drawing.assign(draw, rows.get(rank=said["rank"]), person, access)


def _seen(draw: Draw, access: Access) -> set[int]:
    """Drawn work that this person may read; of the rest they see the key and the unit alone."""
    return set(
        access.rows(Entry, "entry.view").filter(draws__draw=draw).values_list("pk", flat=True)
    )


def _rows(draw: Draw, access: Access) -> list[dict[str, Any]]:
    rows = draw.drawn.select_related("entry__unit", "assigned", "verification")
    seen, found = _seen(draw, access), []
    for one in rows:
        row: dict[str, Any] = {"label": f"{one.rank}.", "href": ""}
        said = [{"text": ""}, {"text": ""}]
        if one.entry_id in seen:
            row = {"label": f"{one.rank}. {one.entry}", "href": href(one.entry)}
            said = [
                {"state": one.entry.status, "text": one.entry.get_status_display()},
                _found(one),
            ]
        who = one.assigned.full_name if one.assigned else gettext("nobody is free")
        cells = [
            {"text": one.entry.unit.name},
            {"text": who},
            *said,
            {"text": one.entry.key.hex, "hash": True},
        ]
        found.append({**row, "cells": cells})
    return found


def _found(one: Drawn) -> dict[str, Any]:
    if one.verification is None:
        return {"state": Finding.NONE, "text": Finding.NONE.label}
    return {"state": one.verification.found, "text": one.verification.get_found_display()}


def _facts(draw: Draw, access: Access) -> list[dict[str, Any]]:
    seen = draw.drawn.exclude(verification=None)
    all_of = draw.drawn.count()
    found = seen.filter(verification__found=Finding.DONE).count()
    words = gettext(
        "%(found)s/%(seen)s looked at were found done; %(seen)s/%(all)s drawn looked at"
    )
    said = [{"text": words % {"found": found, "seen": seen.count(), "all": all_of}}]
    return [*standing(draw, access), *(said if all_of else [])]


def _answers(draw: Draw, access: Access) -> list[tuple[Any, Any]]:
    shown = columns.answers(Draw, "declared_from", "declared_to", "size", "seed_source", "seed_day")
    how = gettext(
        "Each line of the list gets the SHA-256 of “seed|key”; the %(size)s smallest are drawn. "
        "The seed is written in Unicode NFC, without blanks and signs: letters and digits alone, "
        "in capitals."
    ) % {"size": draw.size}
    if not _is_canonical(draw):
        how = gettext(
            "Each line of the list gets the SHA-256 of “seed|key”; the %(size)s smallest are drawn. "
            "The seed is written exactly as it stands here."
        ) % {"size": draw.size}
    return [
        *shown(draw, access),
        (_("Pieces of work in the list"), str(len(draw.listed))),
        (_("Fingerprint of the list (SHA-256)"), draw.sha256),
        (_("Seed"), draw.seed),
        (_("How anybody can draw again"), how),
        (_("Why it was dropped"), _dropped(draw)),
    ]


def _is_canonical(draw: Draw) -> bool:
    """Seeds of earlier draws stand, and are worked with, as they were typed."""
    return not draw.seed or draw.seed == drawing.canonical(draw.seed)


UNPUBLISHED = _(
    "The list has not been issued as a paper yet. Issue it before the lots are drawn: what was "
    "published can be compared by everybody."
)


def _is_published(draw: Draw) -> bool:
    return papering.standing(draw, LIST.name) is not None


def _notices(draw: Draw, access: Access) -> list[str]:
    """Why a button is not there yet, to whoever would press it."""
    if not access.can(MAKE, draw.unit):
        return []
    if draw.status == DrawState.ANNOUNCED:
        wait, found = drawing.too_early(draw), [] if _is_published(draw) else [str(UNPUBLISHED)]
        return [*([wait] if wait else []), *found]
    left = drawing.all_seen(draw, access) if draw.status == DrawState.DRAWN else None
    return [left] if left else []


WRITTEN = (
    "Số gieo viết liền, chỉ gồm chữ và số, chữ in hoa, dạng Unicode NFC "
    "(bỏ dấu cách, dấu chấm, gạch nối)."
)
WRITTEN_ONCE = "Số gieo viết đúng như ghi ở trên."


def _read(draw: Draw, access: Access) -> Content:
    """The list as this person may read it."""
    return _paper(draw, access, _seen(draw, access))


def _paper(draw: Draw, access: Access, seen: Container[int] | None = None) -> Content:
    """The announcement with its whole list; once drawn, with the seed and what it gave."""
    drawn: list[list[str | int]] = [
        [one.rank, *([one.entry.number, one.entry.title] if told else ["", ""]),
         one.entry.unit.name, one.entry.key.hex]
        for one in draw.drawn.select_related("entry__unit")
        for told in [seen is None or one.entry_id in seen]
    ]  # fmt: skip
    # A key takes 70 mm in one line.
    heads = [
        papers.column("TT", 0.5, "center"), papers.column("Số", 1.25),
        papers.column("Nội dung", 2.4), papers.column("Đơn vị", 1.4), papers.column("Mã", 4.7),
    ]  # fmt: skip
    listed: list[list[str | int]] = [[n, key] for n, key in enumerate(draw.listed, start=1)]
    keys = [papers.column("TT", 0.6, "center"), papers.column("Mã", 6)]
    half = len(draw.sha256) // 2
    told = [
        ("Dấu vân tay của danh sách (SHA-256, hai dòng viết liền nhau)",
         f"{draw.sha256[:half]}\n{draw.sha256[half:]}"),
        ("Số gieo lấy từ", f"{draw.seed_source}, ngày {draw.seed_day:%d/%m/%Y}"),
        *([("Số gieo", draw.seed)] if draw.seed else []),
    ]  # fmt: skip
    said = [
        f"Danh sách gồm {len(draw.listed)} nội dung đã báo hoàn thành từ ngày "
        f"{draw.declared_from:%d/%m/%Y} đến ngày {draw.declared_to:%d/%m/%Y}; rút {draw.size} nội dung.",
        "Cách kiểm tra lại: tính SHA-256 của “số gieo|mã” cho từng dòng, xếp tăng dần, "
        f"lấy {draw.size} dòng đầu. {WRITTEN if _is_canonical(draw) else WRITTEN_ONCE}",
    ]
    blocks = [papers.paragraph(said[0]), papers.facts(told), papers.paragraph(said[1])]
    if drawn:
        blocks.append(papers.table(heads, drawn, title="Nội dung được rút"))
    head = letterheads.head_of(draw.unit, clock.today())
    return papers.content(
        subject=f"Rút thăm kiểm tra: {draw.name}",
        blocks=blocks,
        recipients=["Các đơn vị có nội dung trong danh sách", kept_at(head)],
        annexes=[papers.annex("Danh sách", [papers.table(keys, listed)])],
    )


def _mine(access: Access) -> QuerySet[Drawn]:
    rows = Drawn.objects.filter(assigned=access.person_id, verification=None)
    rows = rows.filter(draw__status=DrawState.DRAWN).select_related("entry__unit", "draw")
    return rows.order_by("draw", "rank")


BOOK = Book(
    "draw", "draws", DRAWS, SEE, facts=_facts, answers=_answers, notices=_notices, life=drawing.DRAW,
    new=Ask(
        "announce-draw", _("Announce a draw"), MAKE,
        form_of(Draw, ("unit", "name", "declared_from", "declared_to", "size", "seed_source",
                       "seed_day"), MAKE,
                hints={"seed_source": _("Something public that nobody can know today, such as the "
                                        "first prize of a lottery of that day.")}),
        lambda none, said, access: drawing.announce(said, access),
        about=_("The list of declared work is fixed now; the seed comes on its day."),
    ),
    asks=(
        Ask("draw-lots", _("Draw with the seed"), MAKE, lambda draw, access: SeedForm,
            lambda draw, said, access: drawing.draw_lots(draw, said["seed"], access), primary=True,
            offered=lambda draw, access: draw.status == DrawState.ANNOUNCED
            and drawing.too_early(draw) is None),
        Ask("assign-drawn", _("Give one to somebody else"), MAKE,
            lambda draw, access: lambda *args, **more: AssignForm(*args, access=access, **more),
            _assign, offered=lambda draw, access: draw.status == DrawState.DRAWN
            and drawing.all_seen(draw, access) is not None),
    ),
    panels=(Rows(_("Drawn"), (_("Work"), _("Unit"), _("Who looks at it"), _("Declared"),
                              _("Found"), _("Key in the list")), _rows),),
    papers=(PaperOf("draw-list", _("Publish the list"), _paper),),
    prints=(Print("list", "draw-list", _("The list to read"), _read),),
    words={"draw.announce": _("Announced"), "draw.assign": _("Given to somebody else"),
           "draw-lots": _("Drawn"), "sha256": _("Fingerprint of the list (SHA-256)")},
)  # fmt: skip
REGISTER = Register(
    name="draws",
    label=_("Draws for checking"),
    icon="audit",
    need=SEE,
    books=(BOOK,),
    rights={**{role: {SEE} for role in READER_ROLES}, Role.VERIFIER: {SEE, MAKE}},
    own={SEE},
    # Whoever was drawn comes to it from the work itself, without a place in the navigation.
    here=lambda access: bool(access.roots.get(SEE)),
    tasks=(
        Tasks(_("Drawn for checking, given to me"), drawing.VERIFY, _mine,
              lambda one: {"label": str(one.entry), "href": href(one.entry),
                           "text": f"{one.draw.name} · {one.entry.unit}"}),
    ),
    problems=drawing.problems,
)  # fmt: skip
