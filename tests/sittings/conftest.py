"""A body of five with three lines before it."""

from types import SimpleNamespace

import pytest

from namro.sittings import actions, queries
from namro.sittings.models import AgendaItem
from namro.sittings.workflow import SITTING
from tests import make


@pytest.fixture
def hall(world):
    """The Standing Committee sits over lines of cell 1; van is its secretary.

    chair, anh, ba, cuc, duc: members with accounts. own: a line of anh's own.
    """
    chair, anh, ba, cuc, duc = make.body(
        world.standing, "Bùi Văn Chủ", "Cao Thị Anh", "Đào Văn Ba", "Hà Thị Cúc", "Lý Văn Đức"
    )
    campaign = make.campaign(
        world.area, world.van, subject="campaign.officials", bodies=[world.standing]
    )
    lines = []
    for person, user in ((world.member.person, world.member), (world.lan.person, world.lan)):
        place = make.registrant(campaign, person, world.cell, "key_official")
        lines.append(make.commitment(place, user, "submitted", title=f"Việc của {person}"))
    place = make.registrant(campaign, anh.person, world.cell, "key_official")
    own = make.commitment(place, world.van, "submitted", title="Việc của chính ủy viên")
    sitting = make.sitting(world.standing, world.van, str(campaign.pk))
    return SimpleNamespace(
        world=world, van=world.van, chair=chair, anh=anh, ba=ba, cuc=cuc, duc=duc,
        members=[chair, anh, ba, cuc, duc], campaign=campaign, lines=[*lines, own], own=own,
        sitting=sitting,
    )  # fmt: skip


@pytest.fixture
def session(hall):
    """The same, in session with everybody there."""
    hall.sitting = make.opened(hall.sitting, hall.van)
    return hall


def board(hall, user=None):
    """The sitting as it stands now."""
    hall.sitting.refresh_from_db()
    return queries.board(hall.sitting, make.access(user or hall.van))


@pytest.fixture
def over(session):
    """Closed: two lines approved, one returned with its reason."""
    first, second, third = session.sitting.items.all()
    actions.move(second, "return", "Nêu rõ sản phẩm rồi gửi lại.", make.access(session.van))
    items = list(AgendaItem.objects.filter(sitting=session.sitting).order_by("order"))
    assert actions.decide_many(items, "consensus", make.access(session.chair))[0] == 3
    session.sitting.refresh_from_db()
    session.sitting = SITTING.take(session.sitting, "close-sitting", make.access(session.chair))
    session.approved, session.returned = [first, third], second
    return session
