"""Pages of snapshots: parts add up, each number opens its records, and corrections are told."""

import datetime as dt
import hashlib
import io
import json
import re
import uuid

import openpyxl
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from namro.commitments import actions as commitments
from namro.commitments import queries
from namro.commitments.models import Commitment
from namro.commitments.sheet import SHEET
from namro.config import cli
from namro.core import clock
from namro.core.models import AuditEntry
from namro.figures import frozen
from namro.figures.frozen import Taking
from namro.figures.models import Snapshot
from namro.ledger import actions as ledger
from namro.ledger.workflow import ENTRY
from tests import make
from tests.figures.test_frozen import scatter

pytestmark = pytest.mark.django_db


def taken(world, campaign, unit=None, name="Sơ kết 6 tháng", day=None) -> Snapshot:
    what = Taking("campaign", str(campaign.pk), "interim", name, day or clock.today())
    return frozen.take(unit or campaign.unit, what, make.access(world.van))


def at(name, snapshot, **query) -> str:
    words = "&".join(f"{key}={value}" for key, value in query.items())
    return reverse(name, args=[snapshot.key]) + (f"?{words}" if words else "")


@pytest.fixture
def van(world, as_user):
    browser = as_user(world.van)
    browser.cookies["django_language"] = "en"
    return browser


def test_snapshot_when_read_then_parts_add_up_and_every_number_opens_its_records(world, van):
    campaign = scatter(world, 4)
    snapshot = taken(world, campaign)
    opened = 0

    for unit in (world.area, world.ward, world.cell):
        answer = van.get(at("snapshot-detail", snapshot, unit=unit.pk))
        assert answer.status_code == 200
        assert answer.context["differences"] == []
        for table in answer.context["tables"]:
            columns = list(zip(*(row["cells"] for row in table["rows"]), strict=True))
            foot = [cell["number"] for cell in table["foot"][1:]]
            assert [sum(cell["number"] for cell in column) for column in columns] == foot
            for cells in [row["cells"] for row in table["rows"]] + [table["foot"][1:]]:
                for cell in cells:
                    if cell["number"]:
                        shown = van.get(cell["href"]).context
                        assert shown["total"] == len(shown["rows"]) == cell["number"]
                        opened += 1

    assert opened > 100
    [counted] = queries.roll_up(campaign, [world.cell], clock.today())
    frozen_now = frozen.Frozen.of(snapshot).figures(world.cell.pk)
    assert frozen_now == SHEET.plain(counted)


def test_snapshot_when_a_unit_holds_something_itself_then_it_is_a_row_of_its_own(world, van):
    campaign = make.campaign(world.area, world.van)
    make.registrant(campaign, world.hung.person, world.ward)
    make.registrant(campaign, world.member.person, world.cell)
    snapshot = taken(world, campaign)

    page = van.get(at("snapshot-detail", snapshot, unit=world.ward.pk))
    rows = page.context["tables"][0]["rows"]
    own = van.get(rows[1]["cells"][0]["href"])

    assert [row["label"] for row in rows] == ["Chi bộ 1", "Đảng ủy phường Một itself"]
    assert [row["cells"][0]["number"] for row in rows] == [1, 1]
    assert [row["record"].title for row in own.context["rows"]] == ["Phạm Văn Hùng"]


def test_records_when_changed_later_then_they_stand_as_frozen_and_lead_to_the_record_of_now(
    world, van
):
    campaign = make.campaign(world.area, world.van)
    place = make.registrant(campaign, world.member.person, world.cell)
    line = make.commitment(place, world.member, "submitted", title="Trồng 40 cây")
    snapshot = taken(world, campaign)
    Commitment.objects.filter(pk=line.pk).update(title="Trồng 60 cây")

    html = van.get(at("snapshot-records", snapshot, figure="items")).content.decode()

    assert "Trồng 40 cây" in html
    assert "Trồng 60 cây" not in html
    assert reverse("commitment-detail", args=[line.key]) in html
    assert "Chi bộ 1" in html


def test_snapshot_when_it_is_of_a_unit_above_then_a_secretary_meets_no_trace_of_it(world, as_user):
    campaign = scatter(world, 1)
    above, own = taken(world, campaign), taken(world, campaign, world.cell, "Của chi bộ")
    lan = as_user(world.lan)

    seen = lan.get(reverse("snapshots")).content.decode()
    pages = ("snapshot-detail", "snapshot-records", "snapshot-compare", "snapshot-content")

    assert "Của chi bộ" in seen
    assert "Sơ kết 6 tháng" not in seen
    assert [lan.get(at(page, above)).status_code for page in pages] == [404] * 4
    assert [lan.get(at(page, own)).status_code for page in pages] == [200] * 4
    assert lan.get(at("snapshot-detail", own, unit=world.ward.pk)).status_code == 404
    assert lan.get(at("snapshot-compare", own, **{"with": above.key})).status_code == 404
    assert above.key.hex not in lan.get(at("snapshot-compare", own)).content.decode()
    assert lan.get(reverse("snapshots"), {"unit": world.ward.pk}).status_code == 404


def test_taking_when_it_is_confirmed_then_it_is_frozen_and_not_before(world, van):
    campaign = scatter(world, 2)
    asked = {
        "campaign": campaign.slug, "unit": world.ward.pk, "kind": "final",
        "name": "Tổng kết năm", "day": clock.today().isoformat(),
    }  # fmt: skip

    sure = van.post(reverse("snapshot-new"), asked)
    before = Snapshot.objects.count()
    html = sure.content.decode()
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', html))
    hidden.pop("csrfmiddlewaretoken", None)
    done = van.post(reverse("snapshot-new"), hidden)

    made = Snapshot.objects.get()
    assert (sure.status_code, before, done.status_code) == (200, 0, 302)
    assert done["Location"] == at("snapshot-detail", made)
    assert (made.unit, made.kind, made.name) == (world.ward, "final", "Tổng kết năm")
    assert sure.context["records"] == len(made.content["records"]) > 10
    assert f"{sure.context['counted'][1][1]} places on the roll" in html
    assert AuditEntry.objects.filter(action="snapshot.take").count() == 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"day": "2999-01-01"}, "This day has not come yet."),
        ({"day": "31/02/2026"}, "Enter a valid date."),
        ({"name": " "}, "This field is required."),
        ({"unit": "far"}, "Select a valid choice."),
        ({"campaign": "khong-co"}, "Select a valid choice."),
        ({"unit": "top"}, "Select a valid choice."),
        ({"unit": "other"}, "did not stand below the unit of this campaign"),
    ],
)
def test_taking_when_it_cannot_be_then_it_says_why_and_keeps_what_was_typed(
    world, van, change, words
):
    campaign = make.campaign(world.ward, world.van)
    units = {
        "far": world.far.pk, "top": world.top.pk, "other": world.standing.pk, "": world.ward.pk,
    }  # fmt: skip
    asked = {
        "campaign": campaign.slug, "kind": "interim", "name": "Sơ kết quý I",
        "day": clock.today().isoformat(), "sure": "yes",
    } | change  # fmt: skip
    asked["unit"] = units[change.get("unit", "")]

    answer = van.post(reverse("snapshot-new"), asked)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert asked["name"].strip() in answer.content.decode()
    assert not Snapshot.objects.exists()


def test_content_when_taken_away_then_its_sha_256_can_be_worked_out_again(world, van):
    snapshot = taken(world, scatter(world, 6))

    answer = van.get(at("snapshot-content", snapshot))

    assert hashlib.sha256(answer.content).hexdigest() == snapshot.sha256
    assert json.loads(answer.content) == snapshot.content
    assert 'filename="so-ket-6-thang-' in answer["Content-Disposition"]


def test_workbook_when_taken_away_then_it_holds_the_numbers_of_the_page(world, van):
    snapshot = taken(world, scatter(world, 6))

    page = van.get(at("snapshot-detail", snapshot, unit=world.ward.pk))
    answer = van.get(at("snapshot-detail", snapshot, unit=world.ward.pk, export="xlsx"))
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    rows = [list(row) for row in book.worksheets[0].iter_rows(min_row=2, values_only=True)]
    listed = van.get(at("snapshot-records", snapshot, figure="items", export="xlsx"))
    records = openpyxl.load_workbook(io.BytesIO(listed.content)).worksheets[0]

    shown = [
        [
            row["label"],
            *(c["number"] for t in page.context["tables"] for c in t["rows"][n]["cells"]),
        ]
        for n, row in enumerate(page.context["tables"][0]["rows"])
    ]
    assert rows[:-1] == shown
    assert rows[-1][1:] == [c["number"] for t in page.context["tables"] for c in t["foot"][1:]]
    assert snapshot.sha256 in {row[1] for row in book.worksheets[1].iter_rows(values_only=True)}
    assert records.max_row - 1 == frozen.Frozen.of(snapshot).figures(world.area.pk)["items"]


def test_comparison_when_records_were_corrected_then_each_is_named_with_who_did_what(world, van):
    campaign = make.campaign(world.area, world.van)
    place = make.registrant(campaign, world.member.person, world.cell)
    line = make.approved(place, world.member, world.hung, title="Trồng 40 cây")
    snapshot = taken(world, campaign)
    ledger.report(line.entry, ledger.Report("xong cả", "declare"), make.access(world.van))
    late = make.registrant(campaign, make.person("Người Đến Sau", world.cell2), world.cell2)

    answer = van.get(at("snapshot-compare", snapshot))

    told = {row["title"]: row for row in answer.context["rows"]}
    by = {str(row["label"]): row["by"] for row in answer.context["figures"] if row["differs"]}
    assert by == {
        "On the roll": "+1", "Asked to register": "+1", "Not registered": "+1",
        "Declared done": "+1", "Not begun": "\N{MINUS SIGN}1",
        "Done in time, by the day in force": "+1", "Done in time, by the first day": "+1",
    }  # fmt: skip
    assert set(told) == {"Trồng 40 cây", str(late.person)}
    assert list(map(str, told["Trồng 40 cây"]["left"])) == ["Not begun"]
    events = told["Trồng 40 cây"]["events"]
    assert sorted((str(e["what"]), e["who"]) for e in events) == [
        ("Declared done", "Đỗ Thị Vân"),
        ("Progress note", "Đỗ Thị Vân"),
    ]
    assert [str(e["what"]) for e in told[str(late.person)]["events"]] == ["Put on the roll"]
    assert Snapshot.objects.get().sha256 == frozen.fingerprint(snapshot.content)
    one = van.get(at("snapshot-compare", snapshot, figure="missing"))
    assert [row["title"] for row in one.context["rows"]] == [str(late.person)]


def test_comparison_when_a_record_is_not_open_to_somebody_then_it_is_only_counted(world, as_user):
    """A place that was moved out of the ward: its cell's committee may no longer look into it."""
    campaign = make.campaign(world.area, world.van)
    place = make.registrant(campaign, world.member.person, world.cell)
    snapshot = taken(world, campaign, world.ward)
    commitments.exempt(place, "Ốm nặng, điều trị dài ngày", make.access(world.van))
    type(place).objects.filter(pk=place.pk).update(unit=world.far_cell)

    answers = [
        as_user(user).get(at("snapshot-compare", snapshot)) for user in (world.hung, world.tu)
    ]

    assert [answer.status_code for answer in answers] == [200, 404]
    assert (answers[0].context["rows"], answers[0].context["hidden"]) == ([], 1)
    assert "Trần Văn Bình" not in answers[0].content.decode()


def test_two_snapshots_when_beside_each_other_then_the_earlier_day_stands_first(world, van):
    campaign = scatter(world, 2)
    before = taken(world, campaign, day=clock.today() - dt.timedelta(days=1), name="Trước")
    after = taken(world, campaign, name="Sau")
    other = make.campaign(world.area, world.van, name="Đợt khác")
    foreign = taken(world, other, name="Của đợt khác")

    two = van.get(at("snapshot-compare", after, **{"with": before.key}))
    apart = van.get(at("snapshot-compare", after, **{"with": foreign.key}))

    assert two.context["pair"] == [before, after]
    items = next(row for row in two.context["figures"] if row["name"] == "items")
    assert items["then"]["number"] == 0 < items["now"]["number"]
    assert two.context["same_records"]
    assert not apart.context["same_records"]
    assert "their records are not the same ones" in apart.content.decode()
    for wrong in (uuid.uuid4(), "abc", after.key):
        assert van.get(at("snapshot-compare", after, **{"with": wrong})).status_code == 404


def test_snapshot_when_its_content_was_touched_then_the_page_says_so_and_names_the_difference(
    world, van
):
    campaign = scatter(world, 5)
    snapshot = taken(world, campaign)
    content = snapshot.content
    content["figures"][str(world.area.pk)]["new"] += 2
    Snapshot.objects.update(content=content)

    html = van.get(at("snapshot-detail", snapshot)).content.decode()
    n = content["figures"][str(world.area.pk)]["new"]

    assert "does not match its SHA-256" in html
    assert f"Quận A: “New tasks” is {n}, its parts make {n - 2} (\N{MINUS SIGN}2)." in html
    assert cli.main(["figures", "--snapshot", str(snapshot.key)]) == 1


def test_pages_when_they_show_one_row_or_three_then_they_ask_the_database_as_often(world, van):
    counts: dict[str, set[int]] = {}
    campaign = make.campaign(world.area, world.van)
    place = make.registrant(campaign, world.member.person, world.cell)
    first = taken(world, campaign)
    for n in range(3):
        line = make.approved(place, world.member, world.hung, title=f"Việc {n}")
        ledger.report(line.entry, ledger.Report("xong", "declare"), make.access(world.van))
        if n == 1:
            continue
        latest = taken(world, campaign, name=f"Lần {n}")
        for name, url in {
            "list": reverse("snapshots"),
            "detail": at("snapshot-detail", latest, unit=world.cell.pk),
            "records": at("snapshot-records", latest, figure="items"),
            "compare": at("snapshot-compare", first, figure="items"),
        }.items():
            van.get(url)
            with CaptureQueriesContext(
                connection,
            ) as asked:
                assert van.get(url).status_code == 200
            counts.setdefault(name, set()).add(len(asked))

    assert {name: n for name, n in counts.items() if len(n) != 1} == {}


def test_command_when_hundreds_of_changes_came_later_then_it_prints_the_same_bytes(
    world, capsysbinary
):
    campaign = scatter(world, 3, people=20)
    snapshot = taken(world, campaign)
    printed = []
    for words in (["--json"], [], ["--unit", "Chi bộ 1"]):
        assert cli.main(["figures", "--snapshot", str(snapshot.key), *words]) == 0
        printed.append(capsysbinary.readouterr().out)
    changes = AuditEntry.objects.count()
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=3), tick=True):
        _change_much(world, campaign)
    changes = AuditEntry.objects.count() - changes

    again = []
    for words in (["--json"], [], ["--unit", "Chi bộ 1"]):
        assert cli.main(["figures", "--snapshot", str(snapshot.key), *words]) == 0
        again.append(capsysbinary.readouterr().out)

    assert changes > 500
    assert again == printed
    assert hashlib.sha256(printed[0]).hexdigest() == snapshot.sha256
    assert f"on_roll{20:>23}".encode() in printed[1]
    assert printed[2] != printed[1]
    assert cli.main(["figures", "--snapshot", "khong-co"]) == 1
    assert cli.main(["figures", "--snapshot", str(snapshot.key), "--unit", "Chi bộ 99"]) == 1


def _change_much(world, campaign) -> None:
    """People come, lines are handed in and decided, work is reported, verified and sent back."""
    van, minh = make.access(world.van), make.access(world.minh)
    for n in range(50):
        place = make.registrant(campaign, make.person(f"Người Mới {n}", world.cell), world.cell)
        if n % 5 == 0:
            commitments.exempt(place, "Ốm nặng, điều trị dài ngày", van)
            continue
        line = make.approved(place, world.van, world.hung, leader=world.lan.person)
        ledger.report(line.entry, ledger.Report("bắt đầu", "start"), van)
        line.entry.refresh_from_db()
        ledger.report(line.entry, ledger.Report("xong", "declare"), van)
        line.entry.refresh_from_db()
        ledger.verify(line.entry, ledger.Visit(clock.today(), "not_found", "đến xem"), minh)
        if n % 3 == 0:
            line.entry.refresh_from_db()
            ENTRY.take(line.entry, "reopen", minh, "chưa xong")
    for line in Commitment.objects.filter(campaign=campaign, entry__status="not_begun"):
        ledger.report(line.entry, ledger.Report("đang làm", "start"), van)
    world.cell.name = "Chi bộ đổi tên"
    world.cell.save()
