"""Room org: a reorganisation plan is drafted, changed, and its questions are answered."""

from typing import Any

from django.utils.translation import gettext as _

from namro.core import audit, clock
from namro.core.errors import Conflict, Refused
from namro.core.write import writing
from namro.org import plans
from namro.org.access import Access
from namro.org.models import Reorganisation, Unit
from namro.org.plans import PlanFile
from namro.org.states import ReorganisationState

ANSWER = 120


@writing()
def draft(unit: Unit, said: PlanFile, access: Access) -> Reorganisation:
    """Begin a plan below a unit; nothing of the tree changes."""
    may_reorganise(unit, access)
    plan = Reorganisation.objects.create(
        unit=unit,
        name=said.name,
        decision=said.decision,
        on=said.on,
        steps=[plans.dump(step) for step in plans.load(said.steps)],
        made_by=access.person,
        made_at=clock.now(),
    )
    audit.record("reorganisation.draft", plan, {"name": [None, plan.name]}, access.actor)
    return plan


@writing()
def change(plan: Reorganisation, said: PlanFile, access: Access) -> Reorganisation:
    """Put other words and steps in the place of what stands; answers that still fit stay."""
    plan = _draft(plan, access)
    steps = [plans.dump(step) for step in plans.load(said.steps)]
    what: dict[str, Any] = {"name": said.name, "decision": said.decision, "on": said.on}
    changes = {k: [getattr(plan, k), v] for k, v in what.items() if getattr(plan, k) != v}
    if plan.steps != steps:
        changes["steps"] = [len(plan.steps), len(steps)]
    for name, value in what.items():
        setattr(plan, name, value)
    plan.steps = steps
    plan.save(update_fields=[*what, "steps"])
    audit.record("reorganisation.change", plan, changes, access.actor)
    return plan


@writing()
def choose(plan: Reorganisation, answers: dict[str, str], access: Access) -> Reorganisation:
    """Answer what no rule decides; an empty answer takes one back."""
    plan = _draft(plan, access)
    said = {key[:ANSWER]: value[:ANSWER] for key, value in answers.items()}
    plan.choices = {k: v for k, v in (plan.choices | said).items() if v}
    plan.save(update_fields=["choices"])
    audit.record("reorganisation.choose", plan, {"answers": [None, len(said)]}, access.actor)
    return plan


@writing()
def drop(plan: Reorganisation, access: Access) -> None:
    """Throw a plan away that was never carried out."""
    plan = _draft(plan, access)
    audit.record("reorganisation.drop", plan, {"name": [plan.name, None]}, access.actor)
    plan.delete()


def as_file(plan: Reorganisation) -> PlanFile:
    """The plan as its file says it."""
    return PlanFile(plan.name, plan.decision, plan.on, list(plan.steps))


def _draft(plan: Reorganisation, access: Access) -> Reorganisation:
    fresh = Reorganisation.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    may_reorganise(fresh.unit, access)
    if fresh.status != ReorganisationState.DRAFT:
        raise Conflict(
            _("“%(plan)s” stands at “%(state)s”; it is no longer changed.")
            % {"plan": fresh, "state": fresh.get_status_display()}
        )
    return fresh


def may_reorganise(unit: Unit, access: Access) -> None:
    """Units and roles both change, so both rights are asked for.

    Raises:
        Refused: one of them is missing.
    """
    if not (access.can("unit.edit", unit) and access.can("grant.give", unit)):
        raise Refused(_("You may not reorganise %(unit)s.") % {"unit": unit})
