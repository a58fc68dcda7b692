"""The page of the proof-reader: what it shows, keeps and refuses; nothing of a draft is stored."""

import io

import docx
import openpyxl
import pytest
from django.apps import apps
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from namro.reports.proofreading.views import SALT
from tests import make

pytestmark = pytest.mark.django_db
WRONG = "Có 41/46 chi bộ họp (đạt 93,2%). Xong 55 nội dung (đạt 88,7%). Có 5/10 hộ dự (50%)."


def page(browser, **sent):
    answer = browser.post(reverse("proof-read"), sent)
    return answer, answer.content.decode()


@pytest.fixture
def van(world, as_user):
    browser = as_user(world.van)
    browser.cookies["django_language"] = "en"
    return browser


def rows() -> int:
    skipped = {"sessions.Session"}
    models = [m for m in apps.get_models() if m._meta.label not in skipped]
    return sum(model._base_manager.count() for model in models)


def test_page_when_words_are_pasted_then_marks_findings_and_what_fits_are_shown(van):
    answer, html = page(van, pasted=WRONG)

    assert answer.status_code == 200
    assert 'id="m1" data-grade="wrong" tabindex="-1">93,2%<a' in html
    assert 'href="#f1"' in html
    assert 'href="#m1"' in html
    assert 'id="m2" data-grade="doubtful" tabindex="-1">88,7%<a' in html
    assert "41 of 46 is 89,1%, not 93,2%" in html
    assert "62 would fit" in html
    assert "(1)</label>" in html
    assert '<span class="nr-mark-fits">50%</span>' in html


def test_page_when_nothing_is_wrong_then_it_says_so(van):
    answer, html = page(van, pasted="Có 5/10 hộ dự (50%).")

    assert answer.status_code == 200
    assert "No finding" in html
    assert "grade-shown" not in html


def test_page_when_a_file_is_sent_then_its_tables_and_lists_are_shown(van):
    document = docx.Document()
    document.add_paragraph("Ý kiến <b>", style="List Bullet")
    table = document.add_table(4, 2)
    for row, (name, count) in enumerate(
        (("Nội dung", "Kết quả"), ("A", "4"), ("B", "6"), ("Tổng", "12"))
    ):
        table.cell(row, 0).text, table.cell(row, 1).text = name, count
    out = io.BytesIO()
    document.save(out)

    _answer, html = page(van, file=SimpleUploadedFile("du-thao.docx", out.getvalue()))

    assert "nr-proof-listed" in html
    assert "Ý kiến &lt;b&gt;" in html
    assert "<td>" in html
    assert "Table 1, row 4, column 2: “12”" in html


def test_page_when_it_is_refused_then_the_words_stay_and_the_sentence_says_why(van):
    bad = SimpleUploadedFile("cu.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    cases = [
        ({"pasted": "   "}, "one of the two"),
        ({"pasted": WRONG, "file": SimpleUploadedFile("a.txt", b"abc")}, "one of the two"),
        ({"file": bad}, "old Word format"),
        ({"pasted": WRONG, "as_of": "hôm qua"}, "valid date"),
        ({"pasted": WRONG, "unit": "987654"}, "987654"),
    ]
    for sent, said in cases:
        answer, html = page(van, **sent)

        assert answer.status_code == 422, said
        assert said in html
        assert (WRONG in html) == (sent.get("pasted") == WRONG)


def test_page_when_a_draft_was_checked_then_nothing_of_it_is_stored(van):
    van.get(reverse("proof-read"))
    before = rows()

    page(van, pasted=WRONG)
    page(van, file=SimpleUploadedFile("du-thao.txt", WRONG.encode()))

    assert rows() == before
    assert "93,2" not in str(dict(van.session))


def test_page_when_the_campaign_is_chosen_then_the_register_is_asked(world, van):
    campaign = make.campaign(world.area, world.van)
    place = make.registrant(campaign, world.member.person, world.cell)
    make.commitment(place, world.lan, "submitted")

    _answer, html = page(
        van,
        pasted="Có 7 đảng viên đăng ký việc mới, việc khó.",
        campaign=campaign.slug,
        unit=str(world.cell.pk),
    )

    assert "The register counts 1 (people who registered, Chi bộ 1)" in html
    assert f"unit={world.cell.pk}" in html


def test_page_when_another_area_asks_then_its_choices_hold_nothing_of_mine(world, as_user):
    make.campaign(world.area, world.van, slug="cua-quan-a")
    stranger = as_user(world.tu)

    html = stranger.get(reverse("proof-read")).content.decode()
    answer, _html = page(stranger, pasted=WRONG, campaign="cua-quan-a")

    assert "cua-quan-a" not in html
    assert "Chi bộ 1<" not in html
    assert answer.status_code == 422


def test_workbook_when_it_is_downloaded_then_it_holds_what_the_page_carried(van):
    _answer, html = page(van, pasted=WRONG)
    carried = html.split('name="carried" value="')[1].split('"')[0]

    answer = van.post(reverse("proof-read-workbook"), {"carried": carried})

    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    told = list(sheet.values)
    assert told[0][:5] == ("No.", "Grade", "Rule", "Where", "Figure")
    assert [(row[0], row[1], row[4]) for row in told[1:]] == [
        (1, "Wrong", "93,2%"),
        (2, "Doubtful", "88,7%"),
    ]


@pytest.mark.parametrize(
    "carried",
    ["", "x", signing.dumps([["1"]], salt="another")],
    ids=["nothing", "no signature", "signed for something else"],
)
def test_workbook_when_what_it_carries_was_changed_then_it_is_refused(van, carried):
    van.raise_request_exception = False

    assert van.post(reverse("proof-read-workbook"), {"carried": carried}).status_code == 400
    assert SALT


def test_navigation_when_figures_are_open_to_somebody_then_the_page_is_offered(world, as_user):
    address = reverse("proof-read")

    assert address in as_user(world.lan).get("/work/").content.decode()
    assert address not in as_user(world.nobody).get("/work/").content.decode()
    assert as_user(world.nobody).get(address).status_code == 403
