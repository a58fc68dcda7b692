"""Room demo: 1/7/2025: the areas of today, and the district's units pass to six new wards."""

import datetime as dt
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle
from pathlib import Path
from typing import Any

from namro.core import clock, text
from namro.demo.stage import Stage
from namro.org import actions as org
from namro.org import applying, areas, outcome, planning, plans
from namro.org.models import Appointment, Grant, Reorganisation, Unit
from namro.org.outcome import Outcome
from namro.org.plans import PlanFile
from namro.org.sketch import ENDED, Heir
from namro.org.states import SuccessionKind

PLAN = Path(__file__).parent / "sap-xep-2025.toml"
ANSWERS = Path(__file__).parent / "answers-2025.toml"
EVE, DAY = dt.date(2025, 6, 30), dt.date(2025, 7, 1)
WARD = "Tây Hồ"
DISTRICT = "Ủy ban nhân dân quận Tây Hồ"
BOARD = "Ban Quản lý dự án ĐTXD khu vực Tây Hồ"


def carry_out(stage: Stage) -> Reorganisation:
    """Load the areas, draft the plan, answer what it asks, and carry it out as the city's office."""
    stage.progress("reorganisation 2025", 0, 3)
    with clock.pretend(EVE):
        loaded = areas.load(stage.place.city, stage.by)
    stage.place.ward = loaded.communes[WARD]
    stage.progress("reorganisation 2025", 1, 3)
    with clock.pretend(DAY):
        office = stage.access("thanhpho")
        said = as_far_as_it_stands(plans.read(PLAN.read_text(encoding="utf-8")))
        plan = planning.draft(stage.place.city, said, office)
        plan = planning.choose(plan, answers(outcome.work_out(plan)), office)
        found = outcome.work_out(plan)
        if not found.ready:
            left = [one.about for one in found.sketch.unanswered]
            raise RuntimeError(f"the plan is not ready: {[*found.problems, *left][:5]}")
        stage.progress("reorganisation 2025", 2, 3)
        plan = applying.apply(plan, office)
        _roles(stage)
    stage.progress("reorganisation 2025", 3, 3)
    return plan


def as_far_as_it_stands(said: PlanFile) -> PlanFile:
    """The plan without what the small demonstration does not have."""
    standing = set(Unit.objects.filter(until=None).values_list("name", flat=True))
    steps = [_trimmed(step, standing) for step in said.steps]
    kept = [step for step in steps if step is not None]
    # Residential groups go along with the ward's People's Committee, before the district's ends.
    last = next(n for n, step in enumerate(kept) if step.get("unit") == DISTRICT)
    return replace(said, steps=[*kept[:last], *_of_wards(kept), *kept[last:]])


def _of_wards(kept: list[dict[str, Any]]) -> list[dict[str, Any]]:
    made = {step.get("key") for step in kept if step["do"] == "create"}
    wards = Unit.objects.filter(parent__name=DISTRICT, kind="peoples_committee", until=None)
    return [
        {"do": "merge", "units": [f"{DISTRICT} / {one.name}"], "into": _heir(one.name, made)}
        for one in wards.order_by("path")
    ]


def _heir(name: str, made: set[Any]) -> str:
    key = "ubnd-" + text.fold(name.removeprefix("Ủy ban nhân dân phường ")).replace(" ", "-")
    return f"@{key}" if key in made else "@ubnd-tay-ho"


def _trimmed(step: dict[str, Any], standing: set[str]) -> dict[str, Any] | None:
    named = step.get("units") if step["do"] == "merge" else [step.get("unit", "")]
    if step["do"] != "create" and not all(_stands(one, standing) for one in named or []):
        return None
    if "parts" not in step:
        return step
    parts = [
        {**part, "units": [one for one in part["units"] if _stands(one, standing)]}
        for part in step["parts"]
    ]
    return {**step, "parts": parts}


def _stands(ref: str, standing: set[str]) -> bool:
    return ref.startswith("@") or ref.rpartition(" / ")[2] in standing


def answers(found: Outcome) -> dict[str, str]:
    """What the file of answers says to the questions of this plan; officials are shared out."""
    said = tomllib.loads(ANSWERS.read_text(encoding="utf-8"))
    names = {pk: node.old_name for pk, node in found.sketch.nodes.items()}
    chosen = _shared_out(found)
    for question in found.questions:
        group, _colon, key = question.key.partition(":")
        if question.group == "leader":
            unit_id = Appointment.objects.get(pk=int(key)).unit_id
            if names[unit_id] in said["leads"]:
                chosen[question.key] = f"{_ref(found, said['leads'][names[unit_id]])}|leads"
        elif group == "grant":
            unit_id = Grant.objects.get(pk=int(key)).unit_id
            to = said["roles"].get(names[unit_id])
            chosen[question.key] = _ref(found, to) if to else ENDED
    return chosen


def _shared_out(found: Outcome) -> dict[str, str]:
    """Officials of each unit go in turn to what remains of it and to the other parts."""
    turns: dict[int, Iterator[Heir]] = {}
    chosen = {}
    for move in found.posts:
        heirs = found.sketch.heirs_of(move.post.unit_id)
        if move.post.klass == "key_official" and len(heirs) > 1:
            rest_first = sorted(heirs, key=lambda heir: heir.kind != SuccessionKind.REMAINDER)
            turn = turns.setdefault(move.post.unit_id, cycle(rest_first))
            chosen[f"post:{move.post.pk}"] = found.sketch.ref_of(next(turn).after)
    return chosen


def _ref(found: Outcome, said: str) -> str:
    return found.sketch.ref_of(found.sketch.find(said).ref)


def _roles(stage: Stage) -> None:
    """Who leads a new ward may clear what stands in the way there; old accounts read their years."""
    city = stage.access("thanhpho")
    leads = Appointment.objects.on(DAY).filter(
        leads=True, unit__kind="grassroots", unit__since=DAY, unit__parent__kind="area"
    )
    for post in leads.select_related("person", "unit__parent"):
        if post.unit.parent is not None and post.unit.parent != stage.place.ward:
            org.give_grant(post.person, "leader", post.unit.parent, DAY, city)
    # What waits for the project board, now a unit of the city, is cleared by who works there.
    board = Appointment.objects.on(DAY).filter(unit__name=BOARD).select_related("person", "unit")
    for post in board:
        org.give_grant(post.person, "leader", post.unit, DAY, city)
    for name in ("vanphong", "lanhdao"):
        person = stage.users[name].person
        if person is not None:
            org.give_grant(person, "reader", stage.place.city, DAY, city)
