"""The record of a visit: issued by who was there, once, signed by both."""

import pytest

from namro.core import clock
from namro.core.errors import Conflict, Refused
from namro.ledger import actions as ledger
from namro.ledger import papers
from namro.papers import actions as desk
from namro.papers import content
from namro.papers.models import Paper
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit(world):
    campaign = make.campaign(world.area, world.van)
    place = make.registrant(campaign, world.member.person, world.cell)
    line = make.approved(place, world.member, world.hung)
    ledger.report(line.entry, ledger.Report("Xong cả 12 hộ", "declare"), make.access(world.member))
    line.entry.refresh_from_db()
    seen = ledger.Visit(clock.today(), "verified_partly", "Còn 2 hộ chưa bàn giao")
    return ledger.verify(line.entry, seen, make.access(world.minh))


def test_record_when_issued_then_it_says_what_was_seen_and_both_sign(world, visit):
    paper = papers.issue_record(visit, make.access(world.minh))

    words = "\n".join(content.texts(paper.content))
    assert "Còn 2 hộ chưa bàn giao" in words
    assert "Vận động 12 hộ ngõ 5 bàn giao mặt bằng" in words
    assert [s["name"] for s in paper.content["content"]["signatures"]] == [
        "Trần Văn Bình", "Lê Quang Minh"
    ]  # fmt: skip
    assert paper.symbol.startswith("01")


def test_record_when_it_stands_already_then_it_is_cancelled_first(world, visit):
    first = papers.issue_record(visit, make.access(world.minh))
    with pytest.raises(Conflict, match=str(first)):
        papers.issue_record(visit, make.access(world.minh))

    desk.cancel(first, "ghi nhầm ngày", make.access(world.minh))

    assert papers.issue_record(visit, make.access(world.minh)).symbol != first.symbol


def test_record_when_somebody_else_tries_then_it_is_refused(world, visit):
    for user in (world.van, world.hung, world.member):
        with pytest.raises(Refused, match="Who was there"):
            papers.issue_record(visit, make.access(user))

    assert not Paper.objects.exists()


def test_page_when_the_visit_has_a_record_then_it_leads_there(world, visit, as_user):
    client = as_user(world.minh)
    page = f"/commitments/{visit.entry.commitment.key}/"
    assert "Lập biên bản thẩm tra" in client.get(page).content.decode()

    answer = client.post(f"/entries/{visit.entry.key}/visits/{visit.pk}/record/")

    assert answer["Location"] == f"/papers/{Paper.objects.get().key}/"
    assert str(Paper.objects.get()) in client.get(page).content.decode()
