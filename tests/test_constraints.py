"""Every constraint of the database is broken once; the database itself says no, on both kinds."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.db.utils import DatabaseError

from namro.commitments.models import (
    Amendment,
    Body,
    Campaign,
    CaseFile,
    ClassRule,
    Commitment,
    PaperForm,
    Registrant,
    Review,
    Topic,
    Version,
)
from namro.core import clock
from namro.core.models import AuditEntry, CalendarDay, Draft, OutgoingMail, Posted, StoredFile
from namro.figures.models import Snapshot, Tally
from namro.inspections.models import Conclusion, Discipline, Inspection, Item
from namro.ledger.models import (
    Blocker,
    Draw,
    Drawn,
    Entry,
    Evidence,
    Extension,
    ProgressNote,
    Verification,
)
from namro.mediation.models import Alert, Case, Check, Mediator, Words
from namro.org.models import (
    Appointment,
    Grant,
    Person,
    PersonMerge,
    Placement,
    Reorganisation,
    Succession,
    Unit,
    UnitCode,
    UnitName,
    User,
)
from namro.papers.models import Bundle, Letterhead, NumberBook, Paper, Template
from namro.registers.models import Passage, SavedView
from namro.reports.models import PeriodReport
from namro.sheets.models import Import, Made, Mapping
from namro.sittings.models import AgendaItem, Recusal, Seat, Sitting, Vote
from namro.titles.models import Breach, Card, Round, Score, Standard
from tests import make

pytestmark = pytest.mark.django_db
DAY = dt.date(2024, 5, 1)
BEFORE = dt.date(2024, 4, 30)
Break = Callable[[Any], Any]


def again(row: models.Model, **changes: Any) -> models.Model:
    """The same row a second time, under a new number and key."""
    row = type(row).objects.get(pk=row.pk)
    row.pk = None
    row._state.adding = True
    if isinstance(getattr(row, "key", None), uuid.UUID) and "key" not in changes:
        row.key = uuid.uuid4()
    for name, value in changes.items():
        setattr(row, name, value)
    row.save(force_insert=True)
    return row


def change(model: type[models.Model], **changes: Any) -> int:
    first = model.objects.order_by("pk").values("pk")[:1]
    return model.objects.filter(pk__in=list(first.values_list("pk", flat=True))).update(**changes)


def file() -> StoredFile:
    return StoredFile.objects.create(
        name="a", content_type="b", size=1, sha256="0" * 64, received_at=clock.now()
    )


def of(model: type[models.Model], **changes: Any) -> Break:
    return lambda made: change(model, **changes)


def plan(m: Any, **more: Any) -> Reorganisation:
    said = {"name": "s", "decision": "1", "on": DAY, "made_at": clock.now()}
    return Reorganisation.objects.create(unit=m.world.top, **(said | more))


def succession(m: Any, **more: Any) -> Succession:
    said = {"after": m.world.far_ward, "kind": "whole", "on": DAY, "decision": "1"}
    return Succession.objects.create(before=m.world.ward, **(said | more))


def merge(m: Any, **more: Any) -> PersonMerge:
    said = {"kept": m.world.lan.person, "gone": m.world.hung.person, "at": clock.now()}
    return PersonMerge.objects.create(why="w", by_name="b", **(said | more))


BROKEN: dict[str, Break] = {
    # org
    "unit_days": of(Unit, since=DAY, until=DAY),
    "unit_branch": of(Unit, branch="army"),
    "unit_kind": of(Unit, kind="castle"),
    "unit_named": of(Unit, name=""),
    "code_days": lambda m: UnitCode.objects.create(
        unit=m.world.cell, code="1", since=DAY, until=BEFORE
    ),
    "unit_level": of(Unit, level="galaxy"),
    "code_one_open": lambda m: [
        UnitCode.objects.create(unit=m.world.cell, code=code, since=DAY) for code in "12"
    ],
    "unit_name_days": of(UnitName, since=DAY, until=DAY),
    "unit_name_said": of(UnitName, name=""),
    "unit_name_once": lambda m: again(UnitName.objects.all()[0], until=DAY),
    "unit_name_one_open": lambda m: again(UnitName.objects.all()[0], since=DAY),
    "placement_days": of(Placement, since=DAY, until=DAY),
    "placement_not_itself": of(Placement, parent=models.F("unit")),
    "placement_once": lambda m: again(Placement.objects.all()[0], until=DAY),
    "placement_one_open": lambda m: again(Placement.objects.all()[0], since=DAY),
    "reorganisation_state": lambda m: plan(m, status="lost", applied_at=clock.now()),
    "reorganisation_applied_has_day": lambda m: plan(m, status="applied"),
    "succession_kind": lambda m: succession(m, kind="half"),
    "succession_once": lambda m: [succession(m), succession(m)],
    "succession_not_itself": lambda m: succession(m, after=m.world.ward),
    "merge_of_two": lambda m: merge(m, gone=m.world.lan.person),
    "merge_one_open": lambda m: [merge(m), merge(m, kept=m.world.tu.person)],
    "person_named": of(Person, full_name=""),
    "appointment_days": of(Appointment, since=DAY, until=DAY),
    "appointment_once": lambda m: again(Appointment.objects.all()[0]),
    "grant_days": of(Grant, since=DAY, until=BEFORE),
    "grant_role": of(Grant, role="king"),
    "grant_not_own_deputy": lambda m: Grant.objects.filter(pk=m.grant.pk).update(
        deputy_for=models.F("person")
    ),
    # core
    "calendar_kind_known": lambda m: CalendarDay.objects.create(on=DAY, kind="x"),
    "file_not_empty": of(StoredFile, size=0),
    "draft_one_a_place": lambda m: [
        Draft.objects.create(user=m.world.lan, place="p", saved_at=clock.now()) for _n in (1, 2)
    ],
    # registers, figures, sheets
    "passage_goes_somewhere": lambda m: Passage.objects.create(
        register="r",
        record=uuid.uuid4(),
        before=m.world.cell,
        after=m.world.cell,
        on=DAY,
        title="t",
    ),
    "view_once": lambda m: [
        SavedView.objects.create(user=m.world.lan, register="r", name="n", query="")
        for _n in (1, 2)
    ],
    "tally_once": lambda m: again(Tally.objects.all()[0]),
    "import_state": of(Import, status="eaten"),
    "import_taken_has_day": lambda m: Import.objects.filter(pk=m.sent.pk).update(status="taken"),
    "import_back_has_day": lambda m: Import.objects.filter(pk=m.taken.pk).update(status="back"),
    "made_once": lambda m: again(Made.objects.all()[0]),
    "mapping_once": lambda m: [
        Mapping.objects.create(
            unit=m.world.area, layout="l", shape="s", sheets=[], used_at=clock.now(), by_name="Vân"
        )
        for _n in (1, 2)
    ],
    # ledger
    "entry_state": of(Entry, status="lost"),
    "entry_finding": of(Entry, verified="maybe"),
    "entry_done_has_day": lambda m: Entry.objects.filter(pk=m.done.pk).update(declared_on=None),
    "entry_due_kept": of(Entry, due=None),
    "entry_done_is_not_back": lambda m: Entry.objects.filter(pk=m.done.pk).update(sent_back_on=DAY),
    "note_said": of(ProgressNote, text=""),
    "blocker_state": of(Blocker, status="lost", ended_on=DAY),
    "blocker_end_has_day": of(Blocker, status="cleared"),
    "extension_state": of(Extension, status="lost"),
    "extension_is_later": of(Extension, new_due=models.F("old_due")),
    "extension_not_own": of(Extension, decided_by=models.F("asked_by")),
    "extension_one_open": lambda m: again(m.extension),
    "verifier_is_not_doer": of(Verification, by=models.F("doer")),
    "verification_found_something": of(Verification, found="unverified"),
    # commitments
    "campaign_days": of(Campaign, opens=DAY, closes=BEFORE),
    "campaign_work_days": of(Campaign, begins_on=DAY, ends_on=BEFORE),
    "campaign_state": of(Campaign, status="lost"),
    "class_rule_once": lambda m: again(ClassRule.objects.all()[0]),
    "class_rule_range": of(ClassRule, minimum=4, maximum=3),
    "body_once": lambda m: again(Body.objects.all()[0]),
    "body_one_or_two": of(Body, order=3),
    "body_is_named": of(Body, nearest=""),
    "topic_once": lambda m: again(Topic.objects.all()[0]),
    "paper_number_once": lambda m: again(m.form, registrant_id=m.idle.pk),
    "paper_number_from_one": of(PaperForm, number=0),
    "paper_keyed_by_somebody": of(PaperForm, keyed_at=clock.now()),
    "registrant_person_once": lambda m: again(m.place),
    "registrant_collective_once": lambda m: [
        make.registrant(m.campaign, None, m.world.cell2, "collective"),
        again(Registrant.objects.get(person=None)),
    ],
    "registrant_collective_has_no_person": of(Registrant, klass="collective"),
    "registrant_standing": of(Registrant, standing="lost"),
    "registrant_exempt_says_why": lambda m: Registrant.objects.filter(pk=m.idle.pk).update(
        standing="exempt"
    ),
    "case_days": of(CaseFile, since=DAY, ended_on=BEFORE),
    "commitment_state": of(Commitment, status="lost"),
    "commitment_kind": of(Commitment, kind="easy"),
    "commitment_said": of(Commitment, title=""),
    "commitment_number": lambda m: again(m.draft),
    "commitment_row_once": lambda m: [again(m.draft, number=90 + n, row_key="k") for n in (1, 2)],
    "commitment_approved_has_day": lambda m: Commitment.objects.filter(pk=m.line.pk).update(
        approved_on=None
    ),
    "commitment_waits_for_somebody": lambda m: Commitment.objects.filter(pk=m.waiting.pk).update(
        waits_for=None
    ),
    "version_once": lambda m: again(Version.objects.all()[0]),
    "review_once": lambda m: again(Review.objects.all()[0]),
    "review_not_own": of(Review, by=models.F("subject")),
    "review_says_why": of(Review, outcome="return", note=""),
    "amendment_state": of(Amendment, status="lost"),
    "amendment_one_open": lambda m: again(m.amendment),
    "amendment_not_own": of(Amendment, decided_by=models.F("asked_by")),
    # papers
    "letterhead_days": of(Letterhead, until=BEFORE),
    "letterhead_form": of(Letterhead, form="royal"),
    "letterhead_mode": of(Letterhead, mode="seal"),
    "letterhead_once": lambda m: again(Letterhead.objects.all()[0], until=dt.date(9999, 1, 1)),
    "letterhead_one_open": lambda m: again(Letterhead.objects.all()[0], since=DAY),
    "book_form": of(NumberBook, form="royal"),
    "book_once": lambda m: again(NumberBook.objects.all()[0]),
    "bundle_ending": of(Bundle, ending="exe"),
    "template_form": of(Template, form="royal"),
    "template_version_once": lambda m: again(m.template, current=False, file_id=file().pk),
    "template_one_current": lambda m: again(m.template, version=9, file_id=file().pk),
    "paper_form": of(Paper, form="royal"),
    "paper_status": of(Paper, status="lost"),
    "paper_numbered_or_not": of(Paper, symbol=""),
    "paper_number_in_book": lambda m: again(m.paper),
    "paper_cancelled_says_why": lambda m: Paper.objects.filter(pk=m.cancelled.pk).update(
        cancelled_reason=""
    ),
}
# Columns that may hold a value once.
BROKEN |= {
    # figures
    "snapshot_kind": of(Snapshot, kind="weekly"),
    "snapshot_named": of(Snapshot, name=""),
    # reports
    "report_state": of(PeriodReport, status="printed"),
    "report_issued_has_paper": of(PeriodReport, status="issued"),
    "report_titled": of(PeriodReport, title=""),
    # sittings
    "sitting_state": of(Sitting, status="asleep"),
    "sitting_closed_has_moment": of(Sitting, status="closed", closed_at=None),
    "sitting_open_has_moment": of(Sitting, status="open", opened_at=None),
    "seat_once": lambda m: again(m.seat),
    "seat_one_deputy": lambda m: m.session.seats.update(stands_for=m.world.lan.person),
    "seat_one_chair": lambda m: m.session.seats.update(duty="chair"),
    "seat_one_secretary": lambda m: m.session.seats.update(duty="secretary"),
    "seat_duty": of(Seat, duty="king"),
    "seat_not_own_deputy": lambda m: Seat.objects.filter(pk=m.seat.pk).update(
        stands_for=m.voter.person
    ),
    "seat_guest_has_no_vote": lambda m: Seat.objects.filter(pk=m.seat.pk).update(duty="guest"),
    "agenda_item_once": lambda m: again(m.tabled, live=False),
    "agenda_item_one_sitting": lambda m: again(m.tabled, sitting=m.sitting),
    "agenda_item_state": of(AgendaItem, status="lost"),
    "agenda_item_way": of(AgendaItem, way="dice"),
    "agenda_item_decided_says_how": lambda m: AgendaItem.objects.filter(pk=m.settled.pk).update(
        presider=None
    ),
    "recusal_once": lambda m: again(m.recusal),
    "recusal_says_why": of(Recusal, reason=""),
    "vote_once": lambda m: again(Vote.objects.all()[0], token=uuid.UUID(int=9)),
    "vote_choice": of(Vote, choice="maybe"),
}
UNIQUE: dict[str, Break] = {
    "reports.PeriodReport.paper": lambda m: [
        again(m.report, status="issued", paper=m.paper) for _n in (1, 2)
    ],
    "sittings.Vote.token": lambda m: [
        Vote.objects.create(
            item=item,
            seat=m.seat,
            choice="for",
            token=uuid.UUID(int=3),
            made_at=1,
            cast_at=clock.now(),
            by=m.voter.person,
        )
        for item in (m.settled, m.unread)
    ],
    "org.Unit.path": lambda m: Unit.objects.filter(pk=m.world.cell.pk).update(
        path=m.world.ward.path
    ),
    "org.User.person": lambda m: User.objects.filter(pk=m.world.lan.pk).update(
        person=m.world.hung.person
    ),
    "ledger.Entry.source": lambda m: Entry.objects.update(source=uuid.UUID(int=1)),
    "ledger.Evidence.file": lambda m: again(Evidence.objects.all()[0]),
    "ledger.Verification.file": lambda m: again(Verification.objects.all()[0]),
    "commitments.Commitment.entry": lambda m: Commitment.objects.filter(pk=m.draft.pk).update(
        entry=m.entry
    ),
    "commitments.Campaign.slug": lambda m: again(m.campaign),
    "commitments.Commitment.key": lambda m: again(m.draft, number=99, key=m.line.key),
    "core.AuditEntry.hash": lambda m: AuditEntry.objects.create(
        seq=10**6, at=clock.now(), hash=AuditEntry.objects.all()[0].hash
    ),
    "core.OutgoingMail.key": lambda m: [
        OutgoingMail.objects.create(key="k", to="a@b.vn", written_at=clock.now()) for _n in (1, 2)
    ],
    "papers.Paper.key": lambda m: again(m.paper, key=m.paper.key, number=99),
    "core.CalendarDay.on": lambda m: [
        CalendarDay.objects.create(on=DAY, kind="holiday") for _n in (1, 2)
    ],
    "core.Posted.token": lambda m: [
        Posted.objects.create(token=uuid.UUID(int=7), at=clock.now()) for _n in (1, 2)
    ],
}


def drawn(m: Any, **more: Any) -> Drawn:
    said = {"draw": m.draw, "entry": m.done, "rank": 1}
    return Drawn.objects.create(**(said | more))


def a_card(m: Any, **more: Any) -> Card:
    said = {"round": m.round, "unit": m.world.cell, "person": m.world.lan.person}
    said |= {"status": "scoring", "period": m.round.period}
    return Card.objects.create(**(said | more))


def mediator(m: Any, **more: Any) -> Mediator:
    return Mediator.objects.create(post=m.team.unit.appointments.all()[0], **more)


OF_REGISTERS: dict[str, Break] = {
    # ledger: draws
    "draw_state": of(Draw, status="lost"),
    "draw_of_something": of(Draw, size=0),
    "draw_days": of(Draw, declared_to=BEFORE, declared_from=DAY),
    "draw_has_day": of(Draw, drawn_on=DAY),
    "draw_dropped_why": of(Draw, dropped_on=DAY),
    "drawn_once": lambda m: [drawn(m), drawn(m, rank=2)],
    "drawn_rank_once": lambda m: [drawn(m), drawn(m, entry=m.entry)],
    # inspections
    "inspection_days": of(Inspection, ends_on=BEFORE),
    "inspection_counts": of(Inspection, n=0, subject_kind="person"),
    "inspection_one_body": of(Inspection, n=2),
    "inspection_state": of(Inspection, status="lost"),
    "inspection_held_has_day": lambda m: Inspection.objects.filter(pk=m.inspection.pk).update(
        held_on=m.inspection.begins_on
    ),
    "inspection_held_after_it_began": lambda m: Inspection.objects.filter(
        pk=m.inspection.pk
    ).update(status="held", held_on=m.inspection.begins_on - dt.timedelta(days=1)),
    "conclusion_once": lambda m: again(m.conclusion),
    "conclusion_state": of(Conclusion, status="lost"),
    "item_number_once": lambda m: again(m.followed, entry=None, status="planned"),
    "item_state": of(Item, status="lost"),
    "item_followed_has_entry": of(Item, entry=None),
    "discipline_once": lambda m: again(m.discipline),
    "discipline_quarter_known": of(Discipline, quarter=5),
    "discipline_state": of(Discipline, status="lost"),
    # titles
    "standard_once": lambda m: again(m.standard),
    "standard_state": of(Standard, status="lost"),
    "round_once": lambda m: again(m.round),
    "round_days": of(Round, request_by=BEFORE),
    "round_state": of(Round, status="lost"),
    "card_unit_once": lambda m: again(m.card),
    "card_person_once": lambda m: [a_card(m), a_card(m, unit=m.world.cell2)],
    "card_state": of(Card, status="lost"),
    "score_once": lambda m: again(Score.objects.all()[0]),
    "score_voice": of(Score, voice="crowd"),
    "breach_days": lambda m: Breach.objects.create(
        card=m.card, criterion="c1", on=DAY, mended_on=BEFORE, source="s"
    ),
    # mediation
    "mediator_votes": lambda m: mediator(m, votes=5, households=4),
    "case_number_once": lambda m: again(m.mediating),
    "case_state": of(Case, status="lost"),
    "case_two_teams": lambda m: Case.objects.filter(pk=m.mediating.pk).update(
        second=m.mediating.unit
    ),
    "case_ended_has_day": lambda m: Case.objects.filter(pk=m.mediating.pk).update(ended_on=DAY),
    "check_done_says": of(Check, done_on=DAY),
    "alert_kind": of(Alert, kind="rumour"),
    "alert_received_by_somebody": of(Alert, received_at=clock.now()),
}
BROKEN |= OF_REGISTERS
UNIQUE |= {
    "inspections.Item.entry": lambda m: Item.objects.update(entry=m.entry),
    "mediation.Mediator.post": lambda m: [mediator(m), mediator(m)],
    "mediation.Words.case": lambda m: again(Words.objects.all()[0]),
    "ledger.Drawn.verification": lambda m: [
        drawn(m, verification=m.visit), drawn(m, entry=m.entry, rank=2, verification=m.visit)
    ],
}  # fmt: skip


def test_every_constraint_of_the_house_is_broken_in_this_file():
    ours = [m for m in apps.get_models() if m.__module__.startswith("namro.")]
    named = {constraint.name for model in ours for constraint in model._meta.constraints}

    assert named == set(BROKEN)


def test_every_constraint_when_broken_then_the_database_says_no(made):
    """One world for all: each break stands in a savepoint of its own and is undone."""
    allowed, told = [], {}
    for name, act in BROKEN.items():
        try:
            with transaction.atomic():
                act(made)
        except IntegrityError as refused:
            told[name] = str(refused)
        else:
            allowed.append(name)

    assert allowed == []
    checks = {
        constraint.name
        for model in apps.get_models()
        for constraint in model._meta.constraints
        if isinstance(constraint, models.CheckConstraint)
    }
    assert {name for name in checks & set(told) if name not in told[name]} == set()
    if connection.vendor == "postgresql":
        assert {name for name, text in told.items() if name not in text} == set()


@pytest.mark.parametrize("column", UNIQUE)
def test_unique_columns_when_a_value_comes_twice_then_the_database_says_no(made, column):
    with pytest.raises(IntegrityError), transaction.atomic():
        UNIQUE[column](made)


@pytest.mark.parametrize(
    "tamper",
    [lambda: AuditEntry.objects.update(action="x"), lambda: AuditEntry.objects.all().delete()],
    ids=["update", "delete"],
)
def test_trail_when_changed_or_deleted_then_the_database_says_no(world, tamper):
    before = AuditEntry.objects.count()

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        tamper()

    assert AuditEntry.objects.count() == before > 0


def test_commitment_when_its_registrant_or_person_is_deleted_then_the_database_says_no(made):
    for row in (made.place, made.world.member.person, made.campaign, made.world.cell):
        with pytest.raises(models.ProtectedError):
            row.delete()

    assert Commitment.objects.filter(pk=made.draft.pk).count() == 1


def test_file_when_made_for_a_test_then_it_has_a_random_name_on_disk(db):
    first, second = file(), file()

    assert first.path != second.path
    assert first.path.startswith("evidence/") and first.path != "a"
