"""Room demo: what the years of the demonstration share: the stage, and the real ways in and on."""

import datetime as dt
import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from django.core.files.base import ContentFile

from namro.commitments import actions, importing, sorting
from namro.commitments.models import Campaign, Commitment, Registrant
from namro.commitments.workflow import CAMPAIGN, COMMITMENT
from namro.core import clock
from namro.core.audit import Actor
from namro.core.write import writing
from namro.demo.tasks import TOPICS
from namro.demo.tree import Place
from namro.org.access import Access
from namro.org.models import Unit, User
from namro.sheets import actions as actions_of_lists
from namro.sheets import preview
from namro.sheets.lists import NEW, Asked

READ_ALONG = ("campaign", "unit", "registrant", "person", "accountable", "leader", "waits_for")
EXEMPT_REASONS = (
    ("Miễn công tác và sinh hoạt Đảng", 8),
    ("Ốm nặng, điều trị dài ngày", 3),
    ("Chuyển sinh hoạt Đảng", 1),
)
BACK_WORDS = (
    ("return", "Nêu rõ sản phẩm và thời hạn cụ thể rồi gửi lại."),
    ("return", "Chưa rõ người phối hợp; bổ sung và gửi lại."),
    ("refuse", "Đây là nhiệm vụ thường xuyên, không phải việc mới, việc khó."),
    ("replace", "Đề nghị nhận việc khác: phụ trách tuyến ngõ văn minh."),
)
Progress = Callable[[str, int, int], None]


@dataclass
class Stage:
    """What the steps of the demonstration hand on to each other."""

    place: Place
    chance: random.Random
    progress: Progress
    by: Actor
    users: dict[str, User] = field(default_factory=dict)
    approvers: dict[int, User] = field(default_factory=dict)

    def access(self, name: str) -> Access:
        """Rights of one of the demonstration's accounts, on the day that is pretended."""
        return Access.of(self.users[name], clock.today(), via="demo")


def open_campaign(stage: Stage, unit: Unit, setup: actions.Setup) -> Campaign:
    """Set up, with its topics, and opened by the office."""
    office = stage.access("vanphong")
    campaign = actions.set_up(unit, setup, office)
    actions.set_topics(campaign, TOPICS, office)
    opened: Campaign = CAMPAIGN.take(campaign, "open", office)
    return opened


def take(stage: Stage, campaign: Campaign, content: bytes, name: str) -> dict[str, int]:
    """The real way in: sent, read in a process of its own, judged, confirmed."""
    office = stage.access("vanphong")
    kind, target = importing.KIND, importing.target_of(campaign)
    record = actions_of_lists.receive(ContentFile(content, name=name), kind, target, office)
    judged = preview.judged_of(record, kind, target, Asked(office))
    choices = {one.key: NEW for one in judged.questions if one.group in ("unit", "person")}
    record = actions_of_lists.choose(record, choices, office)
    judged = preview.judged_of(record, kind, target, Asked(office, record.choices))
    return actions_of_lists.take_in(record, kind, target, judged, office)


def sort_by_topic(stage: Stage, campaign: Campaign, day: dt.date) -> None:
    """The office puts the lines of workbooks and paper under the topics whose words they bear."""
    with clock.pretend(day):
        office, topics = stage.access("vanphong"), list(campaign.topics.all())
        found = sorting.lines(campaign, office).filter(topic=None)
        offers = {line.pk: sorting.offered(line, topics) for line in found}
        sorting.put(campaign, {pk: topic for pk, topic in offers.items() if topic}, office)


def exempt(stage: Stage, campaign: Campaign, eligible: int) -> None:
    """Take off the roll, for a reason that the campaign allows, whoever is above the number."""
    places = list(
        Registrant.objects.filter(campaign=campaign).select_related("unit", "campaign", "person")
    )
    own = {user.person_id for user in stage.users.values()}
    open_to = [place for place in places if place.person_id not in own]
    stage.chance.shuffle(open_to)
    reasons = [reason for reason, _weight in EXEMPT_REASONS]
    weights = [weight for _reason, weight in EXEMPT_REASONS]
    office = stage.access("vanphong")
    with writing():
        for place in open_to[: len(places) - eligible]:
            actions.exempt(place, stage.chance.choices(reasons, weights)[0], office)


def by_parent(places: Iterable[Registrant]) -> list[tuple[Unit, list[Registrant]]]:
    """Places by the committee above their cell."""
    groups: dict[int, list[Registrant]] = {}
    for place in sorted(places, key=lambda p: (p.unit.path, p.name_key)):
        groups.setdefault(place.unit.parent_id or 0, []).append(place)
    parents = Unit.objects.in_bulk(groups)
    return [(parents[pk], rows) for pk, rows in groups.items()]


def give_back(stage: Stage, lines: list[Commitment], access: Access) -> None:
    """Return, refuse or ask for another task, with the reason."""
    for line in lines:
        step, why = stage.chance.choice(BACK_WORDS)
        COMMITMENT.take(line, step, access, why)


def blocks(lines: list[Commitment], size: int) -> Iterator[list[Commitment]]:
    """Lines in blocks, as a body ticks them."""
    for start in range(0, len(lines), size):
        yield lines[start : start + size]
