"""Room org: a reorganisation is carried out, all or nothing, and undone as one."""

import datetime as dt
import logging
import uuid
from collections.abc import Callable
from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext as _

from namro.core import audit, clock
from namro.core.audit import Line
from namro.core.errors import Conflict, Refused
from namro.core.write import writing
from namro.org import journal as journals
from namro.org import outcome as outcomes
from namro.org import planning
from namro.org.access import Access
from namro.org.followers import FOLLOWERS, Passing
from namro.org.journal import Journal
from namro.org.models import (
    Appointment,
    Grant,
    Placement,
    Reorganisation,
    Succession,
    Unit,
    UnitCode,
    UnitName,
)
from namro.org.outcome import Outcome
from namro.org.roles import READER_ROLES, Role
from namro.org.sketch import Node
from namro.org.states import ReorganisationState

logger = logging.getLogger(__name__)
UNDO_DAYS = 30
Progress = Callable[[str, int], None]
PARTS = 8


def _silent(words: str, n: int) -> None:
    """Nobody is watching."""


def apply(plan: Reorganisation, access: Access, progress: Progress = _silent) -> Reorganisation:
    """Carry a plan out as the outcome says; one transaction, one journal.

    Raises:
        Refused: a right is missing, or the plan still has problems or open questions.
        Conflict: it was carried out meanwhile, or two records meet for which there is no rule.
    """
    try:
        with writing():
            plan, counts, work = _carry_out(plan, access, progress)
            work.journal.keep()
            plan.status, plan.applied_at = ReorganisationState.APPLIED, clock.now()
            plan.counts = counts
            plan.save(update_fields=["status", "applied_at", "counts"])
            changes = {"decision": [None, plan.decision]}
            audit.record("reorganisation.apply", plan, changes, access.actor)
            return plan
    except IntegrityError as why:
        logger.exception("reorganisation %s met a constraint", plan.key)
        raise Conflict(
            _(
                "“%(plan)s” was not carried out and nothing has changed: in a unit that carries"
                " others on, two records meet of which only one may stand there. Finish or close"
                " one of them first. (%(what)s)"
            )
            % {"plan": plan, "what": _once(why)}
        ) from why


def _once(why: IntegrityError) -> str:
    """The name of what may stand only once, for whoever is asked for help."""
    diag = getattr(why.__cause__, "diag", None)
    return getattr(diag, "constraint_name", None) or str(why).splitlines()[0][:200]


def _carry_out(
    plan: Reorganisation, access: Access, progress: Progress
) -> tuple[Reorganisation, dict[str, int], "_Work"]:
    plan = _locked(plan, ReorganisationState.DRAFT)
    planning.may_reorganise(plan.unit, access)
    progress("drawing", 0)
    found = outcomes.work_out(plan)
    if found.problems:
        raise Refused(found.problems[0], status=422)
    if left := found.sketch.unanswered:
        raise Refused(_("%(n)s questions are not answered yet.") % {"n": len(left)}, status=422)
    # Counted first: afterwards people no longer stand below the old paths.
    counts = found.counts
    work = _Work(plan, found, access, Journal(plan))
    for place, part in enumerate(work.parts, 1):
        progress(part.__name__.strip("_"), place)
        part()
    return plan, counts, work


@writing()
def undo(plan: Reorganisation, access: Access, note: str) -> Reorganisation:
    """Take a reorganisation back as one, while nothing new hangs on it.

    Raises:
        Refused: too late, something newer stands in the way, or no reason is given.
    """
    plan = _locked(plan, ReorganisationState.APPLIED)
    planning.may_reorganise(plan.unit, access)
    if not note.strip():
        raise Refused(_("Say why the reorganisation is undone."), status=422)
    if plan.applied_at is None or clock.now() - plan.applied_at > dt.timedelta(days=UNDO_DAYS):
        raise Refused(_("A reorganisation can be undone for %(days)s days.") % {"days": UNDO_DAYS})
    later = Reorganisation.objects.filter(
        status=ReorganisationState.APPLIED, applied_at__gt=plan.applied_at
    ).first()
    if later is not None:
        raise Refused(
            _("“%(plan)s” was carried out later; undo that one first.") % {"plan": later},
            status=409,
        )
    journals.take_back(plan)
    for follower in FOLLOWERS:
        follower.settle()
    plan.status, plan.undone_at = ReorganisationState.UNDONE, clock.now()
    plan.save(update_fields=["status", "undone_at"])
    audit.record("reorganisation.undo", plan, {}, access.actor, note)
    return plan


def _locked(plan: Reorganisation, status: str) -> Reorganisation:
    fresh = Reorganisation.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    if fresh.status != status:
        raise Conflict(
            _("“%(plan)s” stands at “%(state)s”.")
            % {"plan": fresh, "state": fresh.get_status_display()}
        )
    return fresh


class _Work:
    """One reorganisation while it is being written."""

    def __init__(
        self, plan: Reorganisation, found: Outcome, access: Access, journal: Journal
    ) -> None:
        self.plan, self.found, self.sketch = plan, found, found.sketch
        self.by, self.journal, self.on = access.actor, journal, plan.on
        self.units: dict[int, Unit] = Unit.objects.in_bulk(
            [pk for pk in self.sketch.nodes if pk > 0]
        )
        self.lines: list[Line] = []

    @property
    def parts(self) -> list[Callable[[], None]]:
        return [
            self._make, self._place, self._name, self._close, self._succeed,
            self._posts, self._grants, self._followers,
        ]  # fmt: skip

    def say(self, action: str, target: Any, /, **changes: Any) -> None:
        self.lines.append(Line(action, target, changes, self.plan.decision))

    def _make(self) -> None:
        """New units, parents before their parts; paths come with everybody's."""
        for ref in sorted((r for r in self.sketch.nodes if r < 0), reverse=True):
            node = self.sketch.nodes[ref]
            unit = Unit(
                name=node.name, branch=node.branch, kind=node.kind, level=node.level,
                since=self.on, path=uuid.uuid4().hex,
            )  # fmt: skip
            unit.save()
            unit.order = unit.pk
            self.units[ref] = unit
            self.journal.made([unit])
            self.say("unit.create", unit, name=[None, unit.name])

    def _place(self) -> None:
        """Parents, paths and placements of whatever stands elsewhere now."""
        top = self.plan.unit
        paths: dict[int, str] = {}
        stack = [(pk, top.path) for pk in self.sketch.nodes if pk == top.pk]
        while stack:
            ref, path = stack.pop()
            paths[ref] = path
            stack += [(c, f"{path}{self.units[c].pk}.") for c in self.sketch.below[ref]]
        moved = [ref for ref, path in paths.items() if self.units[ref].path != path]
        self._placements({ref: paths[ref] for ref in moved})
        old = {ref: self.units[ref].path for ref in moved if ref > 0}
        changes = []
        for ref in moved:
            node = self.sketch.nodes[ref]
            parent = self.units[node.parent].pk if node.parent is not None else None
            if ref > 0 and node.parent != node.old_parent:
                was = self.sketch.nodes[node.old_parent or 0].old_name
                now = self.sketch.nodes[node.parent or 0].name
                self.say("unit.move", self.units[ref], parent=[was, now])
            changes.append((self.units[ref], {"path": paths[ref], "parent_id": parent}))
        self._closed_before(old, paths)
        self._write_paths(changes)

    def _write_paths(self, changes: list[tuple[Unit, dict[str, Any]]]) -> None:
        """`path` is unique: rows that only now get one are written as new, the others as changed."""
        made = {id(unit) for ref, unit in self.units.items() if ref < 0}
        fresh = [(unit, what) for unit, what in changes if id(unit) in made]
        for unit, what in fresh:
            unit.path, unit.parent_id = what["path"], what["parent_id"]
            unit.save(update_fields=["path", "parent", "order"])
        self.journal.change((u, what) for u, what in changes if id(u) not in made)

    def _closed_before(self, old: dict[int, str], paths: dict[int, str]) -> None:
        """Units that closed earlier stay below whom they stood; their path follows, no placement."""
        top = self.plan.unit
        rows = Unit.objects.under(top).exclude(pk__in=[pk for pk in paths if pk > 0])
        changes = []
        for unit in rows:
            above = next((pk for pk in reversed(unit.ancestor_ids) if pk in old), None)
            if above is not None:
                rest = unit.path.removeprefix(old[above])
                changes.append((unit, {"path": paths[above] + rest}))
        self.journal.change(changes)

    def _placements(self, paths: dict[int, str]) -> None:
        staying = {ref: path for ref, path in paths.items() if not self.sketch.nodes[ref].closed}
        open_now = {
            row.unit_id: row
            for row in Placement.objects.filter(until=None, unit__in=[r for r in staying if r > 0])
        }
        made: list[Placement] = []
        changes: list[tuple[Any, dict[str, Any]]] = []
        for ref, path in staying.items():
            node = self.sketch.nodes[ref]
            parent = self.units[node.parent].pk if node.parent is not None else None
            row = open_now.get(ref)
            if row is not None:
                changes.append((row, {"until": self.on}))
            made.append(Placement(unit=self.units[ref], parent_id=parent, path=path, since=self.on))
        self.journal.change(changes)
        self.journal.make(made)

    def _name(self) -> None:
        """Names, kinds, levels and codes."""
        for ref, node in self.sketch.nodes.items():
            unit = self.units[ref]
            if ref < 0:
                self.journal.make([self._called(unit, node)])
            elif (node.name, node.kind, node.level) != (unit.name, unit.kind, unit.level):
                self._rename(unit, node)
            if node.code:
                self._code(unit, node.code)

    def _called(self, unit: Unit, node: Node) -> UnitName:
        row = UnitName(unit=unit, name=node.name, kind=node.kind, level=node.level, since=self.on)
        row.set_keys()
        return row

    def _rename(self, unit: Unit, node: Node) -> None:
        self.say("unit.rename", unit, name=[unit.name, node.name])
        row = UnitName.objects.get(unit=unit, until=None)
        what = {"name": node.name, "kind": node.kind, "level": node.level}
        fresh = self._called(unit, node)
        self.journal.change([(row, {"until": self.on})])
        self.journal.make([fresh])
        twin = Unit(name=node.name)
        twin.set_keys()
        self.journal.change(
            [(unit, what | {"sort_key": twin.sort_key, "search_text": twin.search_text})]
        )

    def _code(self, unit: Unit, code: str) -> None:
        self.say("unit.code", unit, code=[None, code])
        before = UnitCode.objects.filter(unit=unit, until=None).first()
        if before is not None and before.since >= self.on:
            self.journal.change([(before, {"code": code})])
            return
        if before is not None:
            self.journal.change([(before, {"until": self.on})])
        self.journal.make([UnitCode(unit=unit, code=code, since=self.on)])

    def _close(self) -> None:
        """A closed unit keeps its last name and place; both end on the day."""
        closed = {node.ref: self.units[node.ref] for node in self.sketch.closing}
        for unit in closed.values():
            self.say("unit.close", unit, until=[None, self.on])
        self.journal.change((unit, {"until": self.on}) for unit in closed.values())
        for model in (Placement, UnitName, UnitCode):
            rows = model.objects.filter(unit__in=closed, until=None)
            self.journal.change((row, {"until": self.on}) for row in rows)

    def _succeed(self) -> None:
        self.journal.make(
            Succession(
                before=self.units[heir.before], after=self.units[heir.after], kind=heir.kind,
                on=self.on, decision=self.plan.decision, reorganisation=self.plan,
            )
            for heir in self.sketch.heirs
        )  # fmt: skip

    def _posts(self) -> None:
        """A post in a closed unit ends; it goes on as a new one in the unit that carries it on."""
        made: dict[tuple[int, int, str], Appointment] = {}
        changes: list[tuple[Any, dict[str, Any]]] = []
        for move in self.found.posts:
            post, to = move.post, self.units[move.to] if move.to is not None else None
            self.say("person.pass", post.person, unit=[str(post), str(to) if to else None])
            if post.since >= self.on:
                changes.append((post, {"unit_id": to.pk} if to else {"until": _next(post.since)}))
                continue
            changes.append((post, {"until": self.on}))
            key = (post.person_id, to.pk if to else 0, post.post)
            if to is None or key in made or self._holds(post, to):
                continue
            made[key] = Appointment(
                person_id=post.person_id, unit=to, post=post.post, klass=post.klass,
                leads=move.leads, since=self.on, until=post.until,
            )  # fmt: skip
        self.journal.change(changes)
        self.journal.make(made.values())

    def _holds(self, post: Appointment, to: Unit) -> bool:
        held = Appointment.objects.on(self.on).filter(person=post.person_id, unit=to)
        return to.since != self.on and held.filter(post=post.post).exists()

    def _grants(self) -> None:
        """A role in a closed unit ends; who carries it on elsewhere and read there still reads there."""
        made: dict[tuple[Any, ...], Grant] = {}
        changes: list[tuple[Any, dict[str, Any]]] = []
        for move in self.found.grants:
            grant, to = move.grant, self.units[move.to] if move.to is not None else None
            self.say("grant.pass", grant.person, role=[str(grant), str(to) if to else None])
            if grant.since >= self.on:
                what = {"unit_id": to.pk} if to else {"until": _next(grant.since)}
                changes.append((grant, what))
                continue
            changes.append((grant, {"until": self.on}))
            if to is not None and grant.role in READER_ROLES:
                made[grant.person_id, Role.READER, grant.unit_id, None] = Grant(
                    person_id=grant.person_id, role=Role.READER, unit_id=grant.unit_id,
                    since=self.on, until=grant.until, reason=self.plan.decision,
                )  # fmt: skip
            if to is not None:
                made[grant.person_id, grant.role, to.pk, grant.deputy_for_id] = Grant(
                    person_id=grant.person_id, role=grant.role, unit=to, since=self.on,
                    until=grant.until, deputy_for_id=grant.deputy_for_id, reason=grant.reason,
                )  # fmt: skip
        self.journal.change(changes)
        self.journal.make(made.values())

    def _followers(self) -> None:
        audit.record_many(self.lines, self.by)
        closed = {node.ref: self.units[node.ref] for node in self.sketch.closing}
        passing = Passing(self.on, closed, self._target, self.by, self.journal)
        for follower in FOLLOWERS:
            follower.carry(passing)
        for follower in FOLLOWERS:
            follower.settle()

    def _target(self, unit_id: int, person_id: int | None) -> Unit | None:
        ref = self.found.heir_of(unit_id, person_id)
        return self.units[ref] if ref is not None else None


def _next(day: dt.date) -> dt.date:
    return day + dt.timedelta(days=1)
