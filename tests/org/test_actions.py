"""Units, people, posts, roles and accounts: what is written, what is refused and why."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from namro.core import audit, clock
from namro.core.errors import Refused
from namro.core.models import AuditEntry
from namro.org import actions, links, maps
from namro.org.actions import Arrival
from namro.org.models import Appointment, FirstLink, Grant, Person, Unit, UnitCode, User
from tests import make

pytestmark = pytest.mark.django_db
DAY = dt.date(2024, 5, 1)


def last() -> tuple[str, str]:
    entry = AuditEntry.objects.order_by("-seq")[0]
    return entry.action, entry.target_id


def test_create_unit_when_below_another_then_the_path_holds_both_ids():
    top = make.unit("Thành  phố")
    below = make.unit("Quận", top)

    assert (top.path, top.depth) == (f"{top.pk}.", 0)
    assert (below.path, below.depth) == (f"{top.pk}.{below.pk}.", 1)
    assert below.ancestor_ids == [top.pk, below.pk]
    assert str(top) == "Thành phố"
    assert list(Unit.objects.under(top)) == [top, below]
    assert maps.below(top, below.since) == [below]
    assert last() == ("unit.create", str(below.pk))
    assert list(audit.problems()) == []


def test_create_unit_when_the_parent_has_closed_then_it_is_refused():
    top = make.unit("Thành phố")
    actions.close_unit(top, DAY, make.SYSTEM)

    with pytest.raises(Refused):
        actions.create_unit("Quận", "state", "area", top, DAY, make.SYSTEM)

    assert Unit.objects.count() == 1
    assert actions.create_unit("Quận", "state", "area", top, make.LONG_AGO, make.SYSTEM).pk


def test_rename_unit_when_renamed_then_search_and_order_follow():
    unit = make.unit("Phường Bưởi")

    actions.rename_unit(unit, "Phường Tây Hồ", make.SYSTEM)

    unit.refresh_from_db()
    assert (unit.name, unit.search_text) == ("Phường Tây Hồ", "phuong tay ho")
    assert last() == ("unit.rename", str(unit.pk))


def test_close_unit_when_units_below_are_open_then_their_number_is_named():
    top = make.unit("Quận")
    below = make.unit("Phường", top)

    with pytest.raises(Refused) as refused:
        actions.close_unit(top, DAY, make.SYSTEM)
    actions.close_unit(below, DAY, make.SYSTEM)
    actions.close_unit(top, DAY, make.SYSTEM)

    assert "1" in refused.value.message and "Quận" in refused.value.message
    assert [u.until for u in Unit.objects.order_by("pk")] == [DAY, DAY]
    assert list(Unit.objects.on(DAY)) == []
    assert Unit.objects.on(DAY - dt.timedelta(days=1)).count() == 2


def test_close_unit_when_before_it_was_set_up_then_it_is_refused():
    unit = make.unit("Quận")

    with pytest.raises(Refused):
        actions.close_unit(unit, make.LONG_AGO, make.SYSTEM)

    unit.refresh_from_db()
    assert unit.until is None


def test_give_code_when_a_new_one_comes_then_the_old_one_ends_that_day():
    unit = make.unit("Phường")
    actions.give_code(unit, "00103", make.LONG_AGO, make.SYSTEM)

    actions.give_code(unit, "00091", DAY, make.SYSTEM)

    codes = UnitCode.objects.order_by("since").values_list("code", "since", "until")
    assert list(codes) == [("00103", make.LONG_AGO, DAY), ("00091", DAY, None)]
    assert str(UnitCode.objects.on(DAY).get()) == "00091"


def test_add_person_when_typed_in_nfd_then_the_name_is_kept_in_nfc():
    person = actions.add_person("Nguye\u0302\u0303n  Va\u0306n An", make.SYSTEM)

    person.refresh_from_db()
    assert person.full_name == "Nguyễn Văn An"
    assert person.search_text == "nguyen van an"
    assert last() == ("person.add", str(person.pk))


def test_appoint_and_leave_when_done_then_the_row_stays_with_its_last_day():
    unit = make.unit("Chi bộ")
    person = make.person("An")

    post = actions.appoint(person, unit, "Bí  thư", DAY, make.SYSTEM, klass="", leads=True)
    actions.end_appointment(post, dt.date(2025, 1, 1), make.SYSTEM)

    assert str(post) == "Bí thư, Chi bộ"
    assert Appointment.objects.get().until == dt.date(2025, 1, 1)
    assert Appointment.objects.on(dt.date(2025, 1, 1)).count() == 0
    assert last() == ("person.leave", str(person.pk))


def test_bring_in_when_a_list_comes_then_each_person_has_a_post_and_an_entry():
    unit = make.unit("Chi bộ")
    before = AuditEntry.objects.count()
    arrivals = [
        Arrival("Lê  Thị A", unit, "Đảng viên", "residential_member"),
        Arrival("Lê Văn B", unit, "Bí thư", leads=True, born_on=dt.date(1960, 2, 3)),
    ]

    people = actions.bring_in(arrivals, DAY, make.SYSTEM)

    assert [str(person) for person in people] == ["Lê Thị A", "Lê Văn B"]
    assert Person.objects.get(full_name="Lê Văn B").born_on == dt.date(1960, 2, 3)
    assert list(Appointment.objects.order_by("pk").values_list("leads", "klass", "since")) == [
        (False, "residential_member", DAY),
        (True, "", DAY),
    ]
    assert AuditEntry.objects.count() - before == 2
    assert list(audit.problems()) == []


def test_give_grant_when_to_oneself_then_it_is_refused(world):
    with pytest.raises(Refused):
        actions.give_grant(world.van.person, "approver", world.ward, DAY, make.access(world.van))

    assert Grant.objects.filter(person=world.van.person).count() == 1


def test_give_grant_when_beyond_ones_reach_then_it_is_refused(world):
    with pytest.raises(Refused):
        actions.give_grant(
            world.nobody.person, "reader", world.far_cell, DAY, make.access(world.van)
        )
    with pytest.raises(Refused):
        actions.give_grant(world.nobody.person, "reader", world.cell, DAY, make.access(world.lan))

    assert Grant.objects.filter(person=world.nobody.person).count() == 0


def test_give_grant_when_within_reach_then_it_holds_and_is_traced(world):
    actions.give_grant(
        world.nobody.person,
        "approver",
        world.ward,
        make.LONG_AGO,
        make.access(world.van),
        deputy_for=world.hung.person,
        reason="đi họp",
    )

    grant = Grant.objects.get(person=world.nobody.person)
    assert str(grant).startswith("Không Ai Cả · ")
    assert (grant.deputy_for, grant.reason) == (world.hung.person, "đi họp")
    assert AuditEntry.objects.order_by("-seq")[0].actor_id == world.van.person_id
    assert make.access(world.nobody).can("commitment.decide", world.cell)


@pytest.mark.parametrize(
    ("role", "until"), [("king", None), ("reader", DAY), ("reader", dt.date(2024, 4, 30))]
)
def test_grant_when_role_or_days_are_wrong_then_it_is_refused(world, role, until):
    with pytest.raises(Refused):
        actions.grant(world.nobody.person, role, world.cell, DAY, make.SYSTEM, until=until)

    assert Grant.objects.filter(person=world.nobody.person).count() == 0


def test_end_grant_when_it_never_held_then_it_is_deleted_and_the_trail_keeps_it(world):
    tomorrow = clock.today() + dt.timedelta(days=1)
    grant = make.grant(world.nobody.person, "reader", world.cell, tomorrow)
    number = grant.pk

    actions.end_grant(grant, clock.today(), make.SYSTEM)

    assert Grant.objects.filter(pk=number).count() == 0
    assert AuditEntry.objects.order_by("-seq")[0].action == "grant.cancel"
    assert AuditEntry.objects.order_by("-seq")[0].target_id == str(number)


def test_open_account_when_the_name_is_taken_in_other_letters_then_it_is_refused(world):
    somebody = make.person("Mới")

    with pytest.raises(Refused):
        actions.open_account(somebody, "LAN", make.SYSTEM)

    assert User.objects.filter(person=somebody).count() == 0


def test_open_account_when_the_person_has_one_then_it_is_refused(world):
    with pytest.raises(Refused):
        actions.open_account(world.lan.person, "lan2", make.SYSTEM)

    assert User.objects.filter(person=world.lan.person).count() == 1


def test_open_account_when_new_then_it_has_no_password_until_the_link_is_used(world):
    user = actions.open_account(make.person("Mới Toanh"), "moi", make.SYSTEM, "a@b.vn")
    secret = links.make_first_link(user)

    usable = user.has_usable_password()
    links.use_first_link(secret, "", "", make.PASSWORD)

    user.refresh_from_db()
    assert not usable
    assert user.check_password(make.PASSWORD)
    assert (user.email, user.get_full_name()) == ("a@b.vn", "Mới Toanh")
    assert AuditEntry.objects.order_by("-seq")[0].action == "account.password"


def test_first_link_when_used_twice_or_unknown_then_it_is_refused(world):
    secret = links.make_first_link(world.lan)
    links.use_first_link(secret, "", "", make.PASSWORD)

    for wrong in (secret, "khong-co"):
        with pytest.raises(Refused):
            links.use_first_link(wrong, "", "", "mot-mat-khau-khac-1")
        assert links.find_first_link(wrong) is None

    world.lan.refresh_from_db()
    assert world.lan.check_password(make.PASSWORD)


def test_first_link_when_kept_then_only_its_digest_is_in_the_database(world):
    secret = links.make_first_link(world.lan)

    link = FirstLink.objects.get()

    assert secret not in link.digest and len(link.digest) == 64
    assert links.find_first_link(secret) == link
    assert str(link) == f"{link.made_at:%d/%m/%Y}"


def test_first_link_when_a_day_has_passed_then_it_has_run_out(world):
    secret = links.make_first_link(world.lan)
    FirstLink.objects.update(made_at=clock.now() - dt.timedelta(hours=25))

    with pytest.raises(Refused):
        links.use_first_link(secret, "", "", make.PASSWORD)

    assert links.find_first_link(secret) is None
    assert FirstLink.objects.get().used_at is None


def test_first_link_when_it_is_the_very_first_then_it_makes_an_administrator_of_every_root():
    roots = [make.unit("Thành phố"), make.unit("Huyện")]
    secret = links.make_first_link(None)

    user = links.use_first_link(secret, "quan-tri", "Quản Trị Viên", make.PASSWORD)

    held = Grant.objects.filter(person=user.person).order_by("unit").values_list("role", "unit")
    assert list(held) == [(role, root.pk) for root in roots for role in ("administrator", "office")]
    assert make.access(user).can("grant.give", roots[0])
    assert list(audit.problems()) == []


def test_user_when_it_belongs_to_no_person_then_it_is_called_by_its_user_name():
    assert User(username="may").get_full_name() == "may"


def test_action_when_it_is_refused_then_nothing_is_half_done(world):
    before = (Unit.objects.count(), AuditEntry.objects.count())

    with pytest.raises(IntegrityError), transaction.atomic():
        actions.create_unit("", "party", "cell", world.ward, DAY, make.SYSTEM)

    assert (Unit.objects.count(), AuditEntry.objects.count()) == before
