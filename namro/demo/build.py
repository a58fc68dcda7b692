"""Room demo: the years of the demonstration, one after the other, driven through the real actions."""

import datetime as dt
import random
import secrets
from pathlib import Path

from namro.commitments import actions
from namro.commitments.models import Campaign
from namro.commitments.workflow import CAMPAIGN
from namro.core import clock
from namro.core.audit import Actor
from namro.core.write import writing
from namro.demo import (
    autumn,
    hall,
    inspections,
    mediation,
    members,
    new_ward,
    reorganisation,
    reviews,
    titles,
    tree,
    yearend,
)
from namro.demo.doors import DOORS, write_down
from namro.demo.stage import Progress, Stage, open_campaign, sort_by_topic, take
from namro.demo.tree import ELIGIBLE
from namro.org import actions as org
from namro.org import links
from namro.org.models import Person, Unit, User

BOOKS = Path(__file__).parent / "workbooks"


def build(progress: Progress, *, small: bool = False) -> dict[str, object]:
    """Build everything; returns the accounts."""
    by = Actor(None, "namro demo", via="demo")
    wards = 2 if small else len(tree.WARDS)
    eligible = 150 if small else ELIGIBLE
    progress("units and people", 0, 1)
    with clock.pretend(tree.SINCE), writing():
        place = tree.plant(by, eligible, wards)
        teams = mediation.plant(place, by)
    stage = Stage(place, random.Random(2023), progress, by)  # noqa: S311 - invented, not secret
    with clock.pretend(tree.SINCE):
        accounts = _open_doors(stage, by)
    officials = [
        _officials(stage, 2022, "01-can-bo-chu-chot-2022.xlsx", dt.date(2022, 1, 10)),
        _officials(stage, 2023, "02-can-bo-chu-chot-2023.xlsx", dt.date(2023, 1, 9)),
    ]
    of_2023 = members.campaign(stage, eligible)
    yearend.close(stage, [*officials, of_2023])
    reviews.of_two_years(stage, [officials[1], of_2023])
    inspections.of_two_years(stage)
    mediation.ten_years(stage, teams)
    titles.of_two_years(stage, teams)
    reorganisation.carry_out(stage)
    new_ward.follow_on(stage)
    reviews.of_nine_months(stage, new_ward.campaign(stage))
    mediation.of_today(stage)
    titles.of_this_year(stage)
    return accounts


def _open_doors(stage: Stage, by: Actor) -> dict[str, object]:
    password = "-".join(secrets.choice(WORDS) for _ in range(4))
    place = stage.place
    standing = hall.fill(place.standing, hall.OF_PARTY, tree.SINCE, by, 2022)
    hall.fill(place.council, hall.OF_STATE, tree.SINCE, by, 2021)
    where = {
        "city": place.city,
        "area": place.area,
        "standing": place.standing,
        "council": place.council,
        "ward": place.wards[0],
        "cell": place.cells[0],
    }
    people = {
        "thanhpho": org.add_person("Đỗ Thị Minh Châu", by),
        "vanphong": org.add_person("Trần Thị Hồng Vân", by),
        "lanhdao": org.add_person("Nguyễn Đình Khải", by),
        "quantri": org.add_person("Phạm Công Tài", by),
        "thuongvu": place.chiefs[place.standing.pk],
        "uyvien": standing[2],
        "ubnd": place.chiefs[place.council.pk],
        "kiemtra": place.chiefs[place.inspection.pk],
        "phuong": place.chiefs[place.wards[0].pk],
        "chibo": place.secretaries[place.cells[0].pk],
        "dangvien": place.members[place.cells[0].pk][1],
        "hoagiai": mediation.head_of(Unit.objects.get(name=mediation.DOOR)),
    }
    for name, _what, role, spot in DOORS:
        user = _account(people[name], name, password, by)
        stage.users[name] = user
        if role:
            org.grant(people[name], role, where[spot], tree.SINCE, by)
    for unit in (*place.wards, *([place.agencies] if place.agencies else [])):
        chief = place.chiefs[unit.pk]
        if unit == place.wards[0]:
            stage.approvers[unit.pk] = stage.users["phuong"]
            continue
        stage.approvers[unit.pk] = _account(chief, f"capuy{unit.pk}", password, by)
        org.grant(chief, "approver", unit, tree.SINCE, by)
    return write_down(password)


def _account(person: Person, name: str, password: str, by: Actor) -> User:
    user = org.open_account(person, name, by)
    secret = links.make_first_link(user)
    return links.use_first_link(secret, name, person.full_name, password)


def _officials(stage: Stage, year: int, book: str, opens: dt.date) -> Campaign:
    stage.progress(f"officials {year}", 0, 4)
    closes = dt.date(year, 2, 28)
    bodies = [stage.place.standing, stage.place.council][: 2 if year == 2022 else 1]
    with clock.pretend(opens):
        campaign = open_campaign(
            stage,
            stage.place.area,
            actions.Setup(
                slug=f"can-bo-{year}",
                name=f"Cán bộ chủ chốt đăng ký việc mới, việc khó năm {year}",
                year=year,
                opens=opens,
                closes=closes,
                subject="campaign.officials",
                decision=f"Kế hoạch của Ban Thường vụ Quận ủy, tháng 01/{year}",
                bodies=bodies,
            ),
        )
    with clock.pretend(dt.date(year, 2, 14)):
        take(stage, campaign, (BOOKS / book).read_bytes(), book)
    sort_by_topic(stage, campaign, dt.date(year, 2, 15))
    stage.progress(f"officials {year}", 1, 4)
    party, state = (stage.place.standing, "thuongvu"), (stage.place.council, "ubnd")
    sat = [(*party, dt.date(year, 2, 21)), (*state, dt.date(year, 2, 24))]
    for body, chair, on in sat[: len(bodies)]:
        name = f"Xét duyệt việc mới, việc khó năm {year}"
        hall.hold(stage, hall.Plan(body, campaign, name, on, chair))
    stage.progress(f"officials {year}", 2, 4)
    autumn.officials(campaign, stage.chance, stage.access("kiemtra"), stage.access("lanhdao"))
    stage.progress(f"officials {year}", 4, 4)
    if year == 2022:
        with clock.pretend(dt.date(year + 1, 1, 5)):
            campaign = CAMPAIGN.take(campaign, "close", stage.access("vanphong"))
    return campaign


WORDS = (
    "sen", "lua", "tre", "song", "nui", "mua", "nang", "trang", "bien", "rung", "chim", "cau",
    "duong", "nha", "vuon", "hoa", "gio", "may", "dao", "quat", "truc", "mai", "cuc", "lan",
)  # fmt: skip
