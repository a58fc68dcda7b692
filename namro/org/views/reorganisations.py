"""Room org: pages of a reorganisation: its steps, its preview, what is asked, done and undone."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from namro.core import clock, progress, text, web
from namro.core.errors import Refused
from namro.core.web import needs
from namro.org import applying, outcome, planning, plans
from namro.org.access import Access
from namro.org.forms import PlanForm
from namro.org.models import Reorganisation
from namro.org.outcome import Outcome
from namro.org.plan_forms import STEP_FORMS
from namro.org.plans import PlanFile
from namro.org.request import Request
from namro.org.sketch import Sketch
from namro.org.states import ReorganisationState

SHOWN = 200
NAMES = 1000
LARGE = 2000  # rows; what is larger is carried out beside the request, with its progress shown


def _find(request: Request, key: uuid.UUID) -> Reorganisation:
    access: Access = request.access
    rows = access.rows(Reorganisation, "unit.edit").select_related("unit", "made_by")
    plan = rows.filter(key=key).first()
    if plan is None:
        raise Http404
    found: Reorganisation = plan
    return found


@needs("unit.edit")
def reorganisation_list(request: Request) -> HttpResponse:
    """Every plan below the units of this person."""
    access: Access = request.access
    rows = access.rows(Reorganisation, "unit.edit").select_related("unit", "made_by")
    return web.page(request, "org/reorganisations.html", {"rows": rows[:SHOWN]})


@needs("unit.edit")
def reorganisation_new(request: Request) -> HttpResponse:
    """Begin a plan, or bring its file."""
    access: Access = request.access
    units = access.units("unit.edit").filter(until=None).order_by("path")
    form = PlanForm(
        request.POST or None, request.FILES or None, units=units,
        initial={"on": clock.today(), "unit": units.first()},
    )  # fmt: skip
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            plan = planning.draft(form.cleaned_data["unit"], _said(form), access)
            return redirect("reorganisation-detail", plan.key)
        except Refused as refused:
            form.add_error(None, refused.message)
            status = refused.status
    elif form.is_bound:
        status = 422
    return web.page(request, "org/reorganisation_new.html", {"form": form}, status=status)


def _said(form: PlanForm) -> PlanFile:
    data = form.cleaned_data
    if data["file"]:
        return plans.read(_decoded(data["file"].read(plans.SIZE + 1)))
    if not (data["name"] and data["decision"] and data["on"]):
        raise Refused(
            _("Say the name, the number of the decision and the day, or bring a file."), status=422
        )
    return PlanFile(data["name"], data["decision"], data["on"])


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(_("The file is not text in UTF-8."), status=422) from None


@needs("unit.edit")
def reorganisation_detail(request: Request, key: uuid.UUID) -> HttpResponse:
    """The plan: its steps, what follows from it, what is asked, what each role will see."""
    plan = _find(request, key)
    state = progress.read(plan.key)
    if state is not None and not state.is_over:
        return web.page(request, "org/reorganisation_runs.html", {"plan": plan, "state": state})
    if state is not None:
        _told(request, state)
        progress.forget(plan.key)
        plan = _find(request, key)
    if plan.status != ReorganisationState.DRAFT:
        return web.page(request, "org/reorganisation_done.html", _done(plan))
    wanted = request.GET.get("add", "")
    form = STEP_FORMS[wanted]() if wanted in STEP_FORMS else None
    shown = None if "all" in request.GET else SHOWN
    return web.page(request, "org/reorganisation.html", _draft(plan, form, shown))


def _told(request: Request, state: progress.State) -> None:
    if state.status == progress.DONE:
        messages.success(request, _("Done. Everything stands as the preview said."))
    elif state.status == progress.REFUSED:
        messages.error(request, state.words)
    else:
        messages.error(
            request, _("The work was broken off; nothing has been written. Press the button again.")
        )


def _done(plan: Reorganisation) -> dict[str, Any]:
    rows = plan.successions.select_related("before", "after").order_by("before__order", "pk")
    return {
        "plan": plan,
        "rows": rows[:SHOWN],
        "counts": _counts(plan.counts),
        "may_undo": plan.status == ReorganisationState.APPLIED,
        "days": applying.UNDO_DAYS,
    }


def _draft(plan: Reorganisation, form: Any = None, shown: int | None = SHOWN) -> dict[str, Any]:
    """The page of a draft; `shown` cuts its long lists, None shows every row."""
    found = outcome.work_out(plan)
    sketch = found.sketch
    units, seen = _units(found), outcome.seen(found)
    lists = (units, found.posts, found.grants, seen, found.questions, found.meetings)
    longest = max(len(one) for one in lists)
    return {
        "cut": shown is not None and longest > shown,
        "shown": shown,
        "days": applying.UNDO_DAYS,
        "plan": plan,
        "form": form,
        "kinds": [(do, plans.KINDS[do].label) for do in STEP_FORMS],
        "steps": [_step(n, step) for n, step in enumerate(plan.steps, 1)],
        "names": [sketch.way(pk) for pk in list(sketch.nodes)[:NAMES]] if form else [],
        "found": found,
        "counts": _counts(found.counts),
        "questions": _questions(found, shown),
        "units": units[:shown],
        "posts": [_post(found, move) for move in found.posts[:shown]],
        "grants": [_post(found, move) for move in found.grants[:shown]],
        "items": [
            {"unit": sketch.nodes[one.unit].name, "what": one.what, "n": one.n}
            for one in found.hanging
        ],
        "meetings": [
            {"unit": sketch.nodes[one.unit].name, "to": sketch.nodes[one.to].name,
             "what": one.what, "rule": one.rule}
            for one in found.meetings[:shown]
        ],
        "seen": seen[:shown],
    }  # fmt: skip


def _counts(counts: dict[str, int]) -> list[tuple[str, int]]:
    labels = {
        "made": _("units set up"),
        "closed": _("units closed"),
        "moved": _("units moved"),
        "renamed": _("units renamed"),
        "people": _("posts that move with their unit"),
        "posts": _("posts in closed units"),
        "grants": _("roles in closed units"),
        "items": _("open items in closed units"),
    }
    return [(label, counts.get(name, 0)) for name, label in labels.items()]


def _step(number: int, step: dict[str, Any]) -> dict[str, Any]:
    """A step in one line."""
    said = dict(step)
    label = plans.KINDS[said.pop("do")].label
    parts = said.pop("parts", [])
    words = [
        ", ".join(value) if isinstance(value, list | tuple) else str(value)
        for value in said.values()
        if value not in ("", [], (), False)
    ]
    words += [f"→ {part['unit']}: {', '.join(part['units']) or '…'}" for part in parts]
    return {"number": number, "label": label, "words": "; ".join(words)}


def _questions(found: Outcome, shown: int | None) -> list[dict[str, Any]]:
    labels = {
        "unit": _("Units that nobody placed"),
        "leader": _("Who leads afterwards"),
        "post": _("Posts"),
        "grant": _("Roles"),
        "items": _("Open items"),
    }
    groups = []
    for name, label in labels.items():
        asked = [one for one in found.questions if one.group == name]
        if asked:
            options = dict(option for one in asked for option in one.options)
            groups.append(
                {
                    "name": name,
                    "label": label,
                    "rows": asked[:shown],
                    "n": len(asked),
                    "left": sum(1 for one in asked if not one.answer),
                    "options": list(options.items()),
                }
            )
    return groups


def _units(found: Outcome) -> list[dict[str, Any]]:
    sketch = found.sketch
    rows = []
    for node in sketch.nodes.values():
        was = sketch.nodes[node.old_parent].old_name if node.old_parent in sketch.nodes else ""
        now = sketch.nodes[node.parent].name if node.parent in sketch.nodes else ""
        if node.made:
            change = _("set up below %(parent)s") % {"parent": now}
        elif node.closed:
            heirs = ", ".join(sketch.nodes[h.after].name for h in sketch.heirs_of(node.ref))
            change = _("closes; carried on by %(heirs)s") % {"heirs": heirs or _("nobody")}
        elif node.parent != node.old_parent:
            change = _("from %(was)s to %(now)s") % {"was": was, "now": now}
        elif node.name != node.old_name:
            change = _("is called %(name)s") % {"name": node.name}
        else:
            continue
        people = found.people_below.get(node.ref, 0)
        rows.append({"unit": node.old_name, "change": change, "people": people})
    return rows


def _post(found: Outcome, move: Any) -> dict[str, str]:
    row = getattr(move, "post", None) or move.grant
    to = found.sketch.nodes[move.to].name if move.to is not None else _("ends on that day")
    return {
        "who": row.person.full_name,
        "what": getattr(row, "post", "") or row.get_role_display(),
        "was": found.sketch.nodes[row.unit_id].old_name,
        "to": to,
    }


@needs("unit.edit")
@require_POST
def reorganisation_change(request: Request, key: uuid.UUID) -> HttpResponse:
    """Add a step, or take one out."""
    plan = _find(request, key)
    access: Access = request.access
    said = planning.as_file(plan)
    status = 200
    form = None
    if number := text.whole_number(request.POST.get("drop", "")):
        steps = [step for n, step in enumerate(said.steps, 1) if n != number]
    else:
        kind = STEP_FORMS.get(request.POST.get("do", ""))
        if kind is None:
            raise Http404
        form = kind(request.POST)
        if not form.is_valid():
            return web.page(request, "org/reorganisation.html", _draft(plan, form), status=422)
        steps = [*said.steps, form.step()]
        if wrong := _wrong_with(plan, steps):
            for words in wrong:
                form.add_error(None, words)
            return web.page(request, "org/reorganisation.html", _draft(plan, form), status=422)
    try:
        planning.change(plan, PlanFile(said.name, said.decision, said.on, steps), access)
        return redirect("reorganisation-detail", plan.key)
    except Refused as refused:
        status = refused.status
        if form is None:
            messages.error(request, refused.message)
            return redirect("reorganisation-detail", plan.key)
        form.add_error(None, refused.message)
    return web.page(request, "org/reorganisation.html", _draft(plan, form), status=status)


def _wrong_with(plan: Reorganisation, steps: list[dict[str, Any]]) -> list[str]:
    """What is wrong with the last step, said before it is kept; what cannot be read is said later."""
    sketch = Sketch.of(plan.unit, plan.on, dict(plan.choices))
    try:
        sketch.draw(plans.load(steps))
    except Refused:
        return []
    return sketch.wrong.get(len(steps), [])


@needs("unit.edit")
def reorganisation_text(request: Request, key: uuid.UUID) -> HttpResponse:
    """The plan as its file, to read, download, edit and send back."""
    plan = _find(request, key)
    content = plans.write(planning.as_file(plan))
    if "download" in request.GET:
        response = HttpResponse(content, content_type="application/toml; charset=utf-8")
        name = f"{text.fold(plan.name).replace(' ', '-')[:60]}.toml"
        response.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
        return response
    error, status = "", 200
    if request.method == "POST":
        content = request.POST.get("text", "")
        try:
            if upload := request.FILES.get("file"):
                content = _decoded(upload.read(plans.SIZE + 1))
            planning.change(plan, plans.read(content), request.access)
            return redirect("reorganisation-detail", plan.key)
        except Refused as refused:
            error, status = refused.message, refused.status
    context = {"plan": plan, "text": content, "error": error}
    return web.page(request, "org/reorganisation_text.html", context, status=status)


@needs("unit.edit")
@require_POST
def reorganisation_answer(request: Request, key: uuid.UUID) -> HttpResponse:
    """Answer questions one by one, or all of a group at once."""
    plan = _find(request, key)
    answers: dict[str, str] = {
        name.removeprefix("q-"): str(value)
        for name, value in request.POST.items()
        if name.startswith("q-")
    }
    if group := request.POST.get("all", ""):
        chosen = request.POST.get("with", "")
        for one in outcome.work_out(plan).questions:
            if one.group == group and chosen in {value for value, _label in one.options}:
                answers[one.key] = chosen
    try:
        planning.choose(plan, answers, request.access)
    except Refused as refused:
        messages.error(request, refused.message)
    return redirect(reverse("reorganisation-detail", args=[plan.key]) + "#questions")


@needs("unit.edit")
@require_POST
def reorganisation_apply(request: Request, key: uuid.UUID) -> HttpResponse:
    """Carry the plan out; a large one beside the request, with its progress shown."""
    plan = _find(request, key)
    access: Access = request.access
    if sum(outcome.work_out(plan).counts.values()) > LARGE:
        progress.begin(plan.key, applying.PARTS, lambda tell: applying.apply(plan, access, tell))
        return redirect("reorganisation-detail", plan.key)
    try:
        applying.apply(plan, access)
        messages.success(request, _("Done. Everything stands as the preview said."))
    except Refused as refused:
        messages.error(request, refused.message)
    return redirect("reorganisation-detail", plan.key)


@needs("unit.edit")
@require_POST
def reorganisation_undo(request: Request, key: uuid.UUID) -> HttpResponse:
    """Take it back as one, with a reason."""
    plan = _find(request, key)
    try:
        applying.undo(plan, request.access, request.POST.get("note", ""))
        messages.success(request, _("Undone. Everything stands as before."))
    except Refused as refused:
        messages.error(request, refused.message)
    return redirect("reorganisation-detail", plan.key)


@needs("unit.edit")
@require_POST
def reorganisation_drop(request: Request, key: uuid.UUID) -> HttpResponse:
    """Throw away a plan that was never carried out."""
    plan = _find(request, key)
    try:
        planning.drop(plan, request.access)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("reorganisation-detail", plan.key)
    messages.success(request, _("The plan “%(name)s” is gone.") % {"name": plan.name})
    return redirect("reorganisations")
