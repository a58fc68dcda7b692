"""Room sittings: the minutes: who was there, what was decided line by line, what was said."""

from django.utils import timezone, translation

from namro.papers import content as papers
from namro.papers.content import Block, Content
from namro.papers.words import Words
from namro.sittings.counting import roster
from namro.sittings.docket import docket_of
from namro.sittings.models import AgendaItem
from namro.sittings.states import Duty, ItemState
from namro.sittings.wording import Papers, counted, facts_of, names


def minutes(of: Papers, words: Words) -> Content:
    """The minutes of a sitting that is over; chair and secretary sign."""
    with translation.override("vi"):
        seats = roster(of.sitting)
        chair, secretary = seats.presiding, seats.on_duty(Duty.SECRETARY)
        signed = [
            papers.signature("direct", "", "THƯ KÝ", str(secretary or "")),
            papers.signature("direct", "", "CHỦ TRÌ", str(chair or words.name)),
        ]
        return papers.content(
            subject=words.subject,
            blocks=[*_there(of), *_course(of), *_said(of), _end(of)],
            recipients=words.recipients,
            signature=signed,
        )


def _there(of: Papers) -> list[Block]:
    sitting, seats = of.sitting, roster(of.sitting)
    away = [seat for seat in seats.members if not seat.present]
    guests = [seat for seat in seats.seats if not seat.votes and seat.present]
    rows = [
        (of.say("minutes", "opened"), _moment(sitting.opened_at)),
        (of.say("minutes", "closed"), _moment(sitting.closed_at)),
        (of.say("minutes", "where"), sitting.place),
    ]
    said = [
        of.say(
            "minutes", "there", there=len(seats.there), members=len(seats.members),
            names=names(seats.there),
        )
    ]  # fmt: skip
    if away:
        whys = [
            f"{seat.person} ({seat.absent_reason})" if seat.absent_reason else str(seat.person)
            for seat in away
        ]
        said.append(of.say("minutes", "absent", names=", ".join(whys)))
    if guests:
        said.append(of.say("minutes", "guests", names=names(guests)))
    said.append(
        of.say(
            "minutes", "chair", chair=seats.presiding or "–",
            secretary=seats.on_duty(Duty.SECRETARY) or "–",
        )
    )  # fmt: skip
    return [facts_of(rows), *(papers.paragraph(one) for one in said)]


def _moment(moment: object) -> str:
    return f"{timezone.localtime(moment):%H giờ %M, ngày %d/%m/%Y}" if moment else ""  # type: ignore[arg-type]  # a moment or nothing


def _course(of: Papers) -> list[Block]:
    docket = docket_of(of.sitting.docket)
    outcomes = counted(of.items)
    left = sum(1 for item in of.items if item.status == ItemState.LEFT)
    lead = of.say("minutes", "lead", all=len(of.items))
    blocks = [papers.heading(of.say("minutes", "course"), 2), papers.paragraph(lead)]
    for motion in docket.motions:
        if outcomes[motion.name]:
            said = of.say("minutes", "count", motion=str(motion.done), n=outcomes[motion.name])
            blocks.append(papers.item(said))
    if left:
        blocks.append(papers.item(of.say("minutes", "left", n=left)))
    recused = sorted({str(one.seat) for item in of.items for one in item.recusals.all()})
    if recused:
        said = of.say("minutes", "recused", names=", ".join(recused))
        blocks.append(papers.paragraph(said))
    return [*blocks, _table(of)]


def _table(of: Papers) -> Block:
    docket = docket_of(of.sitting.docket)
    columns = [
        papers.column(of.say("columns", "order"), 0.5, "center"),
        papers.column(of.say("columns", "who"), 1.6),
        papers.column(of.say("columns", "work"), 3.5),
        papers.column(of.say("columns", "outcome"), 1.5),
        papers.column(of.say("columns", "votes"), 0.9, "center"),
    ]
    rows: list[list[str | int]] = [
        [
            item.order,
            item.who,
            item.title,
            _outcome(item, str(docket.motion(item.motion).done)),
            f"{item.votes_for}/{item.votes_base}" if item.status == ItemState.DECIDED else "",
        ]
        for item in of.items
    ]
    return papers.table(columns, rows, title=of.say("minutes", "table"))


def _outcome(item: AgendaItem, done: str) -> str:
    if item.status != ItemState.DECIDED:
        return item.get_status_display()
    way = item.get_way_display().lower()
    note = f": {item.motion_note}" if item.motion_note else ""
    return f"{done} ({way}){note}"


def _said(of: Papers) -> list[Block]:
    """Remarks with the name of who made them; how somebody voted stands nowhere."""
    found = []
    for item in of.items:
        if item.remark:
            found.append(of.say("minutes", "remark", order=item.order, words=item.remark))
        for vote in item.votes.all():
            if vote.remark:
                words = f"{vote.seat.person}: {vote.remark}"
                found.append(of.say("minutes", "remark", order=item.order, words=words))
    if not found:
        return []
    return [
        papers.heading(of.say("minutes", "remarks"), 2),
        *(papers.item(one) for one in found),
    ]


def _end(of: Papers) -> Block:
    """The hour, and the day where it is not the one on which the sitting began."""
    opened, closed = of.sitting.opened_at, of.sitting.closed_at
    if closed is None:
        return papers.paragraph(of.say("minutes", "end", closed="–"))
    ended = timezone.localtime(closed)
    said = f"{ended:%H giờ %M}"
    if opened is not None and timezone.localtime(opened).date() != ended.date():
        day = f"{ended:%d/%m/%Y}"
        return papers.paragraph(of.say("minutes", "end_later", closed=said, on=day))
    return papers.paragraph(of.say("minutes", "end", closed=said))
