"""Room org: the tree as a plan would leave it, drawn in memory; nothing is written."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from namro.core import text
from namro.org import maps
from namro.org.models import Unit, UnitCode, ids_of
from namro.org.plans import Close, Create, Merge, Move, Part, Rename, Split, Step
from namro.org.states import SuccessionKind

ENDED = "end"


@dataclass
class Node:
    """One unit of the drawing; `ref` is its id, below zero for one that the plan makes."""

    ref: int
    name: str
    branch: str
    kind: str
    level: str
    parent: int | None
    path: str
    # As it was before the plan; the same as above for what the plan leaves alone.
    old_name: str = ""
    old_parent: int | None = None
    closed: bool = False
    made: Create | None = None
    code: str = ""


@dataclass(frozen=True)
class Heir:
    """One successor: which, how much, and who was named to go there."""

    before: int
    after: int
    kind: str
    people: tuple[str, ...] = ()


@dataclass(frozen=True)
class Question:
    """What no rule decides: a person chooses one of the options."""

    key: str
    group: str
    about: str
    options: tuple[tuple[str, str], ...]
    suggested: str
    answer: str


@dataclass
class Sketch:
    """The drawing, with what went wrong and what is to be asked."""

    on: dt.date
    choices: dict[str, str]
    nodes: dict[int, Node] = field(default_factory=dict)
    keys: dict[str, int] = field(default_factory=dict)
    heirs: list[Heir] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    # Step by its place from 1 to what is wrong with it.
    wrong: dict[int, list[str]] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    # Units about which a question is open: they stand in nobody's way but their own.
    undecided: set[int] = field(default_factory=set)
    below: dict[int | None, list[int]] = field(default_factory=lambda: defaultdict(list))
    _names: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    _codes: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, top: Unit, on: dt.date, choices: dict[str, str]) -> "Sketch":
        """The tree below a unit as it stands on the eve of the day, units of the day included."""
        drawn = cls(on, choices)
        for unit in sorted(maps.stood(top, on), key=lambda one: ids_of(one.path)):
            parent = unit.parent_id if unit.pk != top.pk else None
            drawn._add(
                Node(
                    unit.pk, unit.name, unit.branch, unit.kind, unit.level, parent, unit.path,
                    old_name=unit.name, old_parent=parent,
                )
            )  # fmt: skip
        codes = UnitCode.objects.on(on).filter(unit__in=list(drawn.nodes))
        for unit_id, code in codes.values_list("unit_id", "code"):
            drawn._codes[code].append(unit_id)
        return drawn

    def _add(self, node: Node) -> None:
        self.nodes[node.ref] = node
        self.below[node.parent].append(node.ref)
        self._names[text.identity(node.name)].append(node.ref)

    def draw(self, steps: list[Step]) -> None:
        """Carry the steps out on the drawing, one after the other."""
        acts: dict[str, Callable[[Any], None]] = {
            "create": self._create, "rename": self._rename, "move": self._move,
            "merge": self._merge, "split": self._split, "close": self._close,
        }  # fmt: skip
        for place, step in enumerate(steps, 1):
            wrong = self._unknown(step)
            try:
                if not wrong:
                    acts[step.do](step)
            except _Wrong as why:
                wrong = [str(why)]
            if wrong:
                self.wrong[place] = wrong
            for words in wrong:
                self.problems.append(
                    _("Step %(place)s (%(what)s): %(why)s")
                    % {"place": place, "what": step.label, "why": words}
                )
        self._nothing_left_behind()

    def _unknown(self, step: Step) -> list[str]:
        """Every name of a step that stands for no open unit, not only the first."""
        found = []
        for ref in dict.fromkeys(_named(step)):
            try:
                self.find(ref)
            except _Wrong as why:
                found.append(str(why))
        return found

    def find(self, ref: str) -> Node:
        """The open unit that a plan names."""
        found = self._refs(ref)
        open_now = [pk for pk in found if not self.nodes[pk].closed]
        if len(open_now) == 1:
            return self.nodes[open_now[0]]
        if found and not open_now:
            raise _Wrong(_("“%(unit)s” has closed by then.") % {"unit": ref})
        if not found:
            raise _Wrong(_("there is no unit “%(unit)s” on that day.") % {"unit": ref})
        ways = "; ".join(self.way(pk) for pk in open_now[:4])
        raise _Wrong(
            _("“%(unit)s” is the name of several units: say which, as in %(ways)s.")
            % {"unit": ref, "ways": ways}
        )

    def _refs(self, ref: str) -> list[int]:
        if ref.startswith("@"):
            return [self.keys[ref[1:]]] if ref[1:] in self.keys else []
        if ref.startswith("#"):
            number = text.whole_number(ref[1:])
            return [number] if number in self.nodes else []
        if ref.startswith("code:"):
            return self._codes.get(ref[5:].strip(), [])
        way = [text.identity(part) for part in ref.split(" / ")]
        return [pk for pk in self._names.get(way[-1], []) if self._is_below(pk, way[:-1])]

    def _is_below(self, pk: int, way: list[str]) -> bool:
        node = self.nodes.get(self.nodes[pk].parent or 0)
        for name in reversed(way):
            while node is not None and text.identity(node.name) != name:
                node = self.nodes.get(node.parent or 0)
            if node is None:
                return False
            node = self.nodes.get(node.parent or 0)
        return True

    def way(self, pk: int) -> str:
        """The way down to a unit, as a plan may name it."""
        names: list[str] = []
        node: Node | None = self.nodes[pk]
        while node is not None:
            names.append(node.name)
            node = self.nodes.get(node.parent or 0)
        return " / ".join(reversed(names))

    def _create(self, step: Create) -> None:
        if step.key in self.keys:
            raise _Wrong(_("the key “@%(key)s” is taken.") % {"key": step.key})
        parent = self.find(step.parent)
        ref = -len(self.keys) - 1
        self.keys[step.key] = ref
        self._add(
            Node(
                ref, step.name, step.branch, step.kind, step.level, parent.ref, "",
                old_name=step.name, old_parent=parent.ref, made=step, code=step.code,
            )
        )  # fmt: skip

    def _rename(self, step: Rename) -> None:
        node = self.find(step.unit)
        if step.name:
            self._names[text.identity(node.name)].remove(node.ref)
            node.name = step.name
            self._names[text.identity(node.name)].append(node.ref)
        node.kind, node.level = step.kind or node.kind, step.level or node.level
        node.code = step.code or node.code

    def _move(self, step: Move) -> None:
        self._put(self.find(step.unit), self.find(step.parent))

    def _put(self, node: Node, parent: Node) -> None:
        above: Node | None = parent
        while above is not None:
            if above.ref == node.ref:
                raise _Wrong(_("“%(unit)s” cannot stand below itself.") % {"unit": node.name})
            above = self.nodes.get(above.parent or 0)
        if node.parent is None:
            raise _Wrong(_("“%(unit)s” is the top of this plan; it stays.") % {"unit": node.name})
        self.below[node.parent].remove(node.ref)
        self.below[parent.ref].append(node.ref)
        node.parent = parent.ref

    def _merge(self, step: Merge) -> None:
        into = self.find(step.into)
        for ref in step.units:
            node = self.find(ref)
            if node.ref == into.ref:
                raise _Wrong(_("“%(unit)s” cannot merge into itself.") % {"unit": node.name})
            for child in list(self.below[node.ref]):
                if not self.nodes[child].closed and child != into.ref:
                    self._put(self.nodes[child], into)
            self._end(node)
            self._succeed(Heir(node.ref, into.ref, SuccessionKind.WHOLE))

    def _split(self, step: Split) -> None:
        node = self.find(step.unit)
        parts = [(self.find(part.unit), part) for part in step.parts]
        named: dict[int, Node] = {}
        for heir, part in parts:
            if heir.ref == node.ref:
                raise _Wrong(
                    _("“%(unit)s” keeps what is not named with keeps = true, not as its own part.")
                    % {"unit": node.name}
                )
            for ref in part.units:
                child = self.find(ref)
                if child.parent != node.ref:
                    raise _Wrong(
                        _("“%(child)s” does not stand directly below “%(unit)s”.")
                        % {"child": child.name, "unit": node.name}
                    )
                if child.ref in named:
                    raise _Wrong(_("“%(unit)s” goes to two places.") % {"unit": child.name})
                named[child.ref] = heir
            self._succeed(Heir(node.ref, heir.ref, part.kind, part.people))
        rest = next((h for h, part in parts if part.kind == SuccessionKind.REMAINDER), None)
        self._share_out(node, parts, named, rest, keeps=step.keeps)
        if not step.keeps:
            self._end(node)

    def _share_out(
        self,
        node: Node,
        parts: list[tuple[Node, Part]],
        named: dict[int, Node],
        rest: Node | None,
        *,
        keeps: bool,
    ) -> None:
        options = tuple((self.ref_of(heir.ref), heir.name) for heir, _part in parts)
        for child in list(self.below[node.ref]):
            if self.nodes[child].closed or child in (heir.ref for heir, _part in parts):
                continue
            heir = named.get(child)
            if heir is None and not keeps:
                # Named by the plan, or what remains; else a person chooses.
                answer = self.ask(
                    f"unit:{self.ref_of(child)}", "unit", self.way(child), options,
                    self.ref_of(rest.ref) if rest else "",
                )  # fmt: skip
                heir = self.node_of(answer) or rest
            if heir is not None:
                self._put(self.nodes[child], heir)
            elif not keeps:
                self.undecided.add(child)

    def _succeed(self, heir: Heir) -> None:
        """What a later step of the plan says of the same two stands in the place of the earlier."""
        pair = (heir.before, heir.after)
        self.heirs = [one for one in self.heirs if (one.before, one.after) != pair]
        self.heirs.append(heir)

    def _close(self, step: Close) -> None:
        self._end(self.find(step.unit))

    def _end(self, node: Node) -> None:
        if node.parent is None:
            raise _Wrong(_("“%(unit)s” is the top of this plan; it stays.") % {"unit": node.name})
        if node.made is not None:
            raise _Wrong(_("“%(unit)s” is only being set up.") % {"unit": node.name})
        node.closed = True

    def _nothing_left_behind(self) -> None:
        for node in self.nodes.values():
            if node.closed:
                left = [
                    self.nodes[pk]
                    for pk in self.below[node.ref]
                    if not self.nodes[pk].closed and pk not in self.undecided
                ]
                if left:
                    self.problems.append(
                        _("%(count)s units below “%(unit)s” are still open: %(names)s.")
                        % {
                            "count": len(left),
                            "unit": node.name,
                            "names": ", ".join(one.name for one in left[:5]),
                        }
                    )

    def ask(  # noqa: PLR0913 - a question has an address, words, options and a suggestion
        self, key: str, group: str, about: str, options: tuple[tuple[str, str], ...], suggested: str
    ) -> str:
        """The answer to a question: the one that was chosen, else the suggested one.

        Whatever has no answer and no suggestion stands in the way of the plan.
        """
        allowed = {value for value, _label in options}
        answer = self.choices.get(key, "")
        if answer not in allowed:
            answer = suggested
        self.questions.append(Question(key, group, about, options, suggested, answer))
        return answer

    @property
    def unanswered(self) -> list[Question]:
        return [one for one in self.questions if not one.answer]

    def ref_of(self, pk: int) -> str:
        """How choices name a unit: by its number, or by the key of the plan."""
        made = self.nodes[pk].made
        return f"@{made.key}" if made else f"#{pk}"

    def node_of(self, ref: str) -> Node | None:
        """The unit of an answer; None for no answer and for an end."""
        found = self._refs(ref) if ref and ref != ENDED else []
        return self.nodes[found[0]] if found else None

    def heirs_of(self, pk: int) -> list[Heir]:
        return [heir for heir in self.heirs if heir.before == pk]

    @property
    def closing(self) -> list[Node]:
        return [node for node in self.nodes.values() if node.closed]

    @property
    def moving(self) -> list[Node]:
        """Units that stand under another one afterwards."""
        return [n for n in self.nodes.values() if n.made is None and n.parent != n.old_parent]


def _named(step: Step) -> list[str]:
    """The units that a step names."""
    match step:
        case Create():
            return [step.parent]
        case Move():
            return [step.unit, step.parent]
        case Merge():
            return [*step.units, step.into]
        case Split():
            below = [ref for part in step.parts for ref in part.units]
            return [step.unit, *(part.unit for part in step.parts), *below]
        case Rename() | Close():
            return [step.unit]


class _Wrong(Exception):  # noqa: N818 - becomes a problem of the plan
    pass
