"""Pages of papers: found, read, fetched, cancelled; many in one file; heads and templates written."""

import io
import re
import time
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from namro.core import clock, progress
from namro.core.errors import Refused
from namro.org.models import Grant
from namro.papers import actions, bundling, content, letterheads, making, queries, replacing
from namro.papers.models import Bundle, Letterhead, NumberBook, Paper
from tests import make
from tests.papers import samples


def issued(world, said=None, kind=samples.NOTICE, unit=None, person=None, n=1):
    order = actions.Order(
        kind.name, said or samples.notice("party"), unit or world.ward, None, person
    )
    return actions.issue_many([order] * n, make.access(world.van))


@pytest.mark.django_db
def test_list_when_a_symbol_is_asked_for_then_that_paper_is_shown(world, as_user):
    papers = issued(world, n=3)
    van = as_user(world.van)

    answer = van.get(reverse("papers"), {"q": "2 - TB / ĐU"})

    assert [paper.pk for paper in answer.context["rows"]] == [papers[1].pk]
    assert van.get(reverse("papers"), {"q": "không có"}).context["rows"] == []
    found = van.get(reverse("papers"), {"q": "ket luan", "kind": samples.NOTICE.name})
    assert len(found.context["rows"]) == 3


@pytest.mark.django_db
def test_list_when_sheets_bear_one_title_then_each_shows_whose_it_is_and_is_found_by_it(
    world, as_user
):
    first, second = (make.person(name, world.cell) for name in ("Lê Thị Xuân", "Ngô Văn Đạt"))
    [mine], [other] = issued(world, person=first), issued(world, person=second)

    answer = as_user(world.van).get(reverse("papers"), {"q": "le thi xuan"})

    assert [paper.pk for paper in answer.context["rows"]] == [mine.pk]
    assert mine.title == other.title
    assert "Lê Thị Xuân" in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "kind", "authority"),
    [
        ("Đảng ủy phường Tây Hồ", "grassroots", "ĐẢNG ỦY"),
        ("Quận ủy Tây Hồ", "committee", "QUẬN ỦY"),
        ("Ban Thường vụ Quận ủy Tây Hồ", "standing", "BAN THƯỜNG VỤ"),
        ("Ban Thường vụ Đảng ủy phường Tây Hồ", "standing", "BAN THƯỜNG VỤ"),
        ("Chi bộ 3", "cell", "CHI BỘ"),
    ],
)
def test_head_when_nobody_wrote_it_then_the_body_itself_signs(world, name, kind, authority):
    unit = make.unit(name, world.top, kind)

    assert letterheads.head_of(unit, clock.today()).authority == authority


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "branch", "letters", "post"),
    [
        ("Ủy ban Kiểm tra Đảng ủy phường Tây Hồ", "party", "UBKT", "CHỦ NHIỆM"),
        ("Ủy ban Kiểm tra", "party", "UBKT", "CHỦ NHIỆM"),
        ("Ủy ban Kiểm tra Quận ủy", "party", "UBKT", "CHỦ NHIỆM"),
        ("Ủy ban nhân dân phường Tây Hồ", "state", "UBND", "CHỦ TỊCH"),
        ("Ủy ban Đoàn kết Ưu tú", "party", "UBĐKƯT", "THỦ TRƯỞNG"),
    ],
)
def test_head_when_nobody_wrote_it_then_letters_and_post_are_those_of_such_a_body(
    world, name, branch, letters, post
):
    head = letterheads.head_of(make.unit(name, world.ward, "board", branch), clock.today())

    assert (head.abbreviation, head.post, head.issuer) == (letters, post, name.upper())


@pytest.mark.django_db
def test_list_when_there_are_many_then_pages_follow_without_loss(world, as_user):
    issued(world, n=queries.PAGE + 7)
    van, seen, url = as_user(world.van), [], reverse("papers")

    while url:
        answer = van.get(url)
        seen += [paper.number for paper in answer.context["rows"]]
        url = answer.context["next_href"]

    assert seen == list(range(queries.PAGE + 7, 0, -1))


@pytest.mark.django_db
def test_paper_when_it_names_another_one_then_the_symbol_is_a_link(world, as_user):
    first = issued(world)[0]
    said = content.content(
        subject="Thay 01-TB/ĐU & <b>",
        grounds=["Căn cứ Thông báo số 1-TB/ĐU và 33-NQ/TW"],
        blocks=[content.paragraph("Như 01-TB/ĐU đã nêu")],
    )
    second = issued(world, said)[0]

    page = as_user(world.van).get(reverse("paper-detail", args=[second.key])).content.decode()

    href = reverse("paper-detail", args=[first.key])
    assert page.count(f'<a href="{href}">01-TB/ĐU</a>') == 2
    assert f'<a href="{href}">1-TB/ĐU</a>' in page
    assert "33-NQ/TW</a>" not in page
    assert "&amp; &lt;b&gt;" in page


@pytest.mark.django_db
def test_paper_when_the_other_one_may_not_be_seen_then_there_is_no_link(world, as_user):
    issued(world)
    said = content.content(subject="Nhắc 01-TB/ĐU", blocks=[content.paragraph("x")])
    own = issued(world, said, samples.SHEET, person=world.nobody.person)[0]

    page = as_user(world.nobody).get(reverse("paper-detail", args=[own.key]))

    assert page.status_code == 200
    assert page.context["links"] == {}
    assert as_user(world.member).get(reverse("paper-detail", args=[own.key])).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("ending", ["docx", "pdf", "xlsx"])
def test_file_when_it_is_fetched_then_it_has_a_clean_name_and_its_type(world, as_user, ending):
    paper = issued(world, samples.decision("party", 4), samples.DECISION)[0]

    answer = as_user(world.van).get(reverse("paper-file", args=[paper.key, ending]))

    assert answer["Content-Type"] == making.TYPES[ending]
    name = re.search(r'filename="([^"]+)"', answer["Content-Disposition"])[1]
    assert re.fullmatch(rf"01-qd-du-[a-z0-9-]+\.{ending}", name)
    assert answer.content[:2] in (b"PK", b"%P")


@pytest.mark.django_db
def test_file_when_it_has_no_table_then_there_is_no_excel(world, as_user):
    paper = issued(world)[0]
    van = as_user(world.van)

    assert [
        van.get(reverse("paper-file", args=[paper.key, e])).status_code for e in ("xlsx", "exe")
    ] == [404, 404]


@pytest.mark.django_db
def test_cancel_when_no_reason_is_given_then_the_page_says_so_and_nothing_happens(world, as_user):
    paper = issued(world)[0]
    van, url = as_user(world.van), reverse("paper-cancel", args=[paper.key])

    refused = van.post(url, {"note": " "})
    done = van.post(url, {"note": "Sai ngày họp"})
    again = van.post(url, {"note": "Lần nữa"})

    assert (refused.status_code, done.status_code, again.status_code) == (422, 302, 409)
    assert "Lần nữa" in again.content.decode() or again.context["form"].data["note"] == "Lần nữa"
    book = van.get(reverse("number-book", args=[paper.book_id])).content.decode()
    assert "Sai ngày họp" in book and "01-TB/ĐU" in book
    assert as_user(world.hung).post(url, {"note": "x"}).status_code == 403


@pytest.mark.django_db
def test_paper_when_its_content_was_changed_behind_the_house_then_the_page_says_so(world, as_user):
    paper = issued(world)[0]
    url, van = reverse("paper-detail", args=[paper.key]), as_user(world.van)
    before = van.get(url).context["is_whole"]
    content_now = paper.content | {"day": "2020-01-01"}
    Paper.objects.filter(pk=paper.pk).update(content=content_now)

    assert (before, van.get(url).context["is_whole"]) == (True, False)


@pytest.mark.django_db
def test_book_when_a_number_is_missing_then_it_is_told(world, as_user):
    paper = issued(world, n=3)[1]
    Paper.objects.filter(pk=paper.pk).delete()

    answer = as_user(world.van).get(reverse("number-book", args=[NumberBook.objects.get().pk]))

    assert answer.context["gaps"] == [2]


@pytest.mark.django_db(transaction=True)
def test_bundle_when_54_sheets_are_ordered_then_they_are_made_beside_the_request(world, as_user):
    issued(world, samples.sheet("party"), samples.SHEET, n=54)
    van = as_user(world.van)

    ordered = van.post(reverse("paper-bundle-new"), {"all": "1", "ending": "pdf"})
    bundle = Bundle.objects.get()
    deadline = time.monotonic() + 120
    seen = set()
    while time.monotonic() < deadline:
        answer = van.get(ordered["Location"])
        state = answer.context["state"]
        seen.add(state.status if state else "")
        bundle.refresh_from_db()
        if bundle.file is not None or (state and state.status not in ("running",)):
            break
        time.sleep(0.2)
    fetched = van.get(reverse("paper-bundle-file", args=[bundle.key]))
    packed = b"".join(fetched.streaming_content)

    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        names = archive.namelist()
        assert archive.testzip() is None
        assert archive.read(names[0]).startswith(b"%PDF-")
    assert progress.RUNNING in seen
    assert len(set(names)) == 54
    assert all(re.fullmatch(r"[a-z0-9-]+\.pdf", name) for name in names)
    assert fetched["Content-Type"] == "application/zip"


@pytest.fixture
def bundle(world):
    made = bundling.order(issued(world, n=2), "docx", make.access(world.van))
    return bundling.fill(made.key, world.van.person_id, lambda words, done: None)


@pytest.mark.django_db
def test_bundle_when_somebody_else_asks_then_404(world, as_user, bundle):
    for name in ("paper-bundle", "paper-bundle-file"):
        for who in (world.hung, world.tu, world.chief):
            assert as_user(who).get(reverse(name, args=[bundle.key])).status_code == 404


@pytest.mark.django_db
def test_bundle_when_the_right_was_taken_away_then_the_file_is_not_given(world, as_user, bundle):
    van, url = as_user(world.van), reverse("paper-bundle-file", args=[bundle.key])
    answer = van.get(url)
    assert sum(map(len, answer.streaming_content)) > 0
    # Still an office somewhere, but no longer above these papers.
    make.grant(world.van.person, "office", world.cell)
    Grant.objects.filter(person=world.van.person, unit=world.area).update(until=clock.today())

    assert van.get(reverse("papers")).status_code == 200
    assert van.get(url).status_code == 404


@pytest.mark.django_db
def test_bundle_when_nothing_or_a_foreign_paper_is_ticked_then_refused(world, as_user):
    paper = issued(world)[0]
    van, tu, url = as_user(world.van), as_user(world.tu), reverse("paper-bundle-new")

    van.post(url, {"ending": "pdf"})
    tu.post(url, {"ending": "pdf", "pick": [paper.pk]})
    van.post(url, {"ending": "exe", "pick": [paper.pk]})

    assert not Bundle.objects.exists()
    with pytest.raises(Refused, match="At most"):
        bundling.order([paper] * (bundling.MOST + 1), "pdf", make.access(world.van))


@pytest.mark.django_db
def test_bundle_when_two_papers_have_one_name_then_both_are_in_it(world):
    said = content.content(subject="Cùng tên", blocks=[content.paragraph("x")])
    papers = issued(world, said, samples.RECEIPT, n=2)
    made = bundling.order(papers, "docx", make.access(world.van))

    row = bundling.fill(made.key, world.van.person_id, lambda words, done: None)

    with zipfile.ZipFile(bundling.files.where(row.file)) as archive:
        assert archive.namelist() == ["cung-ten.docx", "cung-ten-2.docx"]


@pytest.mark.django_db
def test_head_when_the_office_writes_it_then_the_next_paper_has_it(world, as_user):
    van, url = as_user(world.van), reverse("paper-head", args=[world.ward.pk, "party"])
    page = van.get(url)
    words = {name: page.context["form"][name].value() or "" for name in page.context["form"].fields}
    today = clock.today()

    refused = van.post(url, words | {"issuer": "", "since": f"{today:%d/%m/%Y}"})
    done = van.post(
        url, words | {"issuer": "ĐẢNG ỦY PHƯỜNG HỒ SEN", "place": "Hồ Sen",
                      "term_since": "02/07/2025", "since": f"{today:%d/%m/%Y}"}
    )  # fmt: skip

    assert (refused.status_code, done.status_code) == (422, 302)
    paper = issued(world)[0]
    assert paper.content["head"]["issuer"] == "ĐẢNG ỦY PHƯỜNG HỒ SEN"
    assert paper.book.since.isoformat() == "2025-07-02"
    assert letterheads.head_of(world.ward, today).place == "Hồ Sen"
    assert Letterhead.objects.count() == 1
    assert as_user(world.tu).get(url).status_code == 404


@pytest.mark.django_db
def test_templates_when_a_bad_one_is_sent_then_the_page_says_where_and_nothing_changes(
    world, as_user
):
    admin, url = as_user(world.admin), reverse("paper-template-put", args=["state"])

    bad = admin.post(url, {"file": SimpleUploadedFile("a.docx", b"PK no")})
    good = admin.post(url, {"file": SimpleUploadedFile("a.docx", replacing.shipped("state"))})
    back = admin.post(reverse("paper-template-back", args=["state"]))

    assert (bad.status_code, good.status_code, back.status_code) == (422, 302, 302)
    assert bad.context["form"].errors["file"]
    assert replacing.current("state") is None
    for name in ("paper-templates", "papers"):
        answer = admin.get(reverse(name))
        assert (name, answer.status_code) in {("paper-templates", 200), ("papers", 200)}
    assert as_user(world.van).get(reverse("paper-templates")).status_code == 403


@pytest.mark.django_db
def test_papers_of_when_a_record_has_some_then_they_are_found(world):
    access = make.access(world.van)
    order = actions.Order(samples.NOTICE.name, samples.notice("party"), world.ward, world.cell)
    papers = actions.issue_many([order] * 2, access)

    assert list(queries.papers_of(world.cell)) == papers[::-1]
    assert list(queries.papers_of(world.cell2)) == []


@pytest.mark.django_db
def test_pages_when_they_are_read_then_few_queries_are_asked(
    world, as_user, django_assert_max_num_queries
):
    paper = issued(world, samples.decision("party", 30), samples.DECISION, n=40)[0]
    van = as_user(world.van)
    van.get("/papers/")

    for url in (
        reverse("papers"),
        reverse("paper-detail", args=[paper.key]),
        reverse("number-book", args=[paper.book_id]),
        reverse("number-books"),
    ):
        with django_assert_max_num_queries(15):
            assert van.get(url).status_code == 200
