"""What the issuing body reads of its items, what a unit reads of what was sent back, and lists."""

import datetime as dt

import pytest

from namro.core import clock
from namro.figures import tally
from namro.inspections.models import Item
from namro.inspections.papers import COLUMNS
from namro.inspections.workflow import ITEM
from namro.ledger import actions as ledger
from namro.ledger.models import Entry
from namro.papers.models import Paper
from namro.registers import checks
from tests import make
from tests.inspections.rows import conclusion, declared, followed, item
from tests.rows import offered
from tests.sheets.listing import List

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def in_english(client):
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def issued(world):
    """Conclusions of two years by the council, and one of another body; two items are done.

    `inspector` speaks for the council alone: the units that carry out do not lie below it.
    """
    world.inspector = make.user(make.person("Thanh Tra", world.council), verifier=world.council)
    world.rows = []
    for year, unit, units in [
        (2026, world.council, (world.cell, world.cell2, world.cell)),
        (2025, world.council, (world.cell2,)),
        (2026, world.standing, (world.cell,)),
    ]:
        one = conclusion(world, unit=unit, issued_on=dt.date(year, 3, 2))
        for at in units:
            item(one, world, unit=at, text=f"Việc {len(world.rows)}")
            world.rows.append(one)
        followed(one, world)
        item(conclusion(world, unit=unit, number="09", issued_on=dt.date(year, 3, 2)), world)
    for row in Item.objects.filter(unit=world.cell2).exclude(entry=None).select_related("entry"):
        by = make.user(row.owner) if not hasattr(row.owner, "user") else world.lan
        ledger.report(row.entry, ledger.Report("Đã làm", "declare"), make.access(by))
    return world


def recount(unit, *years):
    """Naively: every followed item of every conclusion of the body."""
    rows = [
        one
        for one in Item.objects.select_related("conclusion", "entry")
        if one.conclusion.unit_id == unit.pk
        and one.entry
        and one.conclusion.issued_on.year in years
    ]
    return sum(one.entry.status == "done" for one in rows), {one.pk for one in rows}


@pytest.mark.parametrize("years", [(2026,), (2025,), (2025, 2026)])
@pytest.mark.parametrize("who", ["inspector", "minh"])
def test_figures_when_a_body_reads_its_own_then_what_it_asked_of_others_leads_to_exactly_that(
    issued, as_user, who, years
):
    world, client = issued, in_english(as_user(getattr(issued, who)))
    query = f"unit={world.council.pk}" + (f"&year={years[0]}" if len(years) == 1 else "")

    shown = {
        str(one["label"]): one
        for one in client.get(f"/inspections/figures/?{query}").context["beside"]
    }
    page = client.get(f"/inspections/figures/?{query}").content.decode()

    done, rows = recount(world.council, *years)
    everything = shown["Items of conclusions of this body"]
    share = shown["Items of conclusions of this body, declared done"]
    assert (everything["number"], share["numerator"], share["denominator"]) == (
        len(rows), done, len(rows),
    )  # fmt: skip
    assert f"{done}/{len(rows)} items of conclusions of this body" in page
    listed = client.get(everything["href"]).context["page"]
    assert listed.total == len(rows)
    assert {one.pk for one in client.get(everything["href"]).context["page"].rows} == rows
    assert client.get(share["href"]).context["page"].total == done
    data = client.get(f"/inspections/figures/?{query}&export=json").json()
    assert [one.get("denominator") for one in data["beside"]] == [None, len(rows)]
    assert client.get(f"/inspections/figures/?{query}&export=xlsx").status_code == 200


def test_figures_when_a_unit_issued_nothing_then_no_such_line_and_no_such_choice(issued, as_user):
    world = issued
    page = in_english(as_user(world.van)).get(f"/inspections/figures/?unit={world.cell.pk}")

    assert list(page.context["beside"]) == []
    assert as_user(world.van).get(f"/conclusion-items/?issuer={world.cell.pk}").status_code == 400
    assert (
        as_user(world.van).get(f"/conclusion-items/?issuer={world.council.pk}").status_code == 200
    )
    # Who reads in another area meets neither items nor the body's name.
    assert as_user(world.tu).get(f"/conclusion-items/?issuer={world.council.pk}").status_code == 400


def test_item_when_the_body_alone_reads_it_then_it_answers_what_was_declared(issued, as_user):
    """The twin: of another body's conclusion it reads nothing."""
    world, client = issued, as_user(issued.inspector)
    done = Item.objects.filter(conclusion__unit=world.council, entry__status="done")
    first, second = done.order_by("pk")
    other = Item.objects.filter(conclusion__unit=world.standing, number=1).first()

    back = client.post(f"/conclusion-items/{first.key}/steps/send-back/", {"note": "Thiếu hồ sơ"})
    taken = client.post(f"/conclusion-items/{second.key}/steps/accept/")

    first.refresh_from_db()
    second.refresh_from_db()
    assert (back.status_code, taken.status_code) == (302, 302)
    assert (first.entry.status, second.status) == ("under_way", "accepted")
    assert client.get(f"/conclusion-items/{other.key}/").status_code == 404
    assert list(checks.problems()) == []


def test_work_when_it_was_sent_back_then_it_says_so_with_the_reason_until_declared_anew(
    world, as_user
):
    one = conclusion(world)
    item(one, world)
    followed(one, world)
    done = declared(Item.objects.get(), world)
    lan = in_english(as_user(world.lan))
    before = lan.get("/work/").content.decode()

    ITEM.take(done, "send-back", make.access(world.minh), "Thiếu biên bản bàn giao")
    today = f"{clock.today():%d/%m/%Y}"
    work, page = (
        lan.get(where).content.decode() for where in ("/work/", f"/conclusion-items/{done.key}/")
    )
    done = declared(Item.objects.select_related("entry").get(), world)
    after = lan.get(f"/conclusion-items/{done.key}/").content.decode()

    entry = Entry.objects.get()
    assert "Sent back" not in before
    assert f"Sent back on {today}: Thiếu biên bản bàn giao" in work
    assert 'data-state="returned"' in work
    assert 'data-state="returned"' in page
    assert page.count("Thiếu biên bản bàn giao") == 3  # carrying out, and two entries of the trail
    assert 'data-state="returned"' not in after
    assert (entry.sent_back_on, entry.sent_back_why) == (None, "")
    assert "Sent back on" not in lan.get("/work/").content.decode()


def test_item_when_declared_after_its_day_then_it_says_late_wherever_it_stands(world, as_user):
    one = conclusion(world)
    item(one, world, due=dt.date(2026, 3, 9), text="Việc muộn")
    item(one, world, due=clock.today() + DAY, text="Việc đúng hạn")
    one = followed(one, world)
    late, timely = (declared(row, world) for row in Item.objects.order_by("number"))
    ITEM.take(late, "accept", make.access(world.minh))
    van = in_english(as_user(world.van))

    pages = [van.get(f"/conclusion-items/{row.key}/").content.decode() for row in (late, timely)]
    listed = van.get("/conclusion-items/?declared=done").content.decode()
    table = van.get(f"/conclusions/{one.key}/").content.decode()
    ledger_list = van.get("/ledger/").content.decode()
    minh = as_user(world.minh)
    where = f"/conclusions/{one.key}/issue/conclusion-report/"
    minh.post(where, offered(minh.get(where)) | {"name": "Lê Quang Minh"})
    report = str(Paper.objects.get().content)

    assert ["Declared late" in page for page in pages] == [True, False]
    for shown in (listed, table, ledger_list):
        assert shown.count("Done, declared late") == 1
    assert report.count("(báo sau thời hạn)") == 1


def test_report_when_it_is_printed_then_a_day_fits_its_column():
    """Ten digits of 12 points and the borders' distance: 23 mm of the 160 of a page."""
    shares = {column["label"]: column["share"] for column in COLUMNS}

    assert shares["Thời hạn"] / sum(shares.values()) * 160 >= 23
    assert shares["Tự báo"] >= shares["Thời hạn"]


def test_workbook_when_it_is_our_own_export_then_every_row_is_in_already(world, as_user):
    one = conclusion(world)
    item(one, world, leader=world.hung.person)
    item(one, world, text="Lập sổ theo dõi", unit=world.cell2, owner=world.nobody.person)
    followed(one, world)
    sent = as_user(world.minh).get("/conclusion-items/?export=xlsx").content

    back = List("conclusion-items", str(one.pk), world.van, sent, "noi-dung-ket-luan.xlsx")

    assert back.states() == ["already", "already"]


def test_workbook_when_it_names_leaders_as_our_form_does_then_they_are_taken(world):
    one = conclusion(world)
    rows = (
        "Nội dung phải thực hiện,Đơn vị,Người chủ trì,Lãnh đạo chịu trách nhiệm,Thời hạn",
        "Thu hồi đất,Chi bộ 1,Nguyễn Thị Lan,Phạm Văn Hùng,30/11/2026",
        "Lập sổ,Chi bộ 1,Nguyễn Thị Lan,,30/11/2026",
        "Nộp tiền,Chi bộ 1,Nguyễn Thị Lan,Ai Đó,30/11/2026",
    )
    sent = List("conclusion-items", str(one.pk), world.van, "\n".join(rows).encode(), "kl.csv")

    assert sent.states() == ["ready", "ready", "problem"]
    sent.take()
    assert list(Item.objects.order_by("number").values_list("owner", "leader")) == [
        (world.lan.person_id, world.hung.person_id), (world.lan.person_id, None),
    ]  # fmt: skip
    assert tally.read(Item.objects.first().period, [world.cell], "item")
