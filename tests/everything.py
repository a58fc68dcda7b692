"""One of everything: a world in which every address has something to show."""

import datetime as dt
import uuid
from types import SimpleNamespace
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from namro.commitments import actions as commitments
from namro.commitments import importing, paper
from namro.commitments.models import Amendment
from namro.core import clock
from namro.core.models import CalendarDay
from namro.figures import frozen
from namro.figures.frozen import Taking
from namro.ledger import actions as ledger
from namro.ledger.models import Evidence, Milestone
from namro.org import applying, links, merging, planning
from namro.org.models import Appointment, Grant
from namro.org.plans import PlanFile
from namro.papers import actions as papers
from namro.papers import bundling, letterheads, replacing
from namro.reports import actions as reports
from namro.sheets import actions as lists_in
from namro.sheets import preview
from namro.sheets.lists import Asked
from namro.sheets.models import Import
from namro.sittings import actions as sittings
from namro.sittings import voting
from tests import make
from tests.inspections import rows as inspections
from tests.mediation import rows as mediation
from tests.papers import samples
from tests.titles import rows as titles

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
LIST = (
    "STT,Họ và tên,Đơn vị,Nội dung đăng ký,Loại việc,Thời gian hoàn thành,Kết quả\n"
    "1,Trần Văn Bình,Chi bộ 1,Trồng 40 cây xanh ở ngõ 12,Việc mới,30/11,40 cây\n"
    "2,Nguyễn Văn Lạ,Chi bộ 77,Vận động 5 hộ bàn giao mặt bằng,Việc khó,quý III,5 biên bản\n"
)

TAKEN = (
    "STT,Họ và tên,Đơn vị,Nội dung đăng ký,Loại việc,Thời gian hoàn thành,Kết quả\n"
    "1,Trần Văn Bình,Chi bộ 1,Sơn lại 12 biển số nhà ngõ 3,Việc mới,30/11,12 biển\n"
)


def pdf(name: str = "bien-ban.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF, content_type="application/pdf")


def said(*steps: dict[str, str]) -> PlanFile:
    return PlanFile("Sắp xếp", "12-QĐ/QU", clock.today(), list(steps))


def build(world: SimpleNamespace) -> SimpleNamespace:
    """Lines in every state, an entry with all that can hang on it, a case, an import, a role."""
    made = SimpleNamespace(world=world)
    _lines(made, world)
    _work(made, world)
    made.case = commitments.open_case(
        "Đất dôi dư ngõ 5", world.cell, make.LONG_AGO, "Từ năm 2009", make.access(world.lan)
    )
    upload = SimpleUploadedFile("danh-sach.csv", LIST.encode(), content_type="text/csv")
    made.sent = lists_in.receive(
        upload, importing.KIND, importing.target_of(made.campaign), make.access(world.van)
    )
    made.taken = _taken(made, world)
    sheets = [
        {"heads": [["tt", "ai"]], "columns": [{"field": "name", "column": 1, "header": "Ai"}]}
    ]
    made.reading = lists_in.remember(made.taken, sheets, make.access(world.van), "Mẫu của quận")
    made.newcomer = make.person("Người Chưa Có Tài Khoản", world.cell)
    _sittings(made, world)
    what = Taking("campaign", str(made.campaign.pk), "interim", "Sơ kết", clock.today())
    made.snapshot = frozen.take(made.campaign.unit, what, make.access(world.van))
    made.report = reports.begin(made.snapshot, make.access(world.van))
    made.double = make.person("Người Chưa Có Tài Khoản", world.cell)
    third = make.person("Người Ghi Hai Lần", world.cell)
    fourth = make.person("Người Ghi Hai Lần", world.cell2)
    made.merge = merging.merge(third, fourth, "một người", make.access(world.van))
    made.day = CalendarDay.objects.create(
        on=dt.date(2026, 11, 23), kind="holiday", name="Nghỉ hoán đổi", source="Thông báo"
    )
    made.grant = make.grant(made.newcomer, "reader", world.cell)
    made.far_grant = Grant.objects.filter(person=world.tu.person).order_by("pk")[0]
    made.form = paper.number(made.campaign, [made.place], make.access(world.lan))[0]
    van = make.access(world.van)
    rename = {"do": "rename", "unit": "Ban Thường vụ Quận ủy", "name": "Thường trực Quận ủy"}
    made.applied = applying.apply(planning.draft(world.area, said(rename), van), van)
    made.plan = planning.draft(world.area, said(rename | {"unit": "Chi bộ 2"}), van)
    made.post = Appointment.objects.get(person=world.member.person)
    _papers(made, world)
    inspections.build(made, world)
    titles.build(made, world)
    mediation.build(made, world)
    made.secret = links.make_first_link(make.user(make.person("Chờ Mật Khẩu"), "cho"))
    return made


def _sittings(made: SimpleNamespace, world: SimpleNamespace) -> None:
    """One sitting in preparation and one in session, each with lines of its own campaign."""
    made.members = make.body(world.standing, "Bùi Văn Chủ", "Cao Thị Anh", "Đào Văn Ba")
    made.chair, made.voter, _third = made.members
    world.head, world.voter = made.chair, made.voter
    made.sitting, made.session = (_sitting(made, world, n) for n in (1, 2))
    made.session = make.opened(made.session, world.van)
    made.tabled, made.settled, made.unread = made.session.items.all()
    chair = make.access(made.chair)
    sittings.step_many([made.tabled], "table", chair)
    sittings.decide_many([made.settled], "consensus", chair)
    made.seat = made.session.seats.get(person=made.voter.person)
    made.hand = voting.Hand("for", uuid.uuid4(), 1)
    made.tabled.refresh_from_db()
    voting.cast([made.tabled], made.seat, made.hand, make.access(made.voter))
    made.spare = made.sitting.seats.get(person=made.voter.person)
    made.recusal = sittings.recuse(
        made.tabled, made.session.seats.get(duty="secretary"), "quen biết", chair
    )


def _sitting(made: SimpleNamespace, world: SimpleNamespace, n: int) -> Any:
    campaign = make.campaign(
        world.area, world.van, subject="campaign.officials", bodies=[world.standing]
    )
    place = make.registrant(campaign, world.member.person, world.cell, "key_official")
    for order in range(3):
        make.commitment(place, world.member, "submitted", title=f"Việc số {order} của phiên {n}")
    return make.sitting(world.standing, world.van, str(campaign.pk))


def _papers(made: SimpleNamespace, world: SimpleNamespace) -> None:
    """A paper with all its parts, one that is cancelled, a file of both, a template of the office."""
    van = make.access(world.van)
    kinds = (samples.DECISION, samples.NOTICE)
    head = letterheads.head_of(world.ward, clock.today())
    made.head = papers.write_head(world.ward, head, clock.today(), van)
    made.paper, made.second, made.cancelled = papers.issue_many(
        [
            papers.Order(kinds[0].name, samples.decision("party", 3), world.ward, made.campaign),
            papers.Order(kinds[0].name, samples.decision("party", 3), world.ward),
            papers.Order(kinds[1].name, samples.notice("party"), world.ward),
        ],
        van,
    )
    papers.cancel(made.cancelled, "Ghi sai ngày", van)
    made.bundle = bundling.order([made.paper, made.second], "docx", van)
    bundling.fill(made.bundle.key, world.van.person_id, lambda words, done: None)
    shipped = SimpleUploadedFile("mau.docx", replacing.shipped("state"))
    made.template = replacing.put("state", shipped, "", make.access(world.admin))


def _taken(made: SimpleNamespace, world: SimpleNamespace) -> Import:
    """A workbook that was taken in and on which nothing hangs yet."""
    van, kind, target = (
        make.access(world.van),
        importing.KIND,
        importing.target_of(made.campaign),
    )
    upload = SimpleUploadedFile("da-nhan.csv", TAKEN.encode(), content_type="text/csv")
    record = lists_in.receive(upload, kind, target, van)
    judged = preview.judged_of(record, kind, target, Asked(van))
    assert lists_in.take_in(record, kind, target, judged, van)["taken"] == 1
    record.refresh_from_db()
    return record


def _lines(made: SimpleNamespace, world: SimpleNamespace) -> None:
    made.campaign = make.campaign(world.area, world.van, slug="dot-2")
    commitments.set_topics(made.campaign, ["Trật tự đô thị"], make.access(world.van))
    made.place = make.registrant(made.campaign, world.member.person, world.cell)
    made.idle = make.registrant(made.campaign, world.nobody.person, world.cell2)
    made.draft = make.commitment(made.place, world.lan)
    made.waiting = make.commitment(made.place, world.member, "submitted")
    made.line = make.approved(
        make.registrant(made.campaign, world.lan.person, world.cell),
        world.lan,
        world.hung,
        milestones=[{"title": "Họp dân", "due": dt.date(clock.today().year, 6, 30).isoformat()}],
    )
    made.changed = make.approved(
        make.registrant(made.campaign, make.person("Bà Cụ", world.cell), world.cell),
        world.lan,
        world.hung,
    )
    made.amendment = commitments.ask_change(
        made.changed, make.content(title="Vận động 20 hộ"), "thêm hộ", make.access(world.lan)
    )
    assert Amendment.objects.count() == 1


def _work(made: SimpleNamespace, world: SimpleNamespace) -> None:
    made.entry, made.done = made.line.entry, made.changed.entry
    lan = make.access(world.lan)
    note = ledger.report(made.entry, ledger.Report("Đã họp dân", "start", files=[pdf()]), lan)
    made.file = Evidence.objects.get(note=note).file
    made.milestone = Milestone.objects.get(entry=made.entry)
    made.blocker = ledger.block(made.entry, world.area, "Thiếu bản đồ địa chính", lan)
    made.entry.refresh_from_db()
    later = made.entry.due + dt.timedelta(days=31)
    made.extension = ledger.ask_extension(made.entry, later, "Chờ bản đồ", lan)
    ledger.report(made.done, ledger.Report("Xong cả", "declare"), lan)
    made.done.refresh_from_db()
    visit = ledger.Visit(clock.today(), "verified", "Có thật", pdf("tham-tra.pdf"))
    made.visit = ledger.verify(made.done, visit, make.access(world.minh))
