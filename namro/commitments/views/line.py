"""Room commitments: pages of one line: registering, the whole story, steps, changes."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from namro.commitments import actions, compare, placing, reader, register, roll
from namro.commitments.forms import CommitmentForm, milestones_for
from namro.commitments.models import Amendment, CaseFile, Commitment, Registrant
from namro.commitments.states import EDITABLE, AmendmentState, CampaignState, State
from namro.commitments.workflow import AMENDMENT, COMMITMENT
from namro.core import drafts, web
from namro.core.errors import Conflict, Refused
from namro.core.web import needs
from namro.ledger import queries as ledger
from namro.org.access import Access
from namro.org.queries import crumbs
from namro.org.request import Request
from namro.registers import pages
from namro.registers.workflow import Step

RELATED = (
    "campaign",
    "registrant",
    "person",
    "unit",
    "accountable",
    "leader",
    "topic",
    "case_file",
    "behalf_by",
    "waits_for",
    "entry__owner",
    "entry__unit",
    "entry__leader",
    "entry__declared_by",
)


def find(request: Request, key: str, capability: str = "commitment.view") -> Commitment:
    """A line that this person may meet, or 404."""
    access: Access = request.access
    found = access.rows(Commitment, capability).select_related(*RELATED).filter(key=key).first()
    if found is None:
        raise Http404
    return found


@needs("commitment.view")
def commitment_list(request: Request) -> HttpResponse:
    """Every line that this person may see."""
    return pages.show(request, register.COMMITMENTS)


@needs("entry.view")
def ledger_list(request: Request) -> HttpResponse:
    """Everything that is followed."""
    return pages.show(request, register.LEDGER)


@needs("commitment.view")
def commitment_detail(request: Request, key: str) -> HttpResponse:
    """The whole story of one line."""
    return _detail(request, find(request, key))


def _detail(
    request: Request, line: Commitment, attempt: pages.Attempt | None = None
) -> HttpResponse:
    """The page of a line; after a step that was not taken with the reason and what was typed."""
    access: Access = request.access
    changes = list(line.amendments.select_related("asked_by", "waits_for"))
    change = next((one for one in changes if one.status == AmendmentState.ASKED), None)
    story = ledger.story(line.entry, access) if line.entry else None
    steps = _steps(line, access, attempt)
    change_steps = _change_steps(change, access, attempt) if change else []
    context = {
        "line": line,
        "crumbs": crumbs(line.unit, access, reverse("commitments")),
        "attempt": attempt,
        "attempt_held": any(step["note"] for step in [*steps, *change_steps]),
        "steps": steps,
        "gaps": reader.gaps(line),
        "meter": reader.meter(line),
        "may_edit": actions.may_edit(line, access),
        "may_change": line.status == State.APPROVED
        and change is None
        and access.may("commitment.submit", line),
        "may_move": line.campaign.status != CampaignState.CLOSED
        and access.can("commitment.behalf", line.unit)
        and placing.others(line).exists(),
        "story": story,
        "reviews": line.reviews.select_related("by", "body"),
        "versions": compare.versions(line),
        "change": compare.change(change, line) if change else None,
        "change_steps": change_steps,
        "history": compare.history(line, *changes, *(story.extensions if story else ())),
        "case": _case(line, access),
        "back": register.href(line),
        "page_href": register.href(line) if attempt else "",
    }
    return web.page(
        request, "commitments/line.html", context, status=attempt.status if attempt else 200
    )


def _case(line: Commitment, access: Access) -> CaseFile | None:
    """The case file behind a line, unless it is closed to this person."""
    if line.case_file_id is None:
        return None
    return access.rows(CaseFile, "commitment.view").filter(pk=line.case_file_id).first()


def _steps(line: Commitment, access: Access, attempt: pages.Attempt | None) -> list[dict[str, Any]]:
    return [
        _button(step, reverse("commitment-step", args=[line.key, step.name]), attempt)
        for step in COMMITMENT.open_steps(line, access)
    ]


def _change_steps(
    change: Amendment, access: Access, attempt: pages.Attempt | None
) -> list[dict[str, Any]]:
    return [
        _button(step, reverse("amendment-step", args=[change.key, step.name]), attempt)
        for step in AMENDMENT.open_steps(change, access)
    ]


def _button(step: Step, url: str, attempt: pages.Attempt | None) -> dict[str, Any]:
    tried = attempt is not None and attempt.step == step.name and step.asks_note
    return {
        "name": step.name,
        "label": step.label,
        "url": url,
        "asks_note": step.asks_note,
        "primary": step.primary,
        "note": attempt.note if attempt and tried else "",
    }


@needs("commitment.view")
def registrant_detail(request: Request, key: str) -> HttpResponse:
    """One place on the roll: its lines, its quota, why it is exempt."""
    access: Access = request.access
    rows = access.rows(Registrant, "commitment.view").select_related("campaign", "person", "unit")
    place = rows.filter(key=key).first()
    if place is None:
        raise Http404
    rule = roll.rule_of(place)
    may_register = place.campaign.status == CampaignState.OPEN and (
        place.person_id == access.person_id or access.can("commitment.behalf", place.unit)
    )
    keeps_roll = access.can("commitment.behalf", place.unit)
    is_open = place.campaign.status != CampaignState.CLOSED
    context = {
        "place": place,
        "rule": rule,
        "lines": place.commitments.order_by("number"),
        "may_register": may_register
        and (rule is None or rule.maximum is None or place.items < rule.maximum),
        "may_exempt": is_open and keeps_roll,
        "may_remove": is_open and keeps_roll and not place.commitments.exists(),
        "stays": keeps_roll and not is_open,
        "crumbs": crumbs(place.unit, access, reverse("campaign-roll")),
    }
    return web.page(request, "commitments/registrant.html", context)


@needs("commitment.submit")
def commitment_new(request: Request, key: str) -> HttpResponse:
    """Register: one page on a desk, one thing a screen on a phone; the draft is kept."""
    access: Access = request.access
    place = access.rows(Registrant, "commitment.view").filter(key=key)
    found = place.select_related("campaign__unit", "person", "unit").first()
    if found is None:
        raise Http404
    own = found.person_id == access.person_id
    if not own and not access.can("commitment.behalf", found.unit):
        raise Http404
    where = f"register:{key}"
    form, steps = _form(request, found, where)
    if request.method == "POST" and form.is_valid() and steps.is_valid():
        reason = request.POST.get("behalf_reason", "")[:200]
        way = actions.Way(behalf_reason=reason or _("no account"))
        act = actions.register if "submit" in request.POST else _only_draft
        try:
            line, why = act(found, form.content(steps.kept()), access, way)
        except Refused as refused:
            _refuse(form, refused)
        else:
            drafts.drop(request.access.user_id, where)
            return _after_saving(request, line, why)
    return _form_page(request, form, steps, found, where)


def _only_draft(*given: Any) -> tuple[Commitment, None]:
    return actions.draft(*given), None


def _after_saving(request: Request, line: Commitment, why: Refused | None) -> HttpResponse:
    """Kept; handed in too where the button said so, else the page says what is missing."""
    if why is not None:
        messages.warning(request, _("Kept as a draft. %(why)s") % {"why": why.message})
    elif "submit" in request.POST:
        words = _("Handed in. It waits for %(body)s.") % {"body": line.waits_for}
        messages.success(request, words)
    else:
        messages.success(request, _("Kept as a draft."))
    return redirect("commitment-detail", line.key)


@needs("commitment.submit")
def commitment_edit(request: Request, key: str) -> HttpResponse:
    """Change a draft or a returned line; a line that moved on meanwhile shows both versions."""
    access: Access = request.access
    line = find(request, key)
    if not actions.may_edit(line, access):
        # Who goes back to a form that was sent meanwhile is led to what became of it.
        if line.status in EDITABLE or not access.may("commitment.submit", line):
            raise Http404
        words = _("This registration has been sent already. Here is how it stands now.")
        messages.info(request, words)
        return redirect(register.href(line))
    where = f"line:{key}"
    form, steps = _form(request, line.registrant, where, line)
    conflict = None
    if request.method == "POST" and form.is_valid() and steps.is_valid():
        fresh = find(request, key)
        try:
            saved = actions.edit(
                fresh, form.content(steps.kept()), access, form.cleaned_data["version"] or 0
            )
        except Conflict as answer:
            conflict = compare.both(fresh, form.content(steps.kept()))
            form.add_error(None, answer.message)
            form.data = {**request.POST.dict(), "version": str(fresh.version)}
        except Refused as refused:
            _refuse(form, refused)
        else:
            drafts.drop(request.access.user_id, where)
            handed = "submit" in request.POST
            done = actions.hand_in(saved, access) if handed else (saved, None)
            return _after_saving(request, *done)
    return _form_page(request, form, steps, line.registrant, where, line=line, conflict=conflict)


@needs("commitment.submit")
def commitment_change(request: Request, key: str) -> HttpResponse:
    """Ask for other words after approval."""
    line = find(request, key)
    if line.status != State.APPROVED or not request.access.may("commitment.submit", line):
        raise Http404
    where = f"change:{key}"
    form, steps = _form(request, line.registrant, where, line)
    if request.method == "POST" and form.is_valid() and steps.is_valid():
        try:
            actions.ask_change(
                find(request, key),
                form.content(steps.kept()),
                request.POST.get("why", ""),
                request.access,
            )
        except Refused as refused:
            _refuse(form, refused)
        else:
            drafts.drop(request.access.user_id, where)
            messages.success(request, _("The change waits for approval; what was approved stands."))
            return redirect("commitment-detail", key)
    return _form_page(request, form, steps, line.registrant, where, line=line, changing=True)


def _form(
    request: Request, place: Registrant, where: str, line: Commitment | None = None
) -> tuple[CommitmentForm, Any]:
    access: Access = request.access
    cases = access.rows(CaseFile, "commitment.view").filter(ended_on=None).order_by("title")
    kept = drafts.find(request.access.user_id, where)
    data = request.POST if request.method == "POST" else None
    # A draft holds fields as they were typed, so it is bound and shown without its errors.
    initial = drafts.flat(kept) if kept and data is None else _start(place, line)
    form = CommitmentForm(
        data,
        instance=line or Commitment(campaign=place.campaign),
        registrant=place,
        cases=cases,
        initial=initial,
    )
    steps = milestones_for(place.campaign, data, line.milestones if line else None)
    form.saved_at = kept.saved_at if kept else None
    return form, steps


def _refuse(form: CommitmentForm, refused: Refused) -> None:
    form.add_error(None, refused.message)
    form.answer = refused.status


def _start(place: Registrant, line: Commitment | None) -> dict[str, Any]:
    """What a new form begins with: who registers, and who answers for them."""
    if line is not None:
        return {}
    leader = roll.leader_of(place)
    return {"accountable": place.person_id, "leader": leader.pk if leader else None}


def _form_page(
    request: Request,
    form: CommitmentForm,
    steps: Any,
    place: Registrant,
    where: str,
    **more: Any,
) -> HttpResponse:
    failed = form.is_bound and bool(form.errors or steps.total_error_count())
    line = more.get("line")
    context = {
        "form": form,
        "steps": steps,
        "place": place,
        "campaign": place.campaign,
        "rule": roll.rule_of(place),
        "draft_place": where,
        "own": place.person_id == request.access.person_id,
        "meter": reader.meter_of_form(form, place.campaign),
        "last_review": line.reviews.select_related("by").first() if line else None,
    } | more
    status = 409 if more.get("conflict") else form.answer if failed else 200
    return web.page(request, "commitments/form.html", context, status=status)


@needs("commitment.submit")
@require_POST
def meter(request: Request, key: str) -> HttpResponse:
    """Hints while one types; nothing is stored."""
    access: Access = request.access
    place = access.row(Registrant, "commitment.view", key=key)
    form = CommitmentForm(
        request.POST,
        instance=Commitment(campaign=place.campaign),
        registrant=place,
        cases=CaseFile.objects.none(),
    )
    context = {"clears": reader.meter_of_form(form, place.campaign), "field_id": "id_title"}
    return web.page(request, "ui/meter.html", context)


@needs("commitment.view")
@require_POST
def commitment_step(request: Request, key: str, step: str) -> HttpResponse:
    """Take one step."""
    line = find(request, key)
    try:
        chosen = COMMITMENT[step]
    except KeyError:
        raise Http404 from None
    try:
        note, seen = request.POST.get("note", ""), pages.version(request)
        COMMITMENT.take(line, step, request.access, note, version=seen)
    except Refused as refused:
        return _detail(request, find(request, key), pages.Attempt.of(request, chosen, refused))
    messages.success(request, _("Done: %(step)s.") % {"step": chosen.label})
    return redirect(pages.local(request, reverse("commitment-detail", args=[key])))


@needs("commitment.decide")
@require_POST
def amendment_step(request: Request, key: str, step: str) -> HttpResponse:
    """Decide on a change after approval."""
    access: Access = request.access
    amendment = (
        Amendment.objects.filter(key=key, commitment__in=access.rows(Commitment, "commitment.view"))
        .select_related("commitment", "waits_for")
        .first()
    )
    if amendment is None:
        raise Http404
    try:
        chosen = AMENDMENT[step]
    except KeyError:
        raise Http404 from None
    try:
        note, seen = request.POST.get("note", ""), pages.version(request)
        AMENDMENT.take(amendment, step, access, note, version=seen)
    except Refused as refused:
        line = find(request, str(amendment.commitment.key))
        return _detail(request, line, pages.Attempt.of(request, chosen, refused))
    messages.success(request, _("Done: %(step)s.") % {"step": chosen.label})
    return redirect("commitment-detail", amendment.commitment.key)
