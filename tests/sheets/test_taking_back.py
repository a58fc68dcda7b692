"""Tests of the sheets room: an import is taken back whole, or says what hangs on it."""

import pytest

from namro.commitments import actions as commitments
from namro.commitments import importing, queries
from namro.commitments.models import Commitment, Registrant
from namro.commitments.workflow import COMMITMENT
from namro.config.commands import check
from namro.core import audit
from namro.core.errors import Refused
from namro.core.models import AuditEntry
from namro.figures import tally
from namro.org import actions as org
from namro.org.models import Appointment, Person, Unit
from namro.sheets import actions, preview, returning
from namro.sheets.lists import NEW, Asked
from namro.sheets.models import ImportState, Made
from tests import make
from tests.commitments.test_importing import BINH, LAN, book
from tests.test_addresses import tables

NEWCOMER = ("Vũ Hoàng Mới", "Chi bộ 7", "Số hóa 30 hồ sơ", "Mới", "30 hồ sơ", "30/9/2026")
# What a taking back leaves behind: its own entries, the import and what it remembers.
KEPT = {
    "core.AuditEntry",
    "core.AuditDetail",
    "sheets.Import",
    "sheets.Made",
    "figures.Tally",
}


@pytest.fixture
def campaign(world):
    return make.campaign(world.area, world.van)


def bring(campaign, user, *rows):
    """A list of these rows, taken in with everything that it proposes."""
    access, kind, target = make.access(user), importing.KIND, importing.target_of(campaign)
    record = actions.receive(book(*rows), kind, target, access)
    judged = preview.judged_of(record, kind, target, Asked(access))
    choices = {one.key: NEW for one in judged.questions if one.group in ("unit", "person")}
    choices |= {one.key: ward(one) for one in judged.asked("parent")}
    record = actions.choose(record, choices, access)
    judged = preview.judged_of(record, kind, target, Asked(access, record.choices))
    actions.take_in(record, kind, target, judged, access)
    record.refresh_from_db()
    return record


def ward(question):
    """The committee under which cells stand, out of what the page offers."""
    return next(value for value, label in question.options if label == "Đảng ủy phường Một")


def give_back(record, campaign, user):
    target = importing.target_of(campaign)
    return actions.take_back(record, importing.KIND, target, make.access(user))


def test_taking_back_when_nothing_hangs_on_it_then_every_table_is_as_before(world, campaign):
    before = tables()
    record = bring(campaign, world.van, LAN, BINH, NEWCOMER, NEWCOMER)
    made = Made.objects.filter(record=record, before__isnull=True).count()

    gone = give_back(record, campaign, world.van)

    record.refresh_from_db()
    after = tables()
    assert gone == {
        "commitments.commitment": 4,
        "commitments.registrant": 3,
        "org.appointment": 1,
        "org.person": 1,
        "org.unit": 1,
    }
    assert made == sum(gone.values())
    assert {name for name in after if after[name] != before[name]} <= KEPT
    assert record.status == ImportState.BACK
    assert tally.standing(campaign.pk, queries.COUNTED_SETS) == queries.recounted(campaign)
    assert AuditEntry.objects.filter(action="import.undo").count() == made
    assert AuditEntry.objects.filter(action="import.back").count() == 1
    assert list(check.problems()) == []


def test_taking_back_when_somebody_was_exempt_then_the_reason_is_there_again(world, campaign):
    place = make.registrant(campaign, world.lan.person, world.cell)
    reason = campaign.classes.first().exempt_reasons[0]
    commitments.exempt(place, reason, make.access(world.van))
    record = bring(campaign, world.van, LAN)

    give_back(record, campaign, world.van)

    place.refresh_from_db()
    assert (place.items, place.standing, place.exempt_reason) == (0, "exempt", reason)
    assert list(check.problems()) == []


def test_taking_back_when_a_place_was_there_then_only_its_own_lines_go(world, campaign):
    place = make.registrant(campaign, world.lan.person, world.cell)
    make.commitment(place, world.lan, "submitted")
    record = bring(campaign, world.van, LAN)

    give_back(record, campaign, world.van)

    place.refresh_from_db()
    assert (place.items, Commitment.objects.count()) == (1, 1)
    assert list(check.problems()) == []


def test_taking_back_when_a_line_was_decided_then_it_is_refused_and_named(world, campaign):
    record = bring(campaign, world.van, LAN, BINH)
    line = Commitment.objects.get(person=world.member.person)
    COMMITMENT.take(line, "approve", make.access(world.hung))
    before = tables()

    with pytest.raises(Refused) as refused:
        give_back(record, campaign, world.van)

    assert refused.value.status == 409
    assert "Hòa giải 2 vụ" in refused.value.message
    assert "Phạm Văn Hùng changed it at" in refused.value.message
    assert tables() == before


def test_taking_back_when_a_newer_import_relies_on_a_person_then_it_is_refused(world, campaign):
    first = bring(campaign, world.van, NEWCOMER)
    second = bring(campaign, world.van, NEWCOMER, (*NEWCOMER[:2], "Việc khác hẳn", *NEWCOMER[3:]))

    with pytest.raises(Refused) as refused:
        give_back(first, campaign, world.van)
    give_back(second, campaign, world.van)
    give_back(first, campaign, world.van)

    assert "1 later record hangs on it" in refused.value.message
    assert (Commitment.objects.count(), Registrant.objects.count()) == (0, 0)
    assert not Person.objects.filter(full_name="Vũ Hoàng Mới").exists()
    assert not Unit.objects.filter(name="Chi bộ 7").exists()


def test_taking_back_when_a_person_got_another_post_then_it_is_refused(world, campaign):
    record = bring(campaign, world.van, NEWCOMER)
    person = Person.objects.get(full_name="Vũ Hoàng Mới")
    org.appoint(person, world.ward, "Đảng ủy viên", make.LONG_AGO, make.SYSTEM)

    found = returning.hanging(record, importing.KIND)

    assert {str(one.label) for one in found} == {"person"}
    with pytest.raises(Refused):
        give_back(record, campaign, world.van)
    assert Appointment.objects.filter(person=person).count() == 2


def test_taking_back_when_done_twice_or_by_a_stranger_then_it_is_refused(world, campaign):
    record = bring(campaign, world.van, LAN)
    with pytest.raises(Refused):
        give_back(record, campaign, world.tu)
    give_back(record, campaign, world.van)

    with pytest.raises(Refused) as refused:
        give_back(record, campaign, world.van)

    assert refused.value.status == 409
    assert Commitment.objects.count() == 0


def test_taking_back_when_it_is_done_then_the_same_file_goes_in_again(world, campaign):
    give_back(bring(campaign, world.van, LAN, NEWCOMER), campaign, world.van)

    record = bring(campaign, world.van, LAN, NEWCOMER)

    assert record.counts["taken"] == 2
    assert list(audit.problems()) == []


def test_page_when_something_hangs_then_it_says_what_and_has_no_button(world, campaign, as_user):
    record = bring(campaign, world.van, LAN)
    page = f"/imports/{record.key}/"
    office = as_user(world.van)
    free = office.get(page).content.decode()
    COMMITMENT.take(Commitment.objects.get(), "approve", make.access(world.hung))

    held = office.get(page).content.decode()
    office.post(f"{page}back/")

    assert f"{page}back/" in free
    assert f"{page}back/" not in held
    assert "Phạm Văn Hùng" in held
    assert Commitment.objects.count() == 1


def test_page_when_the_office_takes_back_then_it_is_listed_so(world, campaign, as_user):
    record = bring(campaign, world.van, LAN)
    office = as_user(world.van)

    answer = office.post(f"/imports/{record.key}/back/", follow=True)

    assert "Đã rút lại" in answer.content.decode()
    assert Commitment.objects.count() == 0
