"""Room demo: how approved work stands in a real autumn: done, late, stuck, extended, unverified."""

import datetime as dt
import io
import random
from collections.abc import Callable, Iterator

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from namro.commitments.models import Campaign
from namro.core import clock
from namro.core.write import writing
from namro.ledger import actions
from namro.ledger.models import Entry
from namro.ledger.states import Finding
from namro.org.access import Access
from namro.org.models import Person, User

BLOCK = 250
DONE_NOTES = (
    "Đã hoàn thành, có biên bản kèm theo.", "Xong toàn bộ, bà con đồng tình.",
    "Hoàn thành; danh sách lưu tại chi bộ.", "Đã bàn giao, có xác nhận của phường.",
)  # fmt: skip
ON_NOTES = (
    "Đã họp với các hộ, thống nhất cách làm.", "Làm được một nửa, tiếp tục vào cuối tuần.",
    "Đã lập danh sách và phân công.", "Đang vận động các hộ còn lại.",
)  # fmt: skip
PARTLY_NOTES = ("Xong phần lớn, còn vài hộ chưa đồng ý.", "Đạt khoảng 70%, còn chờ vật tư.")
STUCK = (
    "Thiếu kinh phí lát lại mặt ngõ, đề nghị quận bố trí.",
    "Vướng ranh giới đất giữa hai phường, cần quận quyết định.",
    "Chờ văn bản trả lời của sở về chỉ giới.",
    "Công trình của đơn vị thi công chiếm mặt bằng, phường không có thẩm quyền.",
)
# Since 1/7/2025 there is no district that could decide.
STUCK_IN_WARD = (
    "Thiếu kinh phí lát lại mặt ngõ, đề nghị phường bố trí.",
    "Vướng ranh giới đất giữa hai phường, cần hai phường cùng quyết định.",
    "Chờ văn bản trả lời của sở về chỉ giới.",
    "Công trình của đơn vị thi công chiếm mặt bằng, chi bộ không có thẩm quyền.",
)
TWO_TIERS = dt.date(2025, 7, 1)
LATER = (
    "Mưa bão kéo dài, hoãn hai buổi vận động.",
    "Chờ hộ dân đi xa về mới ký được biên bản.",
    "Điều chỉnh theo kế hoạch chung của phường.",
)
VISITS = {
    Finding.DONE: "Đến tận nơi, đúng như báo cáo.",
    Finding.PARTLY: "Có làm, còn thiếu hai hộ so với báo cáo.",
    Finding.NOT_DONE: "Thực tế chưa thấy thay đổi.",
}


def officials(campaign: Campaign, chance: random.Random, verifier: Access, leader: Access) -> None:
    """A year of officials' work: nearly all closed in 2022, spread in the autumn of 2023."""
    entries = list(entries_of(campaign))
    last = dt.date(campaign.year, 12, 20) if campaign.year < 2023 else dt.date(2023, 11, 17)
    with writing():
        for entry in entries:
            _live(entry, chance, last, leader, done_rate=0.9 if campaign.year < 2023 else 0.62)
        for entry in declared_of(campaign):
            if chance.random() < 0.55:
                visit(entry, chance, verifier, last)


def members(
    campaign: Campaign,
    chance: random.Random,
    access: Callable[[str], Access],
    progress: Callable[[str, int, int], None],
) -> None:
    """The members' work up to a few days before the autumn that is shown."""
    entries = list(entries_of(campaign))
    last = dt.date(campaign.year, 11, 17)
    leader, verifier = access("lanhdao"), access("kiemtra")
    for start in range(0, len(entries), BLOCK):
        with writing():
            for entry in entries[start : start + BLOCK]:
                _live(entry, chance, last, leader, done_rate=0.46)
        progress("carrying out", min(start + BLOCK, len(entries)), len(entries))
    declared = list(declared_of(campaign))
    chance.shuffle(declared)
    visited = declared[: max(3, len(declared) // 4)]
    for start in range(0, len(visited), BLOCK):
        with writing():
            for entry in visited[start : start + BLOCK]:
                visit(entry, chance, verifier, last)
        progress("verifying", min(start + BLOCK, len(visited)), len(visited))


def entries_of(campaign: Campaign) -> Iterator[Entry]:
    rows = Entry.objects.filter(register="commitment", period=campaign.pk)
    return iter(rows.select_related("owner", "leader", "unit").order_by("pk"))


def declared_of(campaign: Campaign) -> Iterator[Entry]:
    rows = Entry.objects.filter(register="commitment", period=campaign.pk, status="done")
    return iter(rows.select_related("owner", "leader", "unit", "declared_by").order_by("pk"))


def acting_as(person: Person) -> Access:
    """The doer writes the note, whether they have an account here or tell their secretary."""
    user = User(username=f"demo-{person.pk}", person=person)
    return Access.of(user, clock.today(), via="demo")


def _live(
    entry: Entry, chance: random.Random, last: dt.date, leader: Access, done_rate: float
) -> None:
    """One item's year: perhaps begun, stuck, extended, partly, done in time or late."""
    luck = chance.random()
    if luck > 0.93 and entry.due != dt.date(2023, 12, 15):
        return  # never begun
    begun = entry.begins_on + dt.timedelta(days=chance.randint(10, 45))
    if begun > last:
        return
    with clock.pretend(begun):
        doer = acting_as(entry.owner)
        actions.report(entry, actions.Report(chance.choice(ON_NOTES), "start"), doer)
        entry.refresh_from_db()
    if chance.random() < (0.02 if begun < TWO_TIERS else 0.05):
        _stuck(entry, chance, min(begun + dt.timedelta(days=20), last), last, leader)
        entry.refresh_from_db()
    if entry.due is not None and chance.random() < 0.03:
        _later(entry, chance, min(entry.due - dt.timedelta(days=5), last), leader)
        entry.refresh_from_db()
    _end(entry, chance, last, done_rate, begun)


def _end(
    entry: Entry, chance: random.Random, last: dt.date, done_rate: float, begun: dt.date
) -> None:
    due = entry.due or last
    slip = chance.choices((-25, -10, -3, 0, 6, 18), (10, 26, 30, 16, 10, 8))[0]
    day = max(begun + dt.timedelta(days=5), due + dt.timedelta(days=slip))
    if entry.blocked or day > last:
        if not entry.blocked and chance.random() < 0.25 and day > last:
            with clock.pretend(last):
                note = actions.Report(chance.choice(PARTLY_NOTES), "partly")
                actions.report(entry, note, acting_as(entry.owner))
        return
    if chance.random() < done_rate + (0.35 if day < last - dt.timedelta(days=40) else 0):
        with clock.pretend(day):
            files = [_photo(entry)] if chance.random() < 0.004 else []
            note = actions.Report(chance.choice(DONE_NOTES), "declare", files=files)
            actions.report(entry, note, acting_as(entry.owner))


def _stuck(
    entry: Entry, chance: random.Random, day: dt.date, last: dt.date, leader: Access
) -> None:
    levels = [
        unit
        for unit in actions.levels_above(entry)
        if unit.pk != entry.unit_id and leader.can("blocker.clear", unit)
    ]
    with clock.pretend(day):
        level = chance.choice(levels[:4] or [entry.unit])
        words = chance.choice(STUCK if day < TWO_TIERS else STUCK_IN_WARD)
        blocker = actions.block(entry, level, words, acting_as(entry.owner))
    if chance.random() < 0.5:
        with clock.pretend(min(day + dt.timedelta(days=chance.randint(4, 20)), last)):
            right = Access.of(leader.user, clock.today(), via="demo")
            actions.end_block(
                blocker,
                "clear",
                right,
                "Đã có văn bản chỉ đạo, phòng chuyên môn làm việc với phường.",
            )


def _later(entry: Entry, chance: random.Random, day: dt.date, leader: Access) -> None:
    if entry.due is None or day <= entry.begins_on:
        return
    with clock.pretend(day):
        new_due = entry.due + dt.timedelta(days=chance.choice((14, 21, 30)))
        asked = actions.ask_extension(entry, new_due, chance.choice(LATER), acting_as(entry.owner))
    if chance.random() < 0.85:
        with clock.pretend(day + dt.timedelta(days=3)):
            right = Access.of(leader.user, clock.today(), via="demo")
            step = "grant" if chance.random() < 0.85 else "refuse"
            actions.decide_extension(
                asked, step, right, "" if step == "grant" else "Lý do chưa đủ."
            )


def visit(entry: Entry, chance: random.Random, verifier: Access, last: dt.date) -> None:
    """Somebody goes there and says what they found."""
    found = chance.choices(list(VISITS), (86, 10, 4))[0]
    day = min((entry.declared_on or last) + dt.timedelta(days=chance.randint(3, 30)), last)
    with clock.pretend(day):
        right = Access.of(verifier.user, clock.today(), via="demo")
        if right.person_id in {entry.owner_id, entry.declared_by_id, entry.leader_id}:
            return
        actions.verify(entry, actions.Visit(day, found, VISITS[found]), right)


def _photo(entry: Entry) -> SimpleUploadedFile:
    """A drawn picture that says it is one; nobody's street is shown."""
    picture = Image.new("RGB", (800, 500), "#dfe7dc")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 330, 800, 500), fill="#9aa08f")
    draw.rectangle((120, 140, 340, 330), fill="#c9b79a")
    draw.rectangle((430, 100, 680, 330), fill="#b7a183")
    draw.text((20, 465), f"anh minh hoa - muc {entry.number}", fill="#1b1f24")
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80)
    return SimpleUploadedFile(f"anh-{entry.pk}.jpg", out.getvalue(), "image/jpeg")
