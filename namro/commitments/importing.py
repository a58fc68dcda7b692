"""Room commitments: a workbook of registrations: its rows judged, taken in as one, taken back."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from namro.commitments import following, matching, roll
from namro.commitments.building import Builder
from namro.commitments.models import Campaign, Commitment, Registrant, Version
from namro.commitments.states import Kind, Standing
from namro.core import audit, clock, text
from namro.core.audit import Line
from namro.figures import tally
from namro.org.access import Access
from namro.org.models import Appointment, Person, Unit
from namro.sheets import matching as people
from namro.sheets.bringing import Bringing, Post
from namro.sheets.lists import BATCH, Batch, ListKind, Makes, Question, Target, Verdict, Who
from namro.sheets.problems import Problem
from namro.sheets.reading import Row
from namro.sheets.registrations import REGISTRATIONS, interpret

KIND_KEY, NO_TOPIC = "fill:kind", "none"
# Whose it is (a person, or a unit as a collective), and the folded words.
Place = tuple[str, int, str]


def targets(access: Access) -> list[Target]:
    """Campaigns into which this person may bring lines."""
    units = access.units("import.use").filter(pk__in=access.units("commitment.behalf"))
    rows = Campaign.objects.filter(unit__in=units).select_related("unit")
    return [target_of(campaign) for campaign in rows]


def target(slug: str) -> Target | None:
    """The campaign of an import."""
    campaign = Campaign.objects.filter(slug=slug).select_related("unit").first()
    return target_of(campaign) if campaign else None


def target_of(campaign: Campaign) -> Target:
    """A campaign as the generic pages know it."""
    href = reverse("campaign-detail", args=[campaign.slug])
    return Target(
        campaign.slug, campaign.unit, campaign.name, campaign.opens, href, campaign.year, campaign,
        # It counts on today's map, or on the one that it keeps: a unit that had closed by then
        # takes no line.
        map_day=campaign.counted_on or clock.today(),
    )  # fmt: skip


def refusal(target: Target, access: Access) -> str | None:
    """Lines come in while the campaign takes registrations."""
    if target.thing.takes_on(clock.today()):
        return None
    return _("The campaign takes no registrations now.")


def read(row: Row, batch: Batch) -> Verdict:
    """One line of the list."""
    item, problems = interpret(row, batch.year)
    kind = batch.choices.get(KIND_KEY, "")
    if not item.kind and kind in Kind.values and _lacks_kind(problems):
        item = replace(item, kind="new" if kind == Kind.NEW else "hard")
        problems = [one for one in problems if one.code != "missing_kind"]
    due = item.due.on.isoformat() if item.due.on else text.fold(item.due.raw)
    if item.due.on is not None and batch.target.year and item.due.on.year < batch.target.year:
        words: dict[str, str | int] = {"text": f"{item.due.on:%d/%m/%Y}", "year": batch.target.year}
        problems.append(
            Problem("due_before_year", words, row.cell("due") or str(row.number), blocks=False)
        )
    names = [text.identity(part) for part in (item.name, item.unit, item.title)]
    return Verdict(
        row=row,
        read=item,
        problems=problems,
        key="|".join([*names, item.kind, due]),
        cells=(
            (item.title, ""),
            (item.name, item.post),
            (item.unit, ""),
            (str(Kind(item.kind).label) if item.kind else "", ""),
            (f"{item.due.on:%d/%m/%Y}" if item.due.on else "", item.due.raw),
        ),
        who=Who(item.name, item.unit, item.post) if item.name and item.unit else None,
    )


def _lacks_kind(problems: list[Problem]) -> bool:
    return any(one.code == "missing_kind" for one in problems)


def judge(batch: Batch) -> None:
    """Units, people, and what this list leaves open: the kind of its tasks, their topics."""
    people.match(batch)
    claims = _Claims(frozenset(one.key for one in batch.verdicts))
    for verdict in batch.verdicts:
        verdict.more["claims"] = claims
    for verdict in standing(batch.target.thing, batch.open):
        verdict.already = True
    lacking = sum(_lacks_kind(one.problems) for one in batch.open)
    chosen = batch.choices.get(KIND_KEY, "")
    if lacking or chosen:
        options = [(str(one.value), str(one.label)) for one in Kind]
        name = _("The list does not say whether its tasks are new or hard. They are")
        batch.questions.append(Question(KIND_KEY, "kind", name, options, lacking, chosen=chosen))
    _match_topics(batch)


def _match_topics(batch: Batch) -> None:
    """Topics of the campaign by their words; another one is asked about."""
    named = [one for one in batch.open if one.read.topic]
    if not named:
        return
    topics = list(batch.target.thing.topics.all())
    by_words = {text.fold(one.text): one for one in topics}
    by_pk = {str(one.pk): one for one in topics}
    unknown: dict[str, list[Verdict]] = defaultdict(list)
    for verdict in named:
        topic = by_words.get(text.fold(verdict.read.topic))
        if topic is not None:
            verdict.more["topic"] = topic
        else:
            unknown[verdict.read.topic].append(verdict)
    options = [(key, one.text) for key, one in by_pk.items()]
    options.append((NO_TOPIC, _("none of these: leave it empty")))
    for words, verdicts in unknown.items():
        key = f"topic:{text.identity(words)[:200]}"
        chosen = batch.choices.get(key, "")
        name = _("The campaign has no topic “%(text)s”. It is") % {"text": words[:200]}
        batch.questions.append(Question(key, "topic", name, options, len(verdicts), chosen=chosen))
        for verdict in verdicts:
            if chosen in by_pk:
                verdict.more["topic"] = by_pk[chosen]
            elif chosen != NO_TOPIC:
                verdict.asks.append(key)


def inside(target: Target, keys: list[str]) -> set[str]:
    """Rows whose line stands in the campaign."""
    found: set[str] = set()
    for start in range(0, len(keys), BATCH):
        rows = Commitment.objects.filter(
            campaign=target.thing, row_key__in=keys[start : start + BATCH]
        )
        found |= set(rows.values_list("row_key", flat=True))
    return found


@dataclass
class _Claims:
    """Lines of the campaign that rows of one file stand for: by their keys, or by their words."""

    keys: frozenset[str]
    lines: set[int] = field(default_factory=set)


def standing(campaign: Campaign, verdicts: list[Verdict]) -> list[Verdict]:
    """Rows whose line was entered another way (form, grid, paper, another file): the same words.

    A line stands for one row; those that other rows of the file stand for are theirs.
    """
    if not verdicts:
        return []
    claims: _Claims = verdicts[0].more["claims"]
    lines = _lines_by_words(campaign, verdicts, claims)
    found = []
    for verdict in verdicts:
        place = _place_of(verdict)
        if place is not None and lines.get(place):
            claims.lines.add(lines[place].pop(0))
            found.append(verdict)
    return found


def _lines_by_words(
    campaign: Campaign, verdicts: list[Verdict], claims: _Claims
) -> dict[Place, list[int]]:
    lines: dict[Place, list[int]] = defaultdict(list)
    people_named = {one.person.pk for one in verdicts if one.person is not None}
    units_named = {one.unit.pk for one in verdicts if one.unit and _is_collective(one)}
    for column, wanted in (("person", sorted(people_named)), ("unit", sorted(units_named))):
        for start in range(0, len(wanted), BATCH):
            rows = Commitment.objects.filter(
                campaign=campaign, **{f"{column}__in": wanted[start : start + BATCH]}
            ).order_by("pk")
            rows = rows if column == "person" else rows.filter(person=None)
            for pk, whose, title, key in rows.values_list("pk", column, "title", "row_key"):
                if pk not in claims.lines and (not key or key not in claims.keys):
                    lines[column, whose, text.fold(title)].append(pk)
    return lines


def _place_of(verdict: Verdict) -> Place | None:
    title = text.fold(verdict.read.title)
    if verdict.person is not None:
        return "person", verdict.person.pk, title
    if verdict.unit is not None and _is_collective(verdict):
        return "unit", verdict.unit.pk, title
    return None


def _is_collective(verdict: Verdict) -> bool:
    """An export names the unit where a collective has registered."""
    read, unit = verdict.read, verdict.unit
    return unit is not None and text.identity(read.name) in ("", text.identity(unit.name))


def take_in(bringing: Bringing, ready: list[Verdict]) -> None:
    """Write every ready row: units, people, the roll, the lines, one entry for each.

    A documented bulk load: lines come in as handed in, because they were registered on paper;
    the gaps they have are shown and counted.
    """
    campaign: Campaign = bringing.target.thing
    classes = matching.classes(campaign)
    between = {one.key for one in standing(campaign, ready)}
    ready = [one for one in ready if one.key not in between]
    bringing.units(ready)
    bringing.people(
        ready,
        lambda one: Post(
            one.read.post or _("member"),
            matching.klass_of(classes, one.unit) if one.unit else "",
        ),
    )
    places = _places(bringing, ready, classes)
    lines = _lines(bringing, ready, places)
    bringing.count("taken", len(lines))


def _places(
    bringing: Bringing, ready: Iterable[Verdict], classes: list[str]
) -> dict[int, Registrant]:
    campaign: Campaign = bringing.target.thing
    rows = Registrant.objects.filter(campaign=campaign, person__isnull=False)
    places = {row.person_id: row for row in rows.select_related("unit", "person")}
    fresh: dict[int, tuple[Registrant, Verdict]] = {}
    for verdict in ready:
        person, unit = verdict.person, verdict.unit
        if person is None or unit is None or person.pk in places or person.pk in fresh:
            continue
        place = Registrant(
            campaign=campaign,
            person=person,
            unit=unit,
            klass=matching.klass_of(classes, unit),
            standing=Standing.MISSING,
            name_key=person.sort_key,
            search_text=text.fold(f"{person} {unit}")[:800],
        )
        fresh[person.pk] = (place, verdict)
    Registrant.objects.bulk_create((place for place, _v in fresh.values()), batch_size=BATCH)
    for place, verdict in fresh.values():
        tally.shift(campaign.pk, place.counted_path, [], place.tally())
        bringing.note(place, verdict)
    added = {key: place for key, (place, _verdict) in fresh.items()}
    return {key: row for key, row in (places | added).items() if key is not None}


def _lines(
    bringing: Bringing, ready: list[Verdict], places: dict[int, Registrant]
) -> list[Commitment]:
    campaign: Campaign = bringing.target.thing
    access = bringing.access
    builder = Builder(campaign, places, access, _last_numbers(campaign))
    known = [verdict for verdict in ready if verdict.person is not None]
    lines = [builder.line(v, v.person) for v in known if v.person is not None]
    Commitment.objects.bulk_create(lines, batch_size=BATCH)
    at = clock.now()
    Version.objects.bulk_create(
        (
            Version(
                commitment=line,
                number=1,
                content=following.words(line),
                by_name=access.actor.name,
                at=at,
            )
            for line in lines
        ),
        batch_size=BATCH,
    )
    for line, verdict in zip(lines, known, strict=True):
        tally.shift(campaign.pk, line.counted_path, [], line.tally())
        bringing.note(line, verdict, main=True)
    audit.record_many(
        (Line("commitment.import", line, {"title": [None, line.title]}) for line in lines),
        access.actor,
    )
    _recount(bringing, lines)
    return lines


def _last_numbers(campaign: Campaign) -> dict[int, int]:
    rows = Commitment.objects.filter(campaign=campaign).order_by().values("registered_in")
    return {row["registered_in"]: row["last"] for row in rows.annotate(last=Max("number"))}


def _recount(bringing: Bringing, lines: list[Commitment]) -> None:
    """Who has registered is no longer exempt; what the place said before is remembered."""
    campaign: Campaign = bringing.target.thing
    minimum = dict(campaign.classes.values_list("klass", "minimum"))
    added = Counter(line.registrant_id for line in lines)
    touched = {line.registrant_id: line.registrant for line in lines}
    made = {row.row_id for row in bringing.rows if row.model == Registrant._meta.label_lower}
    for pk, place in touched.items():
        if pk not in made:
            bringing.note(place, before={"exempt_reason": place.exempt_reason})
        with tally.counted(place):
            place.items += added[pk]
            place.exempt_reason = ""
            place.standing = roll.standing_for(place.items, minimum.get(place.klass, 1), False)
    _write_places(touched.values())


def _write_places(places: Iterable[Registrant]) -> None:
    Registrant.objects.bulk_update(places, ["items", "standing", "exempt_reason"], batch_size=BATCH)


def _counted(bringing: Bringing, record: Commitment | Registrant) -> str:
    """Where a record counts; a unit that goes as well takes its own counters along."""
    stays = bringing.staying(record.unit)
    return record.counted_path if stays == record.unit else stays.path


def take_back(bringing: Bringing, records: dict[str, list[Any]]) -> None:
    """Counters go down by every line and place; places that stay say again what they said."""
    campaign: Campaign = bringing.target.thing
    lines: list[Commitment] = records["commitments.commitment"]
    places: list[Registrant] = records["commitments.registrant"]
    for line in lines:
        tally.shift(campaign.pk, _counted(bringing, line), line.tally(), [])
    gone = Counter(line.registrant_id for line in lines)
    for place in places:
        tally.shift(campaign.pk, _counted(bringing, place), place.tally(), [])
    minimum = dict(campaign.classes.values_list("klass", "minimum"))
    said = bringing.before(Registrant)
    stay = Registrant.objects.filter(pk__in=gone.keys() - {place.pk for place in places})
    kept = list(stay.select_related("unit"))
    for place in kept:
        with tally.counted(place):
            place.items -= gone[place.pk]
            if not place.items:
                place.exempt_reason = said.get(place.pk, {}).get("exempt_reason", "")
            place.standing = roll.standing_for(
                place.items, minimum.get(place.klass, 1), bool(place.exempt_reason)
            )
    _write_places(kept)


KIND = ListKind(
    name=REGISTRATIONS.name,
    label=_lazy("Registrations of new and hard tasks"),
    about=_lazy("Who takes on what, until when: the lines of a campaign."),
    layout=REGISTRATIONS,
    capability="commitment.behalf",
    targets=targets,
    target=target,
    read=read,
    judge=judge,
    take_in=take_in,
    shows=("title", "name", "unit", "kind", "due"),
    makes=(
        Makes(Commitment, _lazy("line")),
        Makes(Registrant, _lazy("place on the roll")),
        Makes(Appointment, _lazy("post")),
        Makes(Person, _lazy("person")),
        Makes(Unit, _lazy("unit")),
    ),
    inside=inside,
    take_back=take_back,
    refusal=refusal,
    # A campaign goes on while units are merged.
)
