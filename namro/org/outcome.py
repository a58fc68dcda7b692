"""Room org: what a plan would do to posts, roles and open items, by rule or by a person's choice."""

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from namro.core import clock, text
from namro.core.errors import Refused
from namro.org import maps, plans
from namro.org.followers import FOLLOWERS, Foreseeing, Hanging, Meeting
from namro.org.models import Appointment, Grant, Placement, Reorganisation, UnitName, ids_of
from namro.org.sketch import ENDED, Heir, Node, Question, Sketch
from namro.org.states import SuccessionKind

WITH_PERSON = "person"
LEADS, PLAIN = "leads", "plain"


@dataclass(frozen=True)
class PostMove:
    """A post in a unit that closes: where it goes on (None: it ends), and whether it leads."""

    post: Appointment
    to: int | None
    leads: bool


@dataclass(frozen=True)
class GrantMove:
    """A role in a unit that closes: where it goes on (None: it ends)."""

    grant: Grant
    to: int | None


@dataclass
class Outcome:
    """Everything that would change; a page shows it and `applying` writes exactly this."""

    plan: Reorganisation
    sketch: Sketch
    posts: list[PostMove] = field(default_factory=list)
    grants: list[GrantMove] = field(default_factory=list)
    hanging: list[Hanging] = field(default_factory=list)
    # What finds one of its like where it goes, with the rule for it.
    meetings: list[Meeting] = field(default_factory=list)
    # Closed unit to how its open items go on: a unit's ref, or with the person.
    items: dict[int, str] = field(default_factory=dict)

    @property
    def problems(self) -> list[str]:
        return self.sketch.problems

    @property
    def questions(self) -> list[Question]:
        return self.sketch.questions

    @cached_property
    def warnings(self) -> list[str]:
        """Units that somebody led before and nobody would lead: carried out all the same."""
        led = {move.to for move in self.posts if move.post.leads and move.to is not None}
        leads = {move.to for move in self.posts if move.leads}
        standing = Appointment.objects.on(self.plan.on).filter(unit__in=led, leads=True)
        without = led - leads - set(standing.values_list("unit", flat=True))
        words = _("Nobody would lead “%(unit)s”: say below who of those who led before does.")
        return [words % {"unit": self.sketch.nodes[ref].name} for ref in sorted(without)]

    @property
    def ready(self) -> bool:
        return not self.problems and not self.sketch.unanswered

    @property
    def counts(self) -> dict[str, int]:
        """How many of each the plan touches."""
        return {
            "made": sum(1 for node in self.sketch.nodes.values() if node.made),
            "closed": len(self.sketch.closing),
            "moved": len(self.sketch.moving),
            "renamed": sum(1 for n in self.sketch.nodes.values() if n.name != n.old_name),
            "posts": len(self.posts),
            "grants": len(self.grants),
            "items": sum(one.n for one in self.hanging),
            "people": sum(self.people_below.values()),
        }

    @cached_property
    def people_below(self) -> Counter[int]:
        """People who move because the unit in which they hold a post moves, by that unit."""
        roots = {node.ref for node in self.sketch.moving}
        posts = Appointment.objects.on(self.plan.on).filter(
            unit__path__startswith=self.plan.unit.path
        )
        found: Counter[int] = Counter()
        counted = posts.order_by().values("unit__path").annotate(n=Count("pk"))
        for row in counted if roots else ():
            above = ids_of(row["unit__path"])
            root = next((pk for pk in reversed(above) if pk in roots), None)
            if root is not None:
                found[root] += row["n"]
        return found

    @cached_property
    def went(self) -> dict[tuple[int, int], int]:
        """(closed unit, person) to where their post goes on."""
        return {(m.post.unit_id, m.post.person_id): m.to for m in self.posts if m.to is not None}

    def heir_of(self, unit_id: int, person_id: int | None) -> int | None:
        """The unit that carries on what was open in a closed one; None: nobody does."""
        how = self.items.get(unit_id, "")
        if how == WITH_PERSON and (unit_id, person_id or 0) in self.went:
            return self.went[unit_id, person_id or 0]
        if how == WITH_PERSON:
            return self._fallback(unit_id)
        node = self.sketch.node_of(how)
        return node.ref if node else None

    def _fallback(self, unit_id: int) -> int | None:
        heirs = self.sketch.heirs_of(unit_id)
        whole = [h for h in heirs if h.kind != SuccessionKind.PART] or heirs
        return whole[0].after if whole else None


def work_out(plan: Reorganisation) -> Outcome:
    """Draw the plan and say what follows from it; writes nothing.

    What is wrong stands in `problems`, what nobody has decided in `questions`.
    """
    sketch = Sketch.of(plan.unit, plan.on, dict(plan.choices))
    found = Outcome(plan, sketch)
    if maps.moved_since(plan.unit, plan.on):
        sketch.problems.append(
            _("Units below %(unit)s have changed after %(day)s; choose a later day.")
            % {"unit": plan.unit, "day": f"{plan.on:%d/%m/%Y}"}
        )
    if plan.on > clock.today():
        sketch.problems.append(
            _("The plan holds from %(day)s; it can be carried out from that day on.")
            % {"day": f"{plan.on:%d/%m/%Y}"}
        )
    try:
        steps = plans.load(plan.steps)
    except Refused as why:
        sketch.problems.append(why.message)
        return found
    sketch.draw(steps)
    _not_twice_a_day(found)
    closing = [node.ref for node in sketch.closing]
    _posts(found, closing, plan.on)
    _grants(found, closing, plan.on)
    _items(found, closing)
    for follower in FOLLOWERS:
        if isinstance(follower, Foreseeing):
            found.meetings += follower.meet(closing, found.heir_of)
    return found


def touched(found: Outcome) -> set[int]:
    """Units whose name, place or life the plan changes, with all that moves along below them."""
    sketch = found.sketch
    roots = {node.ref for node in (*sketch.moving, *sketch.closing)}
    return {
        node.ref
        for node in sketch.nodes.values()
        if node.ref > 0 and (node.name != node.old_name or roots & set(_above(sketch, node.ref)))
    }


def _not_twice_a_day(found: Outcome) -> None:
    """A name or a place holds for whole days, so a unit changes once a day at most."""
    on = found.plan.on
    for model in (Placement, UnitName):
        again = model.objects.filter(unit__in=touched(found), since__gte=on).select_related("unit")
        if row := again.order_by("unit__path").first():
            found.sketch.problems.append(
                _("“%(unit)s” has changed on %(day)s already; choose a later day.")
                % {"unit": row.unit, "day": f"{row.since:%d/%m/%Y}"}
            )
            return


def _posts(found: Outcome, closing: list[int], on: dt.date) -> None:
    sketch = found.sketch
    wholes = Counter(heir.after for heir in sketch.heirs)
    rows = Appointment.objects.filter(unit__in=closing).filter(Q(until=None) | Q(until__gt=on))
    named = _named(sketch)
    for post in rows.select_related("person", "unit").order_by("unit_id", "pk"):
        heirs = sketch.heirs_of(post.unit_id)
        to = _by_rule(heirs, named, post.unit_id, text.identity(post.person.full_name))
        if post.leads:
            answer = _ask_leader(sketch, post, heirs, to, alone=wholes)
        else:
            answer = _ask_where(sketch, "post", post, heirs, to)
        ref, _bar, how = answer.partition("|")
        node = sketch.node_of(ref)
        found.posts.append(PostMove(post, node.ref if node else None, how == LEADS))


def _named(sketch: Sketch) -> dict[tuple[int, str], int]:
    """(closed unit, name as compared) to the part that names the person."""
    return {
        (heir.before, text.identity(name)): heir.after
        for heir in sketch.heirs
        for name in heir.people
    }


def _by_rule(
    heirs: list[Heir], named: dict[tuple[int, str], int], unit_id: int, name: str
) -> int | None:
    if (unit_id, name) in named:
        return named[unit_id, name]
    rest = [heir for heir in heirs if heir.kind != SuccessionKind.PART]
    return rest[0].after if rest else None


def _options(sketch: Sketch, heirs: list[Heir]) -> tuple[tuple[str, str], ...]:
    units = tuple((sketch.ref_of(h.after), sketch.nodes[h.after].name) for h in heirs)
    return (*units, (ENDED, _("ends on that day")))


def _ask_where(
    sketch: Sketch, group: str, row: Appointment | Grant, heirs: list[Heir], to: int | None
) -> str:
    """A post or role that the rule places is not asked about; one without an heir ends."""
    if not heirs:
        return ENDED
    if to is not None and group == "post":
        chosen = sketch.choices.get(f"{group}:{row.pk}", "")
        allowed = {value for value, _label in _options(sketch, heirs)}
        return chosen if chosen in allowed else sketch.ref_of(to)
    about = _("%(who)s, %(unit)s") % {"who": row, "unit": sketch.nodes[row.unit_id].name}
    if group == "post":
        about = _("%(person)s: %(post)s") % {"person": row.person, "post": row}
    suggested = sketch.ref_of(to) if to is not None else ""
    return sketch.ask(f"{group}:{row.pk}", group, about, _options(sketch, heirs), suggested)


def _ask_leader(
    sketch: Sketch, post: Appointment, heirs: list[Heir], to: int | None, *, alone: Counter[int]
) -> str:
    """Who led a unit leads its only whole successor of one; else a person says who will lead."""
    if not heirs:
        return ENDED
    whole = heirs[0].kind == SuccessionKind.WHOLE and alone[heirs[0].after] == 1
    if whole and not post.klass and len(heirs) == 1:
        return f"{sketch.ref_of(heirs[0].after)}|{LEADS}"
    options: list[tuple[str, str]] = []
    for heir in heirs:
        ref, name = sketch.ref_of(heir.after), sketch.nodes[heir.after].name
        options.append((f"{ref}|{LEADS}", _("leads %(unit)s") % {"unit": name}))
        options.append(
            (f"{ref}|{PLAIN}", _("goes to %(unit)s without leading it") % {"unit": name})
        )
    options.append((ENDED, _("ends on that day")))
    suggested = f"{sketch.ref_of(to)}|{PLAIN}" if to is not None else ""
    if whole:
        suggested = options[0][0]
    about = _("%(person)s: %(post)s") % {"person": post.person, "post": post}
    return sketch.ask(f"post:{post.pk}", "leader", about, tuple(options), suggested)


def _grants(found: Outcome, closing: list[int], on: dt.date) -> None:
    sketch = found.sketch
    wholes = Counter(heir.after for heir in sketch.heirs)
    rows = Grant.objects.filter(unit__in=closing).filter(Q(until=None) | Q(until__gt=on))
    for grant in rows.select_related("person", "unit").order_by("unit_id", "pk"):
        heirs = sketch.heirs_of(grant.unit_id)
        only = len(heirs) == 1 and heirs[0].kind == SuccessionKind.WHOLE
        if only and wholes[heirs[0].after] == 1:
            answer = sketch.ref_of(heirs[0].after)
        else:
            to = heirs[0].after if only else None
            answer = _ask_where(sketch, "grant", grant, heirs, to)
        node = sketch.node_of(answer)
        found.grants.append(GrantMove(grant, node.ref if node else None))


def _items(found: Outcome, closing: list[int]) -> None:
    sketch = found.sketch
    by_unit: dict[int, list[Hanging]] = defaultdict(list)
    for follower in FOLLOWERS:
        for one in follower.hanging(closing):
            found.hanging.append(one)
            by_unit[one.unit].append(one)
    for unit_id, things in sorted(by_unit.items()):
        heirs = sketch.heirs_of(unit_id)
        name = sketch.nodes[unit_id].name
        if not heirs:
            sketch.problems.append(
                _("“%(unit)s” closes with %(n)s open items and nobody to carry them on.")
                % {"unit": name, "n": sum(one.n for one in things)}
            )
            continue
        if len(heirs) == 1:
            found.items[unit_id] = sketch.ref_of(heirs[0].after)
            continue
        rest = [heir for heir in heirs if heir.kind != SuccessionKind.PART]
        options = [(WITH_PERSON, _("each to where its person goes"))]
        options += [(sketch.ref_of(h.after), sketch.nodes[h.after].name) for h in heirs]
        # A register that does not tell how many says nothing but its name.
        told = ", ".join(f"{one.n} {one.what}" if one.n else str(one.what) for one in things)
        found.items[unit_id] = sketch.ask(
            f"items:{unit_id}", "items", f"{name}: {told}", tuple(options),
            WITH_PERSON if rest else "",
        )  # fmt: skip


def open_after(found: Outcome, node: Node) -> list[int]:
    """A unit with all that is open below it once the plan is carried out."""
    refs, stack = [], [node.ref]
    while stack:
        one = stack.pop()
        if not found.sketch.nodes[one].closed:
            refs.append(one)
            stack += found.sketch.below[one]
    return refs


def seen(found: Outcome) -> list[dict[str, object]]:
    """For each role that the plan touches: which units it reaches before and after."""
    sketch = found.sketch
    touched = {n.ref for n in (*sketch.closing, *sketch.moving)}
    touched |= {n.old_parent or 0 for n in sketch.moving} | {n.parent or 0 for n in sketch.moving}
    around = {pk for ref in touched if ref > 0 for pk in _above(sketch, ref)} | touched
    rows = Grant.objects.on(found.plan.on).filter(unit__in=[pk for pk in around if pk > 0])
    moves = {move.grant.pk: move for move in found.grants}
    told = []
    for grant in rows.select_related("person", "unit").order_by("unit__path", "role", "pk"):
        before = set(_old_below(sketch, grant.unit_id))
        move = moves.get(grant.pk)
        root = grant.unit_id if move is None else move.to
        after = set(open_after(found, sketch.nodes[root])) if root in sketch.nodes else set()
        gained, lost = after - before, before - after
        if gained or lost:
            told.append(
                {
                    "grant": grant,
                    "unit": sketch.nodes[root].name if root in sketch.nodes else "",
                    "before": len(before),
                    "after": len(after),
                    "gained": [sketch.nodes[pk].name for pk in sorted(gained)],
                    "lost": [sketch.nodes[pk].old_name for pk in sorted(lost)],
                }
            )
    return told


def _above(sketch: Sketch, ref: int) -> list[int]:
    path = sketch.nodes[ref].path if ref in sketch.nodes else ""
    return [pk for pk in ids_of(path) if pk in sketch.nodes]


def _old_below(sketch: Sketch, unit_id: int) -> list[int]:
    node = sketch.nodes.get(unit_id)
    if node is None:
        return []
    return [n.ref for n in sketch.nodes.values() if n.path and n.path.startswith(node.path)]
