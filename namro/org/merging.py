"""Room org: two records found to be one person become one, and two again, exactly."""

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.db.models import Count, ForeignObjectRel, QuerySet
from django.utils.translation import gettext as _

from namro.core import audit, clock, text
from namro.core.errors import Conflict, Refused
from namro.core.write import writing
from namro.org.access import Access
from namro.org.models import Appointment, Person, PersonMerge, Unit, User

# One column of one row that was moved: model, row, field, before.
Change = dict[str, Any]
Follower = Callable[[list[Change]], None]
# The journal itself keeps both records as they are.
_OWN = {PersonMerge}
_followers: list[Follower] = []
SHOWN_PAIRS = 50


@dataclass(frozen=True)
class Place:
    """Where two records stand against each other, what to do about it, and the page for that."""

    words: str
    href: str = ""


class Against(Refused):
    """The two cannot become one, and here is where."""

    def __init__(self, words: str, href: str = "") -> None:
        super().__init__(words, status=409)
        self.href = href


Describe = Callable[[Any, Person, Person, Access], Place]
_places: dict[str, Describe] = {}


def explain(model: type[models.Model], describe: Describe) -> None:
    """A room above says what its record is when it keeps two people apart: row, kept, gone, access."""
    _places[model._meta.label_lower] = describe


def follow(follower: Follower) -> None:
    """A room above has columns that derive from a person; called when it is ready."""
    if follower not in _followers:
        _followers.append(follower)


def pointing_at_person() -> list[models.Field]:
    """Every column that names a person, in any room, hidden ones and lists of readers included."""
    fields = Person._meta.get_fields(include_hidden=True)
    found = [one.field for one in fields if isinstance(one, ForeignObjectRel)]
    return [one for one in found if not one.many_to_many and one.model not in _OWN]


def hanging_on(person: Person) -> dict[str, int]:
    """How many columns of each kind of record name the person."""
    counted: Counter[str] = Counter()
    for field in pointing_at_person():
        counted[field.model._meta.label_lower] += _rows(field, person.pk).count()
    return {label: n for label, n in counted.items() if n}


@writing()
def merge(kept: Person, gone: Person, why: str, access: Access) -> PersonMerge:
    """Everything that names the one names the other; the empty record stays for undoing it.

    Raises:
        Refused: a right is missing, no reason is given, or the two stand against each other.
    """
    _may(kept, gone, access)
    if kept.pk == gone.pk:
        raise Refused(_("Choose another record: this is the same one."), status=422)
    if not why.strip():
        raise Refused(_("Say why the two are one person."), status=422)
    if User.objects.filter(person__in=(kept, gone)).count() > 1:
        raise Refused(_("Both have an account. Close one of them first."))
    changes: list[Change] = []
    for field in pointing_at_person():
        changes += _move(field, gone, kept, access)
    row = PersonMerge.objects.create(
        kept=kept,
        gone=gone,
        why=text.nfc(why)[:300],
        changes=changes,
        by_name=access.actor.name,
        at=clock.now(),
    )
    _follow(changes)
    moved = {"gone": [gone.full_name, None], "rows": [None, len(changes)]}
    audit.record("person.merge", kept, moved, access.actor, row.why)
    audit.record("person.merged", gone, {"kept": [None, kept.full_name]}, access.actor, row.why)
    return row


@writing()
def unmerge(row: PersonMerge, access: Access) -> PersonMerge:
    """Two records again, each with what it had; what came since stays with the kept one.

    Raises:
        Refused: a right is missing, or a column that was moved has moved on.
    """
    row = (
        PersonMerge.objects.select_for_update(of=("self",))
        .select_related("kept", "gone")
        .get(pk=row.pk)
    )
    _may(row.kept, row.gone, access)
    if row.undone_at is not None:
        raise Conflict(_("The two records were parted again already."))
    for change in reversed(row.changes):
        _move_back(change, row)
    row.undone_at = clock.now()
    row.save(update_fields=["undone_at"])
    _follow(row.changes)
    moved = {"gone": [None, row.gone.full_name], "rows": [len(row.changes), None]}
    audit.record("person.unmerge", row.kept, moved, access.actor)
    audit.record("person.unmerged", row.gone, {"kept": [row.kept.full_name, None]}, access.actor)
    return row


@writing()
def correct(
    person: Person, full_name: str, born_on: dt.date | None, access: Access, note: str
) -> Person:
    """A name or a day of birth was written wrongly; what derives from the name follows.

    Raises:
        Refused: a right is missing, the day has not come, or it is not said how it is known.
    """
    _may(person, person, access)
    if born_on is not None and born_on > clock.today():
        raise Refused(_("This day has not come yet."), status=422)
    if not note.strip():
        raise Refused(_("Say how it is known."), status=422)
    person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    before = {"full_name": person.full_name, "born_on": person.born_on}
    person.full_name, person.born_on = text.nfc(full_name), born_on
    person.save(update_fields=["full_name", "born_on", "sort_key", "search_text"])
    after = {"full_name": person.full_name, "born_on": person.born_on}
    changes = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    if "full_name" in changes:
        _follow(
            [
                {"model": field.model._meta.label_lower, "row": pk, "field": field.attname}
                for field in pointing_at_person()
                for pk in _rows(field, person.pk).values_list("pk", flat=True)
            ]
        )
    if changes:
        audit.record("person.correct", person, changes, access.actor, text.nfc(note))
    return person


def editable(access: Access) -> QuerySet:
    """People of the units in which this person keeps the lists."""
    posts = access.rows(Appointment, "person.edit")
    return Person.objects.filter(pk__in=posts.values("person"))


def merges(access: Access) -> QuerySet:
    """Mergers of people that this person keeps, the newest first."""
    return PersonMerge.objects.filter(kept__in=editable(access)).select_related("kept", "gone")


def same_names(access: Access) -> list[list[Person]]:
    """People who bear one name, as groups: some of them may be one person."""
    known = editable(access)
    keys = known.order_by().values("sort_key").annotate(n=Count("pk")).filter(n__gt=1)
    wanted = list(keys.order_by("sort_key").values_list("sort_key", flat=True)[:SHOWN_PAIRS])
    groups: dict[str, list[Person]] = {}
    found = known.filter(sort_key__in=wanted).order_by("sort_key", "pk")
    for person in found.prefetch_related("appointments__unit"):
        groups.setdefault(person.sort_key, []).append(person)
    return list(groups.values())


def alike(person: Person, access: Access) -> QuerySet:
    """Others whose names sound like this one."""
    found = editable(access).exclude(pk=person.pk).filter(search_text=person.search_text)
    return found.prefetch_related("appointments__unit").order_by("pk")


def _may(kept: Person, gone: Person, access: Access) -> None:
    posts = Appointment.objects.filter(person__in=(kept, gone)).select_related("unit")
    if not access.anywhere("person.edit") or any(
        not access.can("person.edit", post.unit) for post in posts
    ):
        raise Refused(_("You may not change the records of both."))


def _rows(field: models.Field, person_id: int) -> QuerySet:
    return field.model._base_manager.filter(**{field.attname: person_id})


def _move(field: models.Field, gone: Person, kept: Person, access: Access) -> list[Change]:
    ids = list(_rows(field, gone.pk).order_by("pk").values_list("pk", flat=True))
    try:
        with transaction.atomic():
            _rows(field, gone.pk).update(**{field.attname: kept.pk})
    except IntegrityError as error:
        raise _against(field, kept, gone, access) from error
    label = field.model._meta.label_lower
    return [{"model": label, "row": pk, "field": field.attname, "before": gone.pk} for pk in ids]


def _against(field: models.Field, kept: Person, gone: Person, access: Access) -> Against:
    """Name the first record that keeps the two apart."""
    words = _(
        "The two cannot become one: %(name)s would stand twice in one place, or on both sides "
        "of one matter."
    ) % {"name": kept.full_name}
    row = next(
        (one for one in _rows(field, gone.pk).order_by("pk") if _hurts(one, field, kept)), None
    )
    if row is None:
        return Against(words)
    describe = _places.get(row._meta.label_lower, _plainly)
    place = describe(row, kept, gone, access)
    return Against(f"{words} {place.words}", place.href)


def _hurts(row: models.Model, field: models.Field, kept: Person) -> bool:
    try:
        with transaction.atomic():
            type(row)._base_manager.filter(pk=row.pk).update(**{field.attname: kept.pk})
            transaction.set_rollback(True)
    except IntegrityError:
        return True
    return False


def _plainly(row: Any, kept: Person, gone: Person, access: Access) -> Place:
    unit = getattr(row, "unit", None)
    where = f"{row} ({unit})" if isinstance(unit, Unit) and str(unit) not in str(row) else str(row)
    return Place(
        _("It is this record: %(what)s. Settle there which of the two is right.") % {"what": where}
    )


def _move_back(change: Change, row: PersonMerge) -> None:
    model = apps.get_model(change["model"])
    rows = model._base_manager.filter(pk=change["row"], **{change["field"]: row.kept_id})
    if rows.update(**{change["field"]: change["before"]}) != 1:
        raise Refused(_("Something that was moved has changed since; the two cannot be parted."))


def _follow(changes: list[Change]) -> None:
    for follower in _followers:
        follower(changes)
