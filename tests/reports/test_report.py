"""A period report writes its own numbers, names what does not add up, and is issued with a number."""

import datetime as dt
import io
import time
import zipfile

import pytest
from docx import Document

from namro.core import clock
from namro.core.errors import Conflict, Refused
from namro.figures import frozen
from namro.figures.frozen import Frozen, Taking
from namro.figures.models import Snapshot
from namro.papers import content, making
from namro.papers.models import Paper
from namro.reports import actions
from namro.reports.models import PeriodReport
from namro.reports.workflow import REPORT_LIFE
from namro.reports.writing import Writing, key_of, number, percent
from tests import make
from tests.figures.test_frozen import scatter

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(world):
    campaign = scatter(world, 2)
    what = Taking("campaign", str(campaign.pk), "interim", "Sơ kết 6 tháng", clock.today())
    snapshot = frozen.take(campaign.unit, what, make.access(world.van))
    return actions.begin(snapshot, make.access(world.van))


def issue(report, world):
    return REPORT_LIFE.take(report, "issue-report", make.access(world.van))


def said(report) -> str:
    return "\n".join(content.texts(Writing(report).content()))


def test_report_when_begun_then_every_number_is_the_snapshots(report):
    figures = Frozen.of(report.snapshot).figures(report.unit_id)
    words = said(report)

    assert f"{figures['registered']}/{figures['eligible']} người" in words
    assert percent(figures["registered"], figures["eligible"]) in words
    assert f"{figures['approved']}/{figures['items']} nội dung" in words
    assert len(report.problems) == figures["blocked"] > 0
    assert "thiếu bản đồ" in words


def test_report_when_records_change_afterwards_then_its_numbers_stay(report, world):
    before = said(report)
    for _n in range(3):
        make.registrant(
            Writing(report).campaign,
            make.person("Người Mới", world.cell),
            world.cell,
        )

    assert said(PeriodReport.objects.get()) == before


def test_report_when_issued_then_it_has_a_number_and_is_written_no_more(report, world):
    actions.write(
        report,
        actions.Said("Báo cáo sơ kết", {"ahead": "Gỡ vướng trước 31/12."}, world.standing.pk),
        make.access(world.van),
    )
    report.refresh_from_db()

    done = issue(report, world)

    paper = Paper.objects.get()
    assert done.paper_id == paper.pk
    assert (paper.symbol, paper.unit) == ("01-BC/QU", world.standing)
    assert "Gỡ vướng trước 31/12." in "\n".join(content.texts(paper.content))
    with pytest.raises(Conflict):
        actions.write(done, actions.Said("khác", {}), make.access(world.van))


def test_report_when_reprinted_after_changes_then_the_files_are_byte_for_byte_the_same(
    report, world
):
    issue(report, world)
    first = {ending: making.make(Paper.objects.get(), ending) for ending in ("docx", "pdf", "xlsx")}
    place = make.registrant(
        Writing(report).campaign, make.person("Đến Sau", world.cell), world.cell
    )
    make.commitment(place, world.van, "submitted", leader=world.lan.person)

    time.sleep(2.1)  # a file that told the time would tell another one
    again = {ending: making.make(Paper.objects.get(), ending) for ending in ("docx", "pdf", "xlsx")}

    assert first == again


def test_gate_when_parts_do_not_make_the_whole_then_the_difference_is_named_or_nothing_is_issued(
    report, world
):
    snapshot = Snapshot.objects.get()
    figures = snapshot.content["figures"][str(report.unit_id)]
    figures["new"] += 18
    snapshot.sha256 = frozen.fingerprint(snapshot.content)
    snapshot.save()
    report = PeriodReport.objects.select_related("snapshot", "unit", "issuer").get()

    with pytest.raises(Refused, match=r"Quận A: Items is \d+, its parts make \d+. Say why."):
        issue(report, world)
    assert not Paper.objects.exists()

    whys = {key_of(one): "cộng sai ở bản giấy" for one in Writing(report).differences}
    actions.name_differences(report, whys, make.access(world.van))
    report = PeriodReport.objects.select_related("snapshot", "unit", "issuer").get()
    issue(report, world)

    assert "cộng sai ở bản giấy" in "\n".join(content.texts(Paper.objects.get().content))


def test_gate_when_the_offices_own_words_do_not_add_up_then_it_is_not_issued(report, world):
    own = {"course": "Toàn quận có 344 cá nhân (1 cấp thành phố, 34 cấp quận, 327 cấp cơ sở)."}
    actions.write(report, actions.Said(report.title, own), make.access(world.van))
    report.refresh_from_db()

    with pytest.raises(Refused, match="362"):
        issue(report, world)

    right = {"course": own["course"].replace("344", "362")}
    actions.write(report, actions.Said(report.title, right), make.access(world.van))
    report.refresh_from_db()
    assert issue(report, world).status == "issued"


def test_example_when_picked_then_it_stands_in_the_report_with_why(report, world):
    line = Writing(report).frozen.having(report.unit_id, "done")[0]

    actions.pick(report, line.key, "Giải quyết dứt điểm sau 12 năm", make.access(world.van))

    report.refresh_from_db()
    assert line.title in said(report)
    assert "Giải quyết dứt điểm sau 12 năm" in said(report)
    with pytest.raises(Refused, match="not in these figures"):
        actions.pick(report, "0" * 32, "x", make.access(world.van))


def test_report_when_somebody_else_begins_or_issues_then_it_is_refused(report, world):
    for user in (world.lan, world.tu, world.hung):
        with pytest.raises(Refused):
            actions.begin(report.snapshot, make.access(user))
        with pytest.raises(Refused):
            REPORT_LIFE.take(PeriodReport.objects.get(), "issue-report", make.access(user))


def test_page_when_read_then_each_figure_leads_to_its_records(report, world, as_user):
    answer = as_user(world.van).get(f"/reports/{report.key}/")
    page = answer.content.decode()

    for name in ("registered", "items", "done", "verified", "blocked"):
        assert (
            f"/snapshots/{report.snapshot.key}/records/?unit={report.unit_id}&amp;figure={name}"
            in page
        )


def test_page_when_words_cannot_be_kept_then_they_stay(report, world, as_user):
    answer = as_user(world.van).post(
        f"/reports/{report.key}/", {"do": "write", "title": "  ", "own-ahead": "Gỡ vướng cho 3 hộ"}
    )

    assert answer.status_code == 422
    assert "Gỡ vướng cho 3 hộ" in answer.content.decode()


def test_draft_when_fetched_as_word_then_it_has_no_number_and_all_words(report, world, as_user):
    answer = as_user(world.van).get(f"/reports/{report.key}/word/")

    text = "\n".join(one.text for one in Document(io.BytesIO(answer.content)).paragraphs)
    assert zipfile.is_zipfile(io.BytesIO(answer.content))
    assert "II. Kết quả đăng ký, phê duyệt" in text
    assert not Paper.objects.exists()


def test_life_cycle_when_read_then_it_is_sound():
    assert list(REPORT_LIFE.problems()) == []


def test_numbers_when_written_then_as_papers_write_them():
    assert (number(7126), percent(7126, 7560), percent(0, 0)) == ("7.126", "94,3 %", "–")


def test_problems_when_cleared_before_then_they_are_not_listed(world):
    campaign = scatter(world, 2)
    before = Taking(
        "campaign", str(campaign.pk), "final", "Tổng kết", clock.today() - dt.timedelta(days=1)
    )
    snapshot = frozen.take(campaign.unit, before, make.access(world.van))

    assert actions.begin(snapshot, make.access(world.van)).problems == []


def test_report_when_issued_from_the_page_then_what_was_typed_and_not_kept_is_in_the_paper(
    report, world, as_user
):
    client = as_user(world.van)
    page = client.get(f"/reports/{report.key}/").content.decode()
    url = f"/reports/{report.key}/steps/issue-report/"
    words = {"title": report.title, "version": report.version,
             "own-problems": "Vướng mặt bằng ngõ 12"}  # fmt: skip

    overtaken = client.post(url, {**words, "version": report.version + 1})
    untitled = client.post(url, {**words, "title": " "})
    done = client.post(url, words)

    assert f'formaction="{url}"' in page
    assert page.index('value="write"') < page.index(f'formaction="{url}"'), "Enter keeps, no more"
    assert (overtaken.status_code, untitled.status_code, done.status_code) == (409, 422, 302)
    assert "Vướng mặt bằng ngõ 12" in untitled.content.decode()
    assert "Vướng mặt bằng ngõ 12" in str(Paper.objects.get().content)
