"""Papers are issued: numbers without gaps, in their book, under a lock; cancelled ones stay."""

import datetime as dt
import io
import threading
import zipfile
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections
from pypdf import PdfReader

from namro.core import audit, clock
from namro.core.errors import Conflict, Refused
from namro.core.write import writing
from namro.papers import actions, frozen, laid, letterheads, making
from namro.papers.models import Letterhead, NumberBook, Paper
from tests import make
from tests.papers import samples


def issue(world, kind=samples.NOTICE, form="party", unit=None, on=None):
    return actions.issue(
        kind.name,
        samples.EACH[kind.name.removeprefix("sample-")][1](form),
        unit=unit or world.ward,
        source=None,
        access=make.access(world.van),
        on=on,
    )


@pytest.mark.django_db
def test_issue_when_papers_of_one_kind_follow_then_numbers_run_from_one(world):
    papers = [issue(world) for _ in range(3)] + [issue(world, samples.DECISION)]

    assert [p.symbol for p in papers] == ["01-TB/ĐU", "02-TB/ĐU", "03-TB/ĐU", "01-QĐ/ĐU"]
    assert {p.sha256 == frozen.fingerprint(p.content) for p in papers} == {True}
    assert audit.history(papers[0])[0][0].action == "paper.issue"


@pytest.mark.django_db
def test_issue_when_the_body_is_of_the_state_then_the_book_is_of_the_year(world):
    last = dt.date(clock.today().year - 1, 12, 30)
    papers = [issue(world, form="state", unit=world.council, on=day) for day in (last, last, None)]

    assert [p.symbol for p in papers] == ["01/TB-UBND", "02/TB-UBND", "01/TB-UBND"]
    assert papers[0].book.since == last.replace(month=1, day=1)


@pytest.mark.django_db
def test_issue_when_a_party_year_ends_then_the_numbers_of_the_term_run_on(world):
    last = dt.date(clock.today().year - 1, 12, 30)
    papers = [issue(world, on=last), issue(world)]

    assert [p.symbol for p in papers] == ["01-TB/ĐU", "02-TB/ĐU"]


@pytest.mark.django_db
def test_issue_when_a_new_term_begins_then_its_book_begins_at_one(world):
    issue(world)
    head = letterheads.head_of(world.ward, clock.today())
    fresh = letterheads.Head(**(vars(head) | {"term_since": clock.today()}))
    actions.write_head(world.ward, fresh, clock.today(), make.access(world.van))

    assert issue(world).symbol == "01-TB/ĐU"
    assert NumberBook.objects.count() == 2
    assert Letterhead.objects.count() == 1


@pytest.mark.django_db
def test_issue_when_the_day_is_before_the_last_one_of_the_book_then_refused(world):
    issue(world)

    with pytest.raises(Refused, match="later number cannot have an earlier day"):
        issue(world, on=clock.today() - dt.timedelta(days=1))
    with pytest.raises(Refused, match="has not come"):
        issue(world, on=clock.today() + dt.timedelta(days=1))
    assert issue(world).number == 2


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["lan", "hung", "chief", "tu", "admin"])
def test_issue_when_somebody_may_not_then_no_number_is_used(world, who):
    with pytest.raises(Refused, match="may not issue"):
        actions.issue(
            samples.NOTICE.name,
            samples.notice("party"),
            unit=world.ward,
            source=None,
            access=make.access(getattr(world, who)),
        )

    assert (Paper.objects.count(), NumberBook.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_issue_many_when_one_is_refused_then_none_is_issued(world):
    good = actions.Order(samples.SHEET.name, samples.sheet("party"), world.ward)
    bad = actions.Order(samples.SHEET.name, samples.sheet("party"), world.far_ward)
    access = make.access(world.van)

    with pytest.raises(Refused):
        actions.issue_many([good] * 3 + [bad], access)
    papers = actions.issue_many([good] * 54, access)

    assert [p.number for p in papers] == list(range(1, 55))
    assert papers[0].symbol == "01-PĐK/ĐU"


@pytest.mark.django_db
def test_issue_when_the_kind_is_not_numbered_then_there_is_no_symbol(world):
    paper = issue(world, samples.RECEIPT)

    assert (paper.symbol, paper.number, paper.book) == ("", None, None)


@pytest.mark.django_db
def test_cancel_when_it_has_a_reason_then_its_number_stays_and_is_not_given_again(world):
    first, van = issue(world), make.access(world.van)

    with pytest.raises(Refused, match="Say why"):
        actions.cancel(first, "  ", van)
    gone = actions.cancel(first, "Ghi sai ngày", van)
    with pytest.raises(Conflict):
        actions.cancel(first, "lần nữa", van)

    assert (gone.number, gone.is_cancelled, gone.cancelled_reason) == (1, True, "Ghi sai ngày")
    assert issue(world).number == 2
    assert audit.history(gone)[0][1].note == "Ghi sai ngày"


@pytest.mark.django_db
def test_file_when_its_paper_was_cancelled_then_it_says_so_beside_the_number(world):
    paper = issue(world)
    before = [making.make(paper, ending) for ending in ("pdf", "docx")]

    gone = actions.cancel(paper, "Ghi sai ngày", make.access(world.van))

    pdf, docx = (making.make(gone, ending) for ending in ("pdf", "docx"))
    printed = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    with zipfile.ZipFile(io.BytesIO(docx)) as parts:
        written = parts.read("word/document.xml").decode()
    assert ("ĐÃ HỦY" in printed, "ĐÃ HỦY" in written) == (True, True)
    assert (making.name_of(gone, "pdf").startswith("da-huy-"), [pdf, docx] == before) == (
        True,
        False,
    )
    assert [making.make(gone, ending) for ending in ("pdf", "docx")] == [pdf, docx]


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["lan", "tu", "chief"])
def test_cancel_when_somebody_may_not_then_refused(world, who):
    paper = issue(world)

    with pytest.raises(Refused, match="may not cancel"):
        actions.cancel(paper, "lý do", make.access(getattr(world, who)))

    paper.refresh_from_db()
    assert not paper.is_cancelled


@pytest.mark.django_db
def test_head_when_it_is_changed_then_papers_of_before_keep_theirs(world):
    before = issue(world)
    head = letterheads.head_of(world.ward, clock.today())
    changed = letterheads.Head(**(vars(head) | {"issuer": "ĐẢNG ỦY PHƯỜNG HỒ SEN"}))
    actions.write_head(world.ward, changed, clock.today(), make.access(world.van))
    after = issue(world)

    assert before.content["head"]["issuer"] == "ĐẢNG ỦY PHƯỜNG MỘT"
    assert after.content["head"]["issuer"] == "ĐẢNG ỦY PHƯỜNG HỒ SEN"
    assert (before.number, after.number) == (1, 2)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "issuer", "superior", "letters", "place"),
    [
        ("ward", "ĐẢNG ỦY PHƯỜNG MỘT", "QUẬN ỦY A", "ĐU", "Quận A"),
        ("cell", "CHI BỘ 1", "ĐẢNG ỦY PHƯỜNG MỘT", "CB", "Quận A"),
        ("standing", "QUẬN ỦY A", "ĐẢNG ỦY THÀNH PHỐ", "QU", "Quận A"),
        ("council", "ỦY BAN NHÂN DÂN QUẬN", "ỦY BAN NHÂN DÂN THÀNH PHỐ", "UBND", "Quận A"),
        ("area", "ỦY BAN NHÂN DÂN QUẬN A", "ỦY BAN NHÂN DÂN THÀNH PHỐ", "UBND", "Quận A"),
    ],
)
def test_head_when_nobody_wrote_one_then_it_follows_from_the_names(
    world, name, issuer, superior, letters, place
):
    head = letterheads.head_of(getattr(world, name), clock.today())

    assert (head.issuer, head.superior, head.abbreviation, head.place) == (
        issuer, superior, letters, place,
    )  # fmt: skip


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_issue_when_eight_do_it_at_once_with_refusals_between_then_no_gap_and_no_double(world):
    barrier = threading.Barrier(8)
    van = make.access(world.van)

    def work(worker: int) -> list[int]:
        got = []
        barrier.wait()
        try:
            for turn in range(6):
                try:
                    with writing():
                        paper = actions.issue(
                            samples.NOTICE.name,
                            samples.notice("party"),
                            unit=world.ward,
                            source=None,
                            access=van,
                        )
                        if (worker + turn) % 3 == 0:
                            raise Refused("taken back")
                    got.append(paper.number)
                except Refused:
                    continue
        finally:
            connections.close_all()
        return got

    with ThreadPoolExecutor(8) as pool:
        numbers = [n for got in pool.map(work, range(8)) for n in got]

    assert sorted(numbers) == list(range(1, 33))
    assert sorted(Paper.objects.values_list("number", flat=True)) == list(range(1, 33))
    assert NumberBook.objects.get().last == 32
    assert connection.vendor == "postgresql"


@pytest.mark.parametrize(
    ("capitals", "said"),
    [
        ("TỔ HÒA GIẢI SỐ 1 PHƯỜNG BƯỞI", "Tổ hòa giải số 1 phường Bưởi"),
        ("ỦY BAN KIỂM TRA QUẬN ỦY TÂY HỒ", "Ủy ban Kiểm tra Quận ủy Tây Hồ"),
        ("ỦY BAN NHÂN DÂN PHƯỜNG VĂN MIẾU", "Ủy ban nhân dân phường Văn Miếu"),
        ("ĐẢNG ỦY PHƯỜNG TÂY HỒ", "Đảng ủy phường Tây Hồ"),
        ("CHI BỘ CƠ QUAN ỦY BAN NHÂN DÂN XÃ AN HỘI", "Chi bộ cơ quan Ủy ban nhân dân xã An Hội"),
    ],
)
def test_issuer_when_it_stands_in_a_sentence_then_kinds_are_spelled_and_names_are_names(
    capitals, said
):
    assert laid._in_a_sentence(capitals) == said


@pytest.mark.django_db
def test_head_when_the_area_bears_the_committees_name_then_its_superior_stands_above(world):
    ward = make.unit("Phường Sen", world.top, kind="area", branch="state")
    committee = make.unit("Đảng ủy phường Sen", ward, kind="grassroots")
    group = make.unit("Tổ dân phố số 3", ward, kind="residential", branch="mass")
    team = make.unit("Tổ hòa giải số 3", group, kind="team", branch="mass")

    heads = [letterheads.head_of(unit, clock.today()) for unit in (committee, team)]

    assert [(head.superior, head.issuer) for head in heads] == [
        ("ĐẢNG ỦY THÀNH PHỐ", "ĐẢNG ỦY PHƯỜNG SEN"),
        ("ỦY BAN NHÂN DÂN PHƯỜNG SEN", "TỔ HÒA GIẢI SỐ 3"),
    ]
