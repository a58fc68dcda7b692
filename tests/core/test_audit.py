"""Tests of the core room: the trail is a chain, and whoever touches a link is found out."""

import datetime as dt
import hashlib

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from namro.core import audit
from namro.core.models import AuditDetail, AuditEntry, CalendarDay, DayKind
from namro.core.write import attempt, writing

LAN = audit.Actor(11, "Nguyễn Thị Lan", on_behalf_id=12, on_behalf_name="Cụ Hòa", via="page")
JOB = audit.Actor(None, "namro", via="command")


@pytest.fixture
def day(db):
    return CalendarDay.objects.create(
        on=dt.date(2026, 11, 24), kind=DayKind.HOLIDAY, name="Ngày Văn hóa", source="NQ 28"
    )


@pytest.fixture
def chain(day):
    """Five links, each from a transaction of its own."""
    for number in range(1, 6):
        audit.record("calendar.edit", day, {"name": ["cũ", f"mới {number}"]}, LAN, f"lần {number}")
    assert list(audit.problems()) == []
    return list(AuditEntry.objects.order_by("seq"))


@pytest.fixture
def unlocked(db):
    """As somebody with the database's own password would: the triggers are gone."""
    where = "" if connection.vendor == "sqlite" else " ON core_auditentry"
    with connection.cursor() as cursor:
        for name in ("audit_no_update", "audit_no_delete"):
            cursor.execute(f"DROP TRIGGER {name}{where}")


def entry(seq: int):
    return AuditEntry.objects.filter(seq=seq)


def test_chain_when_nothing_was_touched_then_it_is_whole(chain):
    assert [one.seq for one in chain] == [1, 2, 3, 4, 5]
    assert chain[0].previous == "0" * 64
    assert [one.previous for one in chain[1:]] == [one.hash for one in chain[:-1]]
    assert list(audit.problems()) == []


def test_chain_when_it_is_empty_then_it_is_whole(db):
    assert list(audit.problems()) == []


def test_entry_when_recorded_then_it_says_who_did_what_to_which(chain, day):
    kept = chain[0]

    said = AuditDetail.objects.get(seq=1)

    assert (kept.actor_id, kept.on_behalf_id, kept.via, kept.action) == (
        11,
        12,
        "page",
        "calendar.edit",
    )
    assert (kept.target_type, kept.target_id) == ("core.calendarday", str(day.pk))
    assert (said.actor_name, said.on_behalf_name, said.note) == (
        "Nguyễn Thị Lan",
        "Cụ Hòa",
        "lần 1",
    )
    assert (said.target_label, said.changes) == (
        "24/11/2026 Ngày Văn hóa",
        {"name": ["cũ", "mới 1"]},
    )
    assert len(said.salt) == 32


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("actor_id", 99),
        ("actor_id", None),
        ("on_behalf_id", None),
        ("via", "api"),
        ("action", "calendar.delete"),
        ("target_type", "org.person"),
        ("target_id", "another"),
        ("at", dt.datetime(2020, 1, 1, tzinfo=dt.UTC)),
        ("digest", "f" * 64),
    ],
)
def test_tamper_when_a_field_is_edited_then_that_link_is_named(chain, unlocked, field, value):
    entry(3).update(**{field: value})

    found = list(audit.problems())

    words = ["the words of audit entry 3 were changed"] if field == "digest" else []
    assert found == ["audit entry 3 was changed", *words]


def test_tamper_when_a_time_moves_by_a_microsecond_then_it_is_found(chain, unlocked):
    entry(2).update(at=chain[1].at + dt.timedelta(microseconds=1))

    assert list(audit.problems()) == ["audit entry 2 was changed"]


def test_tamper_when_a_hash_is_edited_then_it_and_its_successor_do_not_hold(chain, unlocked):
    entry(3).update(hash="a" * 64)

    assert list(audit.problems()) == [
        "audit entry 3 was changed",
        "audit entry 4 does not follow its predecessor",
    ]


def test_tamper_when_a_predecessor_is_edited_then_it_is_found(chain, unlocked):
    entry(3).update(previous="b" * 64)

    assert list(audit.problems()) == [
        "audit entry 3 does not follow its predecessor",
        "audit entry 3 was changed",
    ]


def test_tamper_when_a_link_is_deleted_from_the_middle_then_the_gap_is_named(chain, unlocked):
    entry(3).delete()

    assert list(audit.problems()) == [
        "audit entry 3 is missing before 4",
        "audit entry 4 does not follow its predecessor",
        "the words of audit entry 3 were changed",
    ]


def test_tamper_when_the_first_link_is_deleted_then_it_is_missed(chain, unlocked):
    entry(1).delete()
    AuditDetail.objects.filter(seq=1).delete()

    assert list(audit.problems()) == [
        "audit entry 1 is missing before 2",
        "audit entry 2 does not follow its predecessor",
    ]


def test_tamper_when_a_gap_is_closed_by_new_numbers_then_every_moved_link_is_named(chain, unlocked):
    entry(3).delete()
    AuditDetail.objects.filter(seq=3).delete()
    for seq in (4, 5):
        entry(seq).update(seq=seq - 1)
        AuditDetail.objects.filter(seq=seq).update(seq=seq - 1)

    assert list(audit.problems()) == [
        "audit entry 3 does not follow its predecessor",
        "audit entry 3 was changed",
        "audit entry 4 was changed",
    ]


def test_tamper_when_a_link_is_forged_without_the_key_then_it_is_found(chain):
    last = chain[-1]
    forged = AuditEntry(
        seq=6, at=last.at, actor_id=1, via="page", action="grant.give", target_type="org.person",
        target_id="1", digest="0" * 64, previous=last.hash,
        hash=hashlib.sha256(last.hash.encode()).hexdigest(),
    )  # fmt: skip

    forged.save(force_insert=True)

    assert list(audit.problems()) == [
        "audit entry 6 was changed",
        "the words of audit entry 6 are missing",
    ]


def test_tamper_when_a_link_is_pushed_in_between_then_what_follows_does_not_hold(chain, unlocked):
    for seq in (5, 4):
        entry(seq).update(seq=seq + 1)
        AuditDetail.objects.filter(seq=seq).update(seq=seq + 1)
    copied = chain[2]
    copied.seq, copied.previous, copied.hash = 4, chain[2].hash, "c" * 64
    copied.save(force_insert=True)

    assert list(audit.problems()) == [
        "audit entry 4 was changed",
        "audit entry 5 does not follow its predecessor",
        "audit entry 5 was changed",
        "audit entry 6 was changed",
        "the words of audit entry 4 are missing",
    ]


def test_tamper_when_two_links_change_places_then_both_are_named(chain, unlocked):
    for old, new in ((2, 77), (3, 2), (77, 3)):
        entry(old).update(seq=new)

    assert list(audit.problems()) == [
        "audit entry 2 does not follow its predecessor",
        "audit entry 2 was changed",
        "audit entry 3 does not follow its predecessor",
        "audit entry 3 was changed",
        "audit entry 4 does not follow its predecessor",
        "the words of audit entry 2 were changed",
        "the words of audit entry 3 were changed",
    ]


@pytest.mark.parametrize("field", ["seq", "hash"])
def test_tamper_when_a_number_or_a_hash_is_used_twice_then_the_database_refuses(chain, field):
    twin = chain[4]
    twin.hash = twin.hash if field == "hash" else "d" * 64
    twin.seq = 5 if field == "seq" else 6

    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)

    assert AuditEntry.objects.count() == 5


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("actor_name", "Ai khác"),
        ("on_behalf_name", ""),
        ("target_label", "25/11/2026"),
        ("changes", {"name": ["cũ", "khác"]}),
        ("note", "lần một"),
        ("salt", "0" * 32),
    ],
)
def test_tamper_when_the_words_of_a_link_are_changed_then_it_is_found(chain, field, value):
    AuditDetail.objects.filter(seq=2).update(**{field: value})

    assert list(audit.problems()) == ["the words of audit entry 2 were changed"]


def test_tamper_when_words_are_added_to_no_link_then_it_is_found(chain):
    AuditDetail.objects.create(seq=9, salt="1" * 32, actor_name="Ai")

    assert list(audit.problems()) == ["the words of audit entry 9 were changed"]


def test_chain_when_another_key_signs_then_one_sentence_says_so(chain, settings):
    assert audit.key_fits()
    settings.SECRET_KEY = "another-key-that-nobody-had"

    assert not audit.key_fits()
    assert list(audit.problems()) == [audit.WRONG_KEY]


def test_erasure_when_a_person_is_erased_from_the_words_then_the_chain_stays_whole(chain):
    AuditDetail.objects.filter(seq=2).update(
        salt="", actor_name="", on_behalf_name="", target_label="", changes={}, note=""
    )

    assert list(audit.problems()) == []


@pytest.mark.parametrize("change", ["update", "delete"])
def test_database_when_somebody_changes_a_link_then_it_refuses(chain, change):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        if change == "update":
            entry(3).update(action="x")
        else:
            entry(3).delete()

    assert list(audit.problems()) == []


def test_many_when_recorded_then_they_stand_in_their_order_under_one_number_run(day):
    lines = [
        audit.Line(
            f"line.{number:04}", day, {"n": number}, on_behalf_id=number, on_behalf_name="Bà Sáu"
        )
        for number in range(1, 1202)
    ]

    count = audit.record_many(iter(lines), JOB)

    stored = AuditEntry.objects.order_by("seq").values_list(
        "seq", "action", "on_behalf_id", "actor_id"
    )
    assert count == 1201
    assert list(stored) == [(n, f"line.{n:04}", n, None) for n in range(1, 1202)]
    assert AuditDetail.objects.filter(on_behalf_name="Bà Sáu").count() == 1201
    assert list(audit.problems()) == []


def test_many_when_there_is_nothing_then_nothing_is_written(db):
    assert (audit.record_many([], JOB), AuditEntry.objects.count()) == (0, 0)


def test_record_when_the_change_is_rolled_back_then_its_trail_goes_with_it(day):
    with pytest.raises(ZeroDivisionError), writing():
        audit.record("calendar.edit", day, {}, JOB)
        raise ZeroDivisionError

    audit.record("calendar.edit", day, {"n": 1}, JOB)

    assert list(AuditEntry.objects.values_list("seq", flat=True)) == [1]
    assert list(audit.problems()) == []


def test_record_when_one_part_of_many_is_refused_then_only_its_trail_goes(day):
    with writing():
        audit.record("first", day, {}, JOB)
        with pytest.raises(ZeroDivisionError), attempt():
            audit.record("second", day, {}, JOB)
            raise ZeroDivisionError
        audit.record("third", day, {}, JOB)

    assert list(AuditEntry.objects.order_by("seq").values_list("action", flat=True)) == [
        "first",
        "third",
    ]
    assert list(audit.problems()) == []


def test_record_when_changes_hold_days_and_moments_then_they_read_back_alike(day):
    audit.record("calendar.edit", day, {"on": [None, day.on], "n": {"b": 1, "a": [2.5, "ờ"]}}, JOB)

    assert AuditDetail.objects.get(seq=1).changes == {
        "on": [None, "2026-11-24"],
        "n": {"b": 1, "a": [2.5, "ờ"]},
    }
    assert list(audit.problems()) == []


def test_history_when_asked_then_it_is_the_records_own_newest_first(chain, day):
    other = CalendarDay.objects.create(
        on=dt.date(2026, 9, 2), kind=DayKind.HOLIDAY, name="Quốc khánh", source="BLLĐ"
    )
    audit.record("calendar.edit", other, {}, JOB)
    AuditDetail.objects.filter(seq=4).delete()

    found = audit.history(day)

    assert [(one.seq, words.note) for one, words in found] == [
        (5, "lần 5"), (4, ""), (3, "lần 3"), (2, "lần 2"), (1, "lần 1"),
    ]  # fmt: skip
    assert [one.seq for one, _words in audit.history(other)] == [6]


def test_tamper_when_words_are_written_over_erased_ones_then_it_is_found(chain):
    AuditDetail.objects.filter(seq=3).update(salt="", note="khác")

    assert list(audit.problems()) == ["the words of audit entry 3 were changed"]


def test_tamper_when_a_row_of_words_is_dropped_then_it_is_found(chain):
    AuditDetail.objects.filter(seq=2).delete()

    assert list(audit.problems()) == ["the words of audit entry 2 are missing"]
