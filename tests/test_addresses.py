"""Every address of the house is walked: what it needs, who is kept out, what a wrong id gets."""

import hashlib
import re
import uuid
from typing import Any

import pytest
from django.apps import apps
from django.core import signing
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from namro.core import web
from namro.org.roles import CAPABILITIES, OWN, roles_with
from namro.reports.proofreading.views import SALT
from tests.inspections import rows as inspections
from tests.mediation import rows as mediation
from tests.rows import Row, keyed, nothing, plain, post
from tests.titles import rows as titles

pytestmark = pytest.mark.django_db
FOREIGN = ("allauth.", "django.")
# Rows of the web frame that a request may write: who is signed in, and what was counted.
NOT_COUNTED = {"sessions.Session"}


def carried() -> str:
    return signing.dumps(["du-thao.docx", []], salt=SALT)


NOTE = {"note": "có lý do"}
ROWS: dict[str, Row] = {
    **inspections.ROWS,
    **titles.ROWS,
    **mediation.ROWS,
    # home
    "front": plain(gets=302),
    "my-work": plain(),
    "search": plain(query=lambda m: "?q=lan"),
    "large-type": post(nothing, "lan", lambda m: {"large": "1"}, keyed=False),
    "draft": post(lambda m: ("o-cua-toi",), "lan", lambda m: {"a": "b"}, gets=200, keyed=False),
    # one calendar for the whole installation: any office may correct it
    "calendar": plain(),
    "calendar-drop": post(lambda m: (m.day.pk,), "van", keyed=False),
    # commitments: campaigns
    "campaigns": plain(),
    "campaign-new": plain(),
    "campaign-detail": keyed(lambda m: (m.campaign.slug,), "lan"),
    "campaign-edit": keyed(lambda m: (m.campaign.slug,), "van"),
    "campaign-topics": keyed(lambda m: (m.campaign.slug,), "lan"),
    "campaign-sort": keyed(lambda m: (m.campaign.slug,), "lan"),
    "campaign-grid": keyed(
        lambda m: (m.campaign.slug,), "lan", query=lambda m: f"?unit={m.world.cell.pk}"
    ),
    "figures-behind": plain(
        query=lambda m: f"?campaign={m.campaign.slug}&figure=items&as_of={m.campaign.opens}"
    ),
    "campaign-call-up": post(lambda m: (m.campaign.slug,), "van"),
    "paper-print": keyed(lambda m: (m.campaign.slug,), "lan"),
    "paper-key": keyed(lambda m: (m.campaign.slug,), "lan"),
    "paper-whose": keyed(lambda m: (m.campaign.slug,), "lan", query=lambda m: f"?number={m.form}"),
    "paper-receipt": keyed(lambda m: (m.campaign.slug, "pdf"), "lan", gets=302),
    "campaign-step": post(lambda m: (m.campaign.slug, "close"), "van", lambda m: {"sure": "1"}),
    # commitments: the roll and the lines
    "campaign-roll": plain(),
    "registrant-detail": keyed(lambda m: (m.place.key,), "lan"),
    "registrant-remove": keyed(lambda m: (m.place.key,), "van"),
    "commitment-move": keyed(lambda m: (m.line.key,), "van"),
    "registrant-exempt": post(
        lambda m: (m.idle.key,), "van", lambda m: {"reason": "Ốm nặng, điều trị dài ngày"}
    ),
    "commitment-new": keyed(lambda m: (m.place.key,), "lan"),
    "commitment-meter": post(lambda m: (m.place.key,), "lan", lambda m: {"title": "a"}, gets=200),
    "commitments": plain(),
    "commitment-detail": keyed(lambda m: (m.line.key,), "lan"),
    "commitment-edit": keyed(lambda m: (m.draft.key,), "lan"),
    "commitment-change": keyed(lambda m: (m.line.key,), "lan"),
    "commitment-step": post(lambda m: (m.draft.key, "withdraw"), "lan"),
    "amendment-step": post(lambda m: (m.amendment.key, "approve-change"), "hung"),
    "ledger": plain(),
    "review": plain("hung"),
    "review-decide": post(
        nothing, "hung", lambda m: {"pick": [m.waiting.pk], "step": "approve"}, keyed=False
    ),
    "cases": plain(),
    "case-detail": keyed(lambda m: (m.case.key,), "lan"),
    "figures": plain(),
    # reports: the proof-reader; a signed list of findings is carried by the page itself
    "proof-read": plain(),
    "proof-read-workbook": post(
        nothing, "van", lambda m: {"carried": carried()}, gets=200, keyed=False
    ),
    # reports: frozen figures and dashboards
    "dashboard": plain(),
    "snapshots": plain(),
    "snapshot-new": plain(),
    "snapshot-detail": keyed(lambda m: (m.snapshot.key,), "van"),
    "snapshot-records": keyed(
        lambda m: (m.snapshot.key,), "van", query=lambda m: f"?figure=done&unit={m.world.cell.pk}"
    ),
    "snapshot-compare": keyed(lambda m: (m.snapshot.key,), "van"),
    "snapshot-content": keyed(lambda m: (m.snapshot.key,), "van"),
    # sheets
    "imports": plain(),
    "import-new": plain(),
    "import-template": Row(lambda m: ("registrations",), keyed=False),
    "readings": plain(),
    "reading-forget": keyed(lambda m: (m.reading.pk,), "van"),
    "import-detail": keyed(lambda m: (m.sent.key,), "van"),
    "import-problems": keyed(lambda m: (m.sent.key,), "van"),
    "import-confirm": post(lambda m: (m.sent.key,), "van", lambda m: {"only_ready": "1"}),
    "import-drop": post(lambda m: (m.sent.key,), "van"),
    "import-back": post(lambda m: (m.taken.key,), "van"),
    # reports
    "reports": plain(),
    "report-new": post(nothing, "van", lambda m: {"snapshot": m.snapshot.key}, keyed=False),
    "report-detail": keyed(lambda m: (m.report.key,), "van"),
    "report-word": keyed(lambda m: (m.report.key,), "van"),
    "report-step": post(lambda m: (m.report.key, "drop-report"), "van"),
    # sittings
    "sittings": plain(),
    "sitting-new": plain(),
    "sitting-detail": keyed(lambda m: (m.session.key,), "voter"),
    "sitting-edit": keyed(lambda m: (m.sitting.key,), "van"),
    "sitting-held": keyed(lambda m: (m.sitting.key,), "van"),
    "sitting-step": post(lambda m: (m.sitting.key, "call"), "van"),
    "sitting-close": keyed(lambda m: (m.session.key,), "head"),
    "sitting-seats": keyed(lambda m: (m.sitting.key,), "van"),
    "seat-new": post(
        lambda m: (m.sitting.key,), "van", lambda m: {"who": "Hoàng Văn Cả", "duty": "guest"}
    ),
    "seat-drop": post(lambda m: (m.sitting.key, m.spare.key), "van"),
    "sitting-agenda": post(
        lambda m: (m.session.key,), "head", lambda m: {"do": "leave", "pick": [m.unread.pk]}
    ),
    "item-detail": keyed(lambda m: (m.session.key, m.tabled.key), "voter"),
    "item-leave": post(
        lambda m: (m.session.key, m.tabled.key),
        "voter",
        lambda m: {"seat": m.seat.key, "reason": "người thân"},
    ),
    "sitting-paper": keyed(lambda m: (m.session.key, "invitation"), "van"),
    "sitting-screen": keyed(lambda m: (m.session.key,), "voter"),
    "sitting-ballot": keyed(lambda m: (m.session.key,), "voter"),
    "sitting-vote": post(
        lambda m: (m.session.key,),
        "voter",
        lambda m: {
            "item": m.tabled.key,
            "choice": "against",
            "token": uuid.uuid4(),
            "made_at": 5,
        },
    ),
    # papers
    "papers": plain(),
    "paper-detail": keyed(lambda m: (m.paper.key,), "van"),
    "paper-file": keyed(lambda m: (m.paper.key, "docx"), "van"),
    "paper-cancel": post(lambda m: (m.second.key,), "van", lambda m: NOTE),
    "number-books": plain(),
    "number-book": keyed(lambda m: (m.paper.book_id,), "van"),
    "paper-bundle-new": post(
        nothing, "van", lambda m: {"pick": [m.paper.pk], "ending": "odt"}, keyed=False
    ),
    "paper-bundle": keyed(lambda m: (m.bundle.key,), "van"),
    "paper-bundle-file": keyed(lambda m: (m.bundle.key,), "van"),
    "paper-heads": plain(),
    "paper-head": keyed(lambda m: (m.world.ward.pk, "party"), "van"),
    "paper-templates": plain("admin"),
    "paper-template-put": post(
        lambda m: ("state",), "admin", lambda m: {"note": "thiếu tệp"}, gets=422, keyed=False
    ),
    "paper-template-back": post(lambda m: ("party",), "admin", keyed=False),
    "paper-template-file": Row(lambda m: ("state", "current"), "admin", keyed=False),
    # ledger
    "entry-note": keyed(lambda m: (m.entry.key,), "lan"),
    "entry-block": keyed(lambda m: (m.entry.key,), "lan"),
    "entry-extend": keyed(lambda m: (m.entry.key,), "lan"),
    "entry-verify": keyed(lambda m: (m.done.key,), "minh"),
    "entry-step": post(lambda m: (m.done.key, "reopen"), "minh", lambda m: NOTE),
    "entry-milestone": post(lambda m: (m.entry.key, m.milestone.pk), "lan"),
    "visit-record": post(lambda m: (m.done.key, m.visit.pk), "minh"),
    "blockers": plain("chief"),
    "blocker-step": post(lambda m: (m.blocker.key, "clear"), "chief", lambda m: NOTE),
    "extension-step": post(lambda m: (m.extension.key, "grant"), "chief", lambda m: NOTE),
    "evidence": keyed(lambda m: (m.file.key,), "lan"),
    # org
    "units": plain(),
    "unit-detail": keyed(lambda m: (m.world.cell.pk,), "lan"),
    "unit-new": keyed(lambda m: (m.world.ward.pk,), "van"),
    "unit-rename": keyed(lambda m: (m.world.cell.pk,), "van"),
    "unit-close": keyed(lambda m: (m.world.cell.pk,), "van"),
    "post-end": keyed(lambda m: (m.post.pk,), "van"),
    "person-edit": keyed(lambda m: (m.newcomer.key,), "van"),
    "post-hand-over": keyed(lambda m: (m.post.pk,), "van"),
    "orphans": plain(),
    "reorganisations": plain(),
    "reorganisation-new": plain(),
    "reorganisation-detail": keyed(lambda m: (m.plan.key,), "van"),
    "reorganisation-text": keyed(lambda m: (m.plan.key,), "van"),
    "reorganisation-change": post(
        lambda m: (m.plan.key,), "van", lambda m: {"do": "close", "unit": "Chi bộ 1"}
    ),
    "reorganisation-answer": post(lambda m: (m.plan.key,), "van", lambda m: {"q-items:1": "@x"}),
    "reorganisation-apply": post(lambda m: (m.plan.key,), "van"),
    "reorganisation-undo": post(lambda m: (m.applied.key,), "van", lambda m: NOTE),
    "reorganisation-drop": post(lambda m: (m.plan.key,), "van"),
    "person-new": keyed(lambda m: (m.world.cell.pk,), "van"),
    "role-new": keyed(lambda m: (m.world.cell.pk,), "van"),
    "role-end": post(lambda m: (m.grant.pk,), "van"),
    "merges": plain(query=lambda m: "?q=dat"),
    "person-merge": keyed(lambda m: (m.newcomer.key, m.double.key), "van"),
    "merge-undo": post(lambda m: (m.merge.key,), "van"),
    "account-new": keyed(lambda m: (m.newcomer.key,), "van"),
    "account-open": post(
        lambda m: (m.world.member.person.key,), "van", lambda m: {"open": "0"} | NOTE
    ),
}
# Who is asked nothing: the language, the first password, and whether the house stands.
PUBLIC = {"set_language", "first-link", "health"}
KEYED = {name: row for name, row in ROWS.items() if row.keyed}
# Every address with an id in it; those that are nobody's in particular are in no outsider's test.
WITH_ID = KEYED | {"calendar-drop": ROWS["calendar-drop"]}
MASKED = re.compile(rb'(name="(?:csrfmiddlewaretoken|once)" value=")[^"]*|nonce-[^\s"]+')


def patterns() -> dict[str, URLPattern]:
    """Every address of ours by its name; an address without one is a failure of its own."""
    found: dict[str, URLPattern] = {}

    def walk(entries: list[Any]) -> None:
        for one in entries:
            if isinstance(one, URLResolver):
                walk(one.url_patterns)
            elif not one.callback.__module__.startswith(FOREIGN) or one.name in PUBLIC:
                assert one.name not in found, f"two addresses are called {one.name}"
                found[one.name] = one

    walk(get_resolver().url_patterns)
    return found


def address(name: str, made: Any) -> str:
    row = ROWS[name]
    return reverse(name, args=row.args(made)) + row.query(made)


def ask(browser: Any, url: str, row: Row, made: Any) -> Any:
    words = row.words(made) if row.method == "post" else None
    return closed(getattr(browser, row.method)(url, words))


def closed(answer: Any) -> Any:
    """A sent file is closed once it has been read to its end."""
    if answer.streaming:
        assert sum(map(len, answer.streaming_content)) > 0
    return answer


def swapped(name: str, made: Any, place: int, value: str) -> str:
    """The address with one of its ids replaced."""
    args = [str(arg) for arg in ROWS[name].args(made)]
    url = reverse(name, args=args)
    parts = url.strip("/").split("/")
    at = [n for n, part in enumerate(parts) if part == args[place]][0]
    parts[at] = value
    return f"/{'/'.join(parts)}/" + ROWS[name].query(made)


def body(answer: Any) -> bytes:
    """The page without its tokens and without the address that the visitor typed."""
    path = answer.wsgi_request.path.encode()
    # The foot of a printed page says the minute, which may change between two requests.
    still = re.sub(rb"\d\d/\d\d/\d{4} \d\d:\d\d", b"(now)", answer.content)
    return MASKED.sub(rb"\1", still).replace(path, b"(path)")


def heads(answer: Any) -> dict[str, str]:
    # The length differs by the length of the address that stands in the page.
    return {name: text for name, text in answer.headers.items() if name != "Content-Length"}


def tables() -> dict[str, str]:
    """A digest of every table."""
    found = {}
    for model in apps.get_models():
        if model._meta.label not in NOT_COUNTED:
            rows = sorted(map(repr, model._base_manager.values_list()))
            found[model._meta.label] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


def test_walk_when_an_address_is_new_then_it_must_have_a_row():
    assert set(patterns()) == set(ROWS) | PUBLIC


def test_every_view_declares_a_need_that_exists_and_that_a_role_holds():
    needs = {name: getattr(one.callback, "capability", None) for name, one in patterns().items()}

    assert {n for n, need in needs.items() if need == web.PUBLIC} == PUBLIC
    rest = {n: need for n, need in needs.items() if need not in (web.PUBLIC, web.SIGNED_IN)}
    assert {n: need for n, need in rest.items() if need not in CAPABILITIES} == {}
    assert [n for n, need in rest.items() if not roles_with(need) and need not in OWN] == []
    assert {n for n, need in needs.items() if need == web.SIGNED_IN} == {
        "front", "my-work", "search", "large-type", "draft",
    }  # fmt: skip


def test_a_view_without_a_need_is_refused_at_run_time(client, world, as_user, settings):
    settings.ROOT_URLCONF = "tests.undeclared"

    browsers = [client, as_user(world.van)]
    for browser in browsers:
        browser.raise_request_exception = False

    answers = [browser.get("/undeclared/") for browser in browsers]

    assert [answer.status_code for answer in answers] == [500, 500]
    assert [b"open" in answer.content for answer in answers] == [False, False]


def test_strangers_when_they_ask_for_anything_then_they_are_sent_to_sign_in(client, made):
    seen = {}
    for name, row in ROWS.items():
        answer = ask(client, address(name, made), row, made)
        seen[name] = (answer.status_code, answer.get("Location", "")[:20])

    assert {n: got for n, got in seen.items() if got != (302, "/account/login/?next")} == {}


def test_strangers_when_htmx_asks_then_the_whole_page_goes_to_sign_in(client, made):
    url = address("commitments", made)

    answer = client.get(url, headers={"HX-Request": "true", "HX-Current-URL": f"http://x{url}"})

    assert answer.status_code == 401
    assert answer["HX-Redirect"] == "/account/login/?next=%2Fcommitments%2F"


def test_the_allowed_one_when_asking_then_every_address_answers(made, as_user):
    browsers = {who: as_user(getattr(made.world, who)) for who in {r.who for r in ROWS.values()}}
    seen = {}
    for name, row in ROWS.items():
        answer = ask(browsers[row.who], address(name, made), row, made)
        seen[name] = answer.status_code

    assert {n: got for n, got in seen.items() if got != ROWS[n].gets} == {}


def test_outsiders_when_they_ask_for_a_record_then_404_while_the_allowed_one_gets_in(made, as_user):
    """Refused first, then the same request by the allowed one: no refusal without a twin."""
    outsider = as_user(made.world.tu)
    browsers = {who: as_user(getattr(made.world, who)) for who in {r.who for r in ROWS.values()}}
    before = tables()
    refused = {
        name: ask(outsider, address(name, made), row, made).status_code
        for name, row in KEYED.items()
    }
    unchanged = tables() == before
    twins = {
        name: ask(browsers[row.who], address(name, made), row, made).status_code
        for name, row in KEYED.items()
    }

    assert {n: got for n, got in refused.items() if got != 404} == {}
    assert unchanged
    assert {n: got for n, got in twins.items() if got != ROWS[n].gets} == {}


@pytest.mark.repeats
def test_unknown_and_foreign_records_when_asked_for_then_the_page_is_byte_for_byte_the_same(
    made, as_user
):
    outsider = as_user(made.world.tu)
    outsider.get("/work/")
    compared = 0
    for name, row in KEYED.items():
        foreign = ask(outsider, address(name, made), row, made)
        first = row.args(made)[0]
        other = "khong-co-dot" if isinstance(first, str) else str(uuid.uuid4())
        other = "987654321" if isinstance(first, int) else other
        missing = ask(outsider, swapped(name, made, 0, other), row, made)
        assert (foreign.status_code, missing.status_code) == (404, 404), name
        assert body(foreign) == body(missing), name
        assert heads(foreign) == heads(missing), name
        compared += 1

    assert compared == len(KEYED) > 25


@pytest.mark.parametrize(
    "wrong", ["0", "-1", str(2**63), "9" * 10_000, "abc", "1.5", "%00", "²", "٣", "%F0%28"]
)
@pytest.mark.repeats
def test_ids_when_they_are_nonsense_then_404_and_never_a_fault(made, as_user, wrong):
    browsers = {who: as_user(getattr(made.world, who)) for who in {r.who for r in WITH_ID.values()}}
    seen = {}
    for name, row in WITH_ID.items():
        for place in range(len(row.args(made))):
            url = swapped(name, made, place, wrong)
            seen[f"{name} {place}"] = ask(browsers[row.who], url, row, made).status_code

    assert {n: got for n, got in seen.items() if got != 404} == {}


QUERIES = {
    "calendar": ("year",),
    "campaigns": ("unit",),
    "campaign-detail": ("unit",),
    "campaign-topics": ("unit",),
    "campaign-sort": ("topic", "page"),
    "campaign-grid": ("unit",),
    "campaign-roll": ("campaign", "standing", "klass", "unit", "order", "col", "q", "after"),
    "commitments": ("campaign", "topic", "state", "unit", "order", "col", "q", "after", "before"),
    "ledger": ("period", "timing", "unit", "order", "q", "after"),
    "review": ("campaign", "page"),
    "figures": ("campaign", "unit"),
    "dashboard": ("campaign", "unit", "figure"),
    "snapshots": ("campaign", "unit"),
    "snapshot-new": ("campaign", "unit"),
    "snapshot-detail": ("unit",),
    "snapshot-records": ("figure", "unit", "own", "page"),
    "snapshot-compare": ("figure", "with", "page"),
    "search": ("q",),
    "import-new": ("campaign", "kind", "target"),
    "import-detail": ("show",),
    "merges": ("q",),
    "papers": ("q", "kind", "after"),
}


@pytest.mark.parametrize("value", ["-1", str(2**63), "9" * 10_000, "²", "\x00", "MQ=="])
@pytest.mark.repeats
def test_queries_when_a_value_is_nonsense_then_no_address_fails(made, as_user, value):
    browsers = {who: as_user(getattr(made.world, who)) for who in {r.who for r in ROWS.values()}}
    seen = {}
    for name, words in QUERIES.items():
        row = ROWS[name]
        browsers[row.who].raise_request_exception = False
        for word in words:
            answer = browsers[row.who].get(reverse(name, args=row.args(made)), {word: value})
            seen[f"{name} {word}"] = answer.status_code

    assert {at: got for at, got in seen.items() if got not in (200, 400, 404)} == {}


@pytest.mark.repeats
def test_get_when_every_address_is_read_then_nothing_is_written(made, as_user):
    browsers = {who: as_user(getattr(made.world, who)) for who in {r.who for r in ROWS.values()}}
    before = tables()

    for name, row in ROWS.items():
        answer = closed(browsers[row.who].get(address(name, made)))
        assert answer.status_code == (405 if row.method == "post" else row.gets), name

    changed = {name for name, digest in tables().items() if digest != before[name]}
    assert changed == set()


def test_methods_when_an_address_only_takes_posts_then_others_get_405(made, as_user):
    browsers = {who: as_user(getattr(made.world, who)) for who in {r.who for r in ROWS.values()}}
    before = tables()
    seen = {}
    for name, row in ROWS.items():
        if row.method == "post":
            for method in ("get", "put", "patch", "delete"):
                answer = getattr(browsers[row.who], method)(address(name, made))
                seen[f"{name} {method}"] = answer.status_code

    assert set(seen.values()) == {405}
    assert tables() == before


def test_steps_when_the_name_is_unknown_then_404(made, as_user):
    seen = {
        name: as_user(getattr(made.world, row.who))
        .post(swapped(name, made, 1, "toi-tu-nghi-ra"), row.words(made))
        .status_code
        for name, row in KEYED.items()
        if name.endswith("-step")
    }

    assert len(seen) >= 8
    assert {n: got for n, got in seen.items() if got != 404} == {}


def test_first_link_when_it_is_known_or_not_then_only_the_known_one_opens(client, made):
    known = client.get(reverse("first-link", args=[made.secret]))
    unknown = client.get(reverse("first-link", args=["x" * 43]))

    assert (known.status_code, unknown.status_code) == (200, 404)


def test_public_addresses_when_strangers_ask_then_they_answer(client, made):
    health = client.get(reverse("health"))
    chosen = client.post(reverse("set_language"), {"language": "en", "next": "/work/"})

    assert (health.status_code, health.content) == (200, b"ok")
    assert chosen.status_code == 302
    assert client.cookies["django_language"].value == "en"


def test_roles_when_inside_without_the_right_then_403(made, as_user):
    """Somebody of the house who holds a role, but not the one that the address asks for."""
    member = as_user(made.world.member)
    needs = {n: one.callback.capability for n, one in patterns().items()}
    seen = {
        name: ask(member, address(name, made), row, made).status_code
        for name, row in ROWS.items()
        if needs[name] not in OWN | {web.SIGNED_IN}
    }

    assert {n: got for n, got in seen.items() if got != 403} == {}
    assert len(seen) > 20
