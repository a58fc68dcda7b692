"""The register in the browser's words: from the empty page to the printed paper, and a workbook."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from namro.figures import tally
from namro.inspections.lists import KIND
from namro.inspections.models import Conclusion, Item
from namro.ledger.models import Entry
from namro.papers.models import Paper
from namro.registers import checks
from namro.sheets import actions as lists_in
from namro.sheets import preview
from namro.sheets.lists import NEW, Asked
from tests import make
from tests.inspections.rows import conclusion, declared, followed, item, visit
from tests.rows import offered
from tests.sheets.listing import List
from tests.test_addresses import ROWS, address, ask

pytestmark = pytest.mark.django_db
LIST = (
    "STT,Nội dung phải thực hiện,Đơn vị thực hiện,Người chịu trách nhiệm,Thời hạn,Minh chứng\n"
    "1,Thu hồi 3 thửa đất,Chi bộ 1,Nguyễn Thị Lan,30/11/2026,Biên bản\n"
    "2,Nộp trả ngân sách,Chi bộ 1,Trần Văn Bình,ngày nào đó,Chứng từ\n"
    "3,Lập sổ theo dõi,Chi bộ 2,Ngô Thị Mới,15/12/2026,Sổ\n"
)


def test_job_when_done_by_hand_then_from_the_empty_list_to_the_issued_report(world, as_user):
    minh, lan = as_user(world.minh), as_user(world.lan)
    assert "Chưa có" in minh.get("/conclusions/").content.decode()
    words = {"unit": world.council.pk, "number": "05/KL-TTr", "issued_on": "02/03/2026",
             "title": "Quản lý đất công"}  # fmt: skip
    where = minh.post("/conclusions/new/", words)["Location"]
    said = {"number": "1", "text": "Thu hồi 3 thửa", "unit": world.cell.pk, "due": "01/12/2026",
            "owner": "Nguyễn Thị Lan", "leader": "", "evidence": "Biên bản"}  # fmt: skip
    assert minh.post(f"{where}ask/add-item/", said)["Location"] == where
    minh.post(f"{where}steps/follow/")
    entry = Entry.objects.get(register="conclusion-item")
    lan.post(f"/entries/{entry.key}/note/", {"text": "Đã thu hồi", "step": "declare"})
    one = Item.objects.get()
    assert "Thu hồi 3 thửa" in minh.get("/work/").content.decode()
    minh.post(f"/conclusion-items/{one.key}/steps/accept/")
    assert "1/1" in minh.get(where).content.decode()
    page = minh.get(f"{where}issue/conclusion-report/")
    nobody = minh.post(f"{where}issue/conclusion-report/", offered(page) | {"name": ""})
    words = offered(page) | {"name": "Lê Quang Minh", "post": "Chủ nhiệm"}
    look = minh.post(f"{where}issue/conclusion-report/", words | {"look": "1"})
    looked = (look["Content-Type"], Paper.objects.count())
    issued = minh.post(f"{where}issue/conclusion-report/", words)

    assert looked == ("application/pdf", 0)
    form = page.content.decode().split("<main", 1)[1]
    assert form.index('name="look"') < form.index('nr-primary" type="submit"')  # Enter presses it
    assert (nobody.status_code, "Chủ nhiệm" in nobody.content.decode()) == (422, False)
    assert Paper.objects.get().content["content"]["signatures"][0]["name"] == "Lê Quang Minh"
    assert issued["Location"].startswith("/papers/")
    assert "1/1 nội dung" in str(Paper.objects.get().content)
    again = minh.post(f"{where}issue/conclusion-report/", words).content.decode()
    assert Paper.objects.count() == 1
    assert "hủy văn bản đó trước" in again


def test_form_when_the_name_is_unknown_or_borne_by_several_then_what_was_typed_stays(
    world, as_user
):
    one = conclusion(world)
    make.person("Nguyễn Thị Lan", world.cell2)
    said = {"number": "1", "text": "Giữ nguyên chữ này", "unit": world.cell.pk, "due": "01/12/2026"}

    browser = as_user(world.minh)
    unknown = browser.post(f"/conclusions/{one.key}/ask/add-item/", {**said, "owner": "Ai Đó"})
    several = browser.post(
        f"/conclusions/{one.key}/ask/add-item/", {**said, "owner": "nguyen thi lan"}
    )
    chosen = browser.post(
        f"/conclusions/{one.key}/ask/add-item/", {**said, "owner": "Nguyễn Thị Lan, Chi bộ 1"}
    )

    assert (unknown.status_code, several.status_code, chosen.status_code) == (422, 422, 302)
    assert "Giữ nguyên chữ này" in unknown.content.decode()
    assert "Nguyễn Thị Lan, Chi bộ 2" in several.content.decode()
    assert Item.objects.get().owner == world.lan.person


def test_step_when_refused_then_the_page_comes_back_with_the_note(world, as_user):
    one = conclusion(world)
    item(one, world)
    one = followed(one, world)
    waiting = one.items.get()

    answer = as_user(world.minh).post(
        f"/conclusion-items/{waiting.key}/steps/send-back/", {"note": "chữ đã gõ"}
    )

    assert answer.status_code == 409
    assert "chữ đã gõ" in answer.content.decode()


def test_figures_page_when_opened_then_each_number_leads_to_exactly_its_records(world, as_user):
    one = conclusion(world)
    first = item(one, world)
    item(one, world, text="Kiểm điểm")
    one = followed(one, world)
    first.refresh_from_db()
    declared(first, world)
    browser = as_user(world.van)

    page = browser.get("/inspections/figures/?year=2026").content.decode()
    href = f"/conclusion-items/?unit={world.area.pk}&amp;declared=done&amp;year=2026"
    listed = browser.get(href.replace("&amp;", "&")).content.decode()

    assert "1/2" in page
    assert href in page
    assert "Thu hồi 3 thửa" in listed
    assert "Kiểm điểm" not in listed
    assert browser.get("/inspections/figures/?year=1999").status_code == 400
    assert browser.get("/inspections/figures/?export=xlsx")["Content-Type"].endswith("sheet")


def test_workbook_when_taken_in_then_good_rows_are_items_and_the_bad_one_says_why(world):
    one = conclusion(world)
    van = make.access(world.van)
    target = KIND.target(str(one.pk))
    upload = SimpleUploadedFile("ket-luan.csv", LIST.encode(), content_type="text/csv")
    record = lists_in.receive(upload, KIND, target, van)
    judged = preview.judged_of(record, KIND, target, Asked(van))
    choices = {q.key: NEW for q in judged.questions if q.group in ("unit", "person")}
    record = lists_in.choose(record, choices, van)
    judged = preview.judged_of(record, KIND, target, Asked(van, record.choices))
    bad = [v for v in judged.verdicts if v.state == "problem"]

    lists_in.take_in(record, KIND, target, judged, van)

    assert [v.read["text"] for v in bad] == ["Nộp trả ngân sách"]
    rows = Item.objects.order_by("number")
    assert [(r.number, r.text, r.owner.full_name, r.due) for r in rows] == [
        (1, "Thu hồi 3 thửa đất", "Nguyễn Thị Lan", dt.date(2026, 11, 30)),
        (2, "Lập sổ theo dõi", "Ngô Thị Mới", dt.date(2026, 12, 15)),
    ]


def test_workbook_when_an_item_was_entered_by_hand_then_it_is_in_already(world):
    one = conclusion(world)
    due = dt.date(2026, 11, 30)
    item(one, world, text="Thu hồi 3 thửa  đất", due=due, evidence="")
    item(one, world, text="Lập sổ", unit=world.cell2, owner=make.person("Trần Văn Bình", world.cell2),
         due=due)  # fmt: skip
    rows = (
        LIST.split("\n")[0],
        "5,Thu hồi 3 thửa đất,Chi bộ 1,Nguyễn Thị Lan,30/11/2026,Biên bản",
        "6,Thu hồi 3 thửa đất,Chi bộ 1,Nguyễn Thị Lan,30/11/2026,Biên bản",
        "7,Lập sổ,Chi bộ 2,Trần Văn Bình,30/11/2026,",
        "8,Lập sổ,Chi bộ 1,Nguyễn Thị Lan,30/11/2026,",
    )

    sent = List("conclusion-items", str(one.pk), world.van, "\n".join(rows).encode(), "kl.csv")

    assert sent.states() == ["already", "ready", "already", "ready"]


def test_outsider_when_looking_then_no_conclusion_and_no_search_hit(world, as_user):
    one = conclusion(world)
    outsider, office = as_user(world.tu), as_user(world.van)

    assert outsider.get(f"/conclusions/{one.key}/").status_code == 404
    assert "Quản lý đất công" not in outsider.get("/search/?q=dat+cong").content.decode()
    assert "Quản lý đất công" in office.get("/search/?q=dat+cong").content.decode()
    assert Conclusion.objects.count() == 1


@pytest.mark.repeats
def test_canary_when_persons_of_a_conclusion_bear_a_token_then_nobody_outside_meets_them(
    made, as_user
):
    """Every address by two outsiders; the twin: who stands inside does meet them."""
    world = made.world
    token = "Khôngaibiết"
    people = [make.person(f"Lý {token} {n}", world.cell) for n in ("Một", "Hai")]
    one = item(made.conclusion, world, owner=people[0], leader=people[1], text="Việc riêng")
    outsiders = [as_user(world.tu), as_user(world.other_mediator)]
    found = []
    for name, row in ROWS.items():
        for browser in outsiders:
            answer = ask(browser, address(name, made), row, made)
            said = b"".join(answer) if answer.streaming else answer.content
            if token.lower() in said.decode("utf-8", "ignore").lower():
                found.append(name)
    pages = [
        f"/conclusion-items/{one.key}/",
        "/search/?q=viec+rieng",
        "/conclusion-items/?export=xlsx",
    ]
    answers = [browser.get(page) for page in pages for browser in outsiders]

    assert found == []
    assert not [a for a in answers if token.lower() in a.content.decode("utf-8", "ignore").lower()]
    assert token in as_user(world.van).get(pages[0]).content.decode()


def test_correct_when_a_number_or_a_day_was_typed_wrongly_then_it_is_mended_and_the_trail_says_so(
    world, as_user
):
    one, line = conclusion(world), visit(world)
    conclusion(world, number="02/KL-TTr")
    minh = as_user(world.minh)
    where, there = f"/conclusions/{one.key}/", f"/inspections/{line.key}/"

    said = {"number": "02/KL-TTr", "title": "Đất công", "issued_on": "02/03/2026", "version": 0,
            "note": "gõ nhầm"}  # fmt: skip
    days = {"topic": "Thu chi quỹ", "begins_on": "02/12/2026", "ends_on": "01/12/2026",
            "version": 0, "note": "gõ nhầm"}  # fmt: skip

    taken = minh.post(f"{where}ask/correct/", said)
    mended = {**said, "number": "03/KL-TTr", "title": "Quản lý đất công"}
    unsaid = minh.post(f"{where}ask/correct/", {**mended, "note": " "})
    minh.post(f"{where}ask/correct/", mended)
    meanwhile = minh.post(f"{where}ask/correct/", {**mended, "title": "Khác"})
    nothing = minh.post(f"{where}ask/correct/", {**mended, "version": 1})
    backwards = minh.post(f"{there}ask/correct/", days)
    other_year = minh.post(
        f"{there}ask/correct/", days | {"begins_on": "02/12/2025", "ends_on": "03/12/2025"}
    )
    minh.post(f"{there}ask/correct/", days | {"ends_on": "05/12/2026"})

    one.refresh_from_db()
    line.refresh_from_db()
    page = minh.get(where).content.decode()
    refused = (taken, unsaid, nothing, backwards, other_year)
    assert [one.status_code for one in refused] == [422] * 5
    assert meanwhile.status_code == 409
    assert "Đất công" in taken.content.decode()
    assert (one.number, line.topic, f"{line.ends_on:%d/%m/%Y}") == (
        "03/KL-TTr", "Thu chi quỹ", "05/12/2026",
    )  # fmt: skip
    assert "01/KL-TTr" in page
    assert minh.get("/conclusions/?q=03").context["page"].total == 1
    assert as_user(world.lan).get(f"{where}ask/correct/").status_code in (403, 404)


def test_correct_when_an_item_was_entered_for_another_unit_then_it_counts_where_it_belongs(
    world, as_user
):
    one = conclusion(world)
    row = item(one, world, unit=world.cell)
    minh, where = as_user(world.minh), f"/conclusion-items/{row.key}/"
    first = {
        bound.name: bound.value() for bound in minh.get(f"{where}ask/correct/").context["form"]
    }
    said = {**first, "due": f"{row.due:%d/%m/%Y}", "unit": world.cell2.pk, "note": "nhầm chi bộ"}
    said = {name: value for name, value in said.items() if value is not None}
    said["owner"] = str(row.owner)

    early = minh.post(f"{where}ask/correct/", {**said, "due": "01/01/2020"})
    done = minh.post(f"{where}ask/correct/", said)
    followed(one, world)
    later = minh.get(f"{where}ask/correct/")

    assert (early.status_code, done.status_code, later.status_code) == (422, 302, 302)
    counted = tally.read(row.period, [world.cell, world.cell2], "item")
    assert [sum(counted[unit.pk]["item"].values()) for unit in (world.cell, world.cell2)] == [0, 1]
    assert not list(checks.problems())
    assert as_user(world.lan).get(f"{where}ask/correct/").status_code in (403, 404)


def test_form_when_several_units_are_open_then_none_is_chosen_for_a_person_and_the_only_one_is(
    world, as_user
):
    make.grant(world.lan.person, "verifier", world.cell)
    forms = [
        as_user(who).get("/conclusions/new/").context["form"] for who in (world.minh, world.lan)
    ]

    assert [form["unit"].value() for form in forms] == [None, world.cell.pk]
