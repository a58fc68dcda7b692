"""A sample drawn by lot: reproducible, not steered by the order of entry, given to people apart."""

import datetime as dt
import hashlib
import io
import random
from contextlib import contextmanager

import pytest
from django.test import override_settings
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from namro.core import clock
from namro.core.errors import Refused
from namro.ledger import actions, drawing
from namro.ledger.draws import _paper
from namro.ledger.models import Drawn, Entry
from namro.ledger.register import href
from namro.ledger.states import Finding
from tests import make
from tests.inspections.rows import conclusion, declared, draw, followed, item
from tests.papers.looks import squeezed, words_of_word
from tests.rows import offered

keys = st.lists(st.uuids().map(lambda one: one.hex), min_size=1, max_size=40, unique=True)


@given(keys, st.text(min_size=1, max_size=30), st.integers(0, 2**16))
@settings(max_examples=200)
def test_rank_when_the_list_is_shuffled_then_the_draw_is_the_same(listed, seed, order):
    shuffled = listed.copy()
    random.Random(order).shuffle(shuffled)

    assert drawing.ranked(seed, shuffled) == drawing.ranked(seed, listed)
    assert drawing.fingerprint(shuffled) == drawing.fingerprint(listed)


@given(keys, st.text(min_size=1, max_size=30))
@settings(max_examples=100)
def test_rank_when_worked_out_by_hand_from_the_published_rule_then_equal(listed, seed):
    by_hand = sorted(listed, key=lambda key: hashlib.sha256(f"{seed}|{key}".encode()).hexdigest())

    assert drawing.ranked(seed, listed) == by_hand


@given(keys, st.uuids().map(lambda one: one.hex), st.text(min_size=1, max_size=30))
@settings(max_examples=100)
def test_rank_when_a_piece_is_added_then_the_others_keep_their_order(listed, added, seed):
    with_it = [key for key in drawing.ranked(seed, {*listed, added}) if key in listed]

    assert with_it == drawing.ranked(seed, listed)


@pytest.fixture
def work(world):
    made = conclusion(world)
    rows = [item(made, world, text=f"Việc {n}") for n in range(6)]
    followed(made, world)
    for row in rows:
        row.refresh_from_db()
        declared(row, world)
    return world


@contextmanager
def later():
    """The day after, when the seed is known."""
    with override_settings(TODAY=clock.today() + dt.timedelta(days=1)):
        yield


@pytest.mark.django_db
def test_draw_when_the_seed_is_there_then_what_it_gives_is_given_to_people_apart(work):
    one = draw(work, size=3)
    minh = make.access(work.minh)
    with pytest.raises(Refused, match="becomes known"):
        drawing.draw_lots(one, "84213", minh)

    with later():
        done = drawing.draw_lots(one, "84213", make.access(work.minh))

    drawn = list(done.drawn.select_related("entry", "assigned"))
    assert [one.entry.key.hex for one in drawn] == drawing.ranked("84213", done.listed)[:3]
    assert {one.assigned for one in drawn} == {work.minh.person}
    assert list(drawing.problems()) == []


@pytest.mark.django_db
def test_free_when_somebody_did_the_work_or_serves_under_who_did_then_not_they(work):
    entry = Entry.objects.filter(register="conclusion-item").select_related("unit").first()
    under = make.person("Cấp Dưới", work.cell)
    make.grant(under, "verifier", work.area)
    make.grant(work.lan.person, "verifier", work.area)
    apart = make.person("Người Ngoài", work.cell2)
    make.grant(apart, "verifier", work.ward)
    elsewhere = make.person("Nơi Khác", work.far)
    make.grant(elsewhere, "verifier", work.far)

    free = drawing.free_to_verify(entry)

    assert free == {work.minh.person_id, apart.pk}


@pytest.mark.django_db
def test_visit_when_drawn_for_this_person_then_it_stands_beside_the_draw(work):
    one = draw(work, size=1)
    with later():
        done = drawing.draw_lots(one, "7", make.access(work.minh))
        drawn = done.drawn.select_related("entry__unit").get()
        seen = actions.Visit(clock.today(), "not_found", "Chưa thấy")
        actions.verify(drawn.entry, seen, make.access(work.minh))
        closed = drawing.DRAW.take(done, "close-draw", make.access(work.minh))

    assert Drawn.objects.get().verification.found == "not_found"
    assert (closed.status, drawn.entry.status) == ("closed", "done")


@pytest.mark.django_db
def test_assign_when_to_who_did_it_then_refused_and_to_who_is_apart_then_done(work):
    apart = make.person("Người Ngoài", work.cell2)
    make.grant(apart, "verifier", work.ward)
    one = draw(work, size=1)
    with later():
        minh = make.access(work.minh)
        done = drawing.draw_lots(one, "7", minh)
        drawn = done.drawn.select_related("entry__unit", "assigned").get()
        with pytest.raises(Refused, match="did this work"):
            drawing.assign(done, drawn, work.lan.person, minh)
        drawing.assign(done, drawn, apart, minh)

    assert Drawn.objects.get().assigned == apart


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"seed_day": dt.date(2020, 1, 1)}, "after today"),
        ({"declared_to": dt.date(2019, 1, 1)}, "before the first"),
        ({"declared_from": dt.date(2001, 1, 1), "declared_to": dt.date(2001, 2, 1)}, "there are 0"),
        ({"size": 0}, "In these days 6 pieces .* from 1 to 6"),
        ({"size": 7}, "In these days 6 pieces .* from 1 to 6"),
        ({"seed_day": clock.today() + dt.timedelta(days=367)}, "within a year; choose a day up to"),
    ],
)
def test_announce_when_it_could_be_steered_or_is_empty_then_refused(work, more, words):
    with pytest.raises(Refused, match=words):
        draw(work, **more)


@pytest.mark.django_db
def test_announce_when_all_are_to_be_drawn_a_year_from_now_then_announced(work, as_user):
    last = clock.today() + dt.timedelta(days=366)
    minh = as_user(work.minh)
    minh.cookies["django_language"] = "en"
    said = {"unit": work.area.pk, "name": "Rút thăm", "declared_from": "01/01/2020", "size": "0",
            "declared_to": f"{clock.today():%d/%m/%Y}", "seed_source": "Xổ số",
            "seed_day": f"{last:%d/%m/%Y}"}  # fmt: skip

    nothing = minh.post("/draws/new/", said)
    done = draw(work, size=6, seed_day=last)

    assert (done.size, len(done.listed), done.status) == (6, 6, "announced")
    assert nothing.status_code == 422
    assert "In these days 6 pieces of work were declared done" in nothing.content.decode()
    assert minh.post("/draws/new/", said | {"size": "6"}).status_code == 302


@pytest.mark.django_db
def test_draw_when_the_seed_is_typed_with_blanks_then_the_rule_on_the_page_gives_the_same(
    work, as_user
):
    """Recomputed with nothing but what page and sheet print."""
    one = draw(work, size=3)
    client, url = as_user(work.minh), f"/draws/{one.key}/"
    client.cookies["django_language"] = "en"
    with later():
        sent = client.post(f"{url}ask/draw-lots/", {"seed": " xs 84-213 "})
        page = client.get(url).content.decode()
        sheet = words_of_word(client.get(f"{url}print/list/docx/").content)
    one.refresh_from_db()
    by_hand = sorted(
        one.listed, key=lambda key: hashlib.sha256(f"XS84213|{key}".encode()).hexdigest()
    )

    assert (sent.status_code, one.seed) == (302, "XS84213")
    assert [row.entry.key.hex for row in one.drawn.select_related("entry")] == by_hand[:3]
    assert "letters and digits alone, in capitals" in page
    assert "XS84213" in sheet
    assert "Sốgieoviếtliền" in sheet.replace(" ", "")
    assert list(drawing.problems()) == []


@pytest.mark.django_db
def test_draw_when_its_seed_was_kept_as_typed_then_it_stands_and_the_page_says_how(work, as_user):
    """Draws from before seeds had one way of being written."""
    one = draw(work, size=3)
    with later():
        one = drawing.draw_lots(one, "7", make.access(work.minh))
    chosen = drawing.ranked("84 213", one.listed)[:3]
    one.drawn.all().delete()
    for rank, key in enumerate(chosen, start=1):
        Drawn.objects.create(draw=one, entry=Entry.objects.get(key=key), rank=rank)
    drawing.Draw.objects.filter(pk=one.pk).update(seed="84 213")

    client = as_user(work.minh)
    client.cookies["django_language"] = "en"
    page = client.get(f"/draws/{one.key}/").content.decode()

    assert list(drawing.problems()) == []
    assert "The seed is written exactly as it stands here." in page
    assert "in capitals" not in page


@pytest.mark.django_db
def test_drop_when_the_seed_can_be_known_then_the_reason_is_asked_and_stands_in_list_and_trail(
    work, as_user
):
    early, one = draw(work), draw(work)
    client = as_user(work.minh)
    client.cookies["django_language"] = "en"
    client.post(f"/draws/{early.key}/steps/drop-draw/", {"note": "nhầm đơn vị"})
    with later():
        silent = client.post(f"/draws/{one.key}/steps/drop-draw/", {"note": " "})
        done = client.post(f"/draws/{one.key}/steps/drop-draw/", {"note": "danh sách thiếu"})
        page = client.get(f"/draws/{one.key}/").content.decode()
        listed = client.get("/draws/").content.decode()

    one.refresh_from_db()
    assert (silent.status_code, done.status_code, one.status) == (422, 302, "dropped")
    assert "when its seed could be known: danh sách thiếu" in listed
    assert "before its seed could be known: nhầm đơn vị" in listed
    assert page.count("danh sách thiếu") == 2  # what is told of it, and the trail


@pytest.mark.django_db
def test_page_when_the_list_is_not_issued_yet_then_it_is_said_and_the_draw_may_go_on(work, as_user):
    one = draw(work)
    client, url = as_user(work.minh), f"/draws/{one.key}/"
    client.cookies["django_language"] = "en"
    words = "The list has not been issued as a paper yet"

    before = client.get(url).content.decode()
    form = offered(client.get(f"{url}issue/draw-list/"))
    issued = client.post(f"{url}issue/draw-list/", form | {"name": "Lê Quang Minh"})
    after = client.get(url).content.decode()
    other = draw(work)
    with later():
        drawing.draw_lots(other, "7", make.access(work.minh))

    assert words in before
    assert issued["Location"].startswith("/papers/")
    assert words not in after
    assert words not in as_user(work.van).get(f"/draws/{other.key}/").content.decode()


@pytest.fixture
def drawn(work):
    """Drawn in the area; who looks at it holds a role in the ward, who did it is of a cell."""
    work.checker = make.user(make.person("Người Ngoài", work.cell2))
    make.grant(work.checker.person, "verifier", work.ward)
    work.office = make.user(make.person("Văn Thư", work.cell))
    make.grant(work.office.person, "secretary", work.cell)
    work.other = make.user(make.person("Không Liên Quan", work.far))
    make.grant(work.other.person, "secretary", work.far)
    one = draw(work, size=2)
    with later():
        minh = make.access(work.minh)
        work.draw = drawing.draw_lots(one, "84213", minh)
        for row in work.draw.drawn.select_related("entry__unit", "assigned"):
            if row.assigned != work.checker.person:
                drawing.assign(work.draw, row, work.checker.person, minh)
    return work


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["checker", "lan", "office"])
def test_page_when_somebody_or_their_work_was_drawn_then_they_can_draw_again(drawn, as_user, who):
    client, url = as_user(getattr(drawn, who)), f"/draws/{drawn.draw.key}/"

    page = client.get(url).content.decode()
    found = words_of_word(client.get(f"{url}print/list/docx/").content)

    assert "84213" in page
    assert drawn.draw.sha256 in page
    assert all(key in found for key in drawn.draw.listed)
    assert drawing.ranked("84213", drawn.draw.listed)[0] in page
    assert url in client.get("/draws/").content.decode()
    # They read it; the draw is made by others.
    assert "/ask/" not in page and "/steps/" not in page
    entry = drawn.draw.drawn.select_related("entry").first().entry
    assert url in client.get(href(entry)).content.decode()


@pytest.mark.django_db
def test_sheet_when_it_is_printed_then_no_code_is_torn_apart_or_leaves_the_page(drawn, as_user):
    url = f"/draws/{drawn.draw.key}/print/list/pdf/"
    pages = PdfReader(io.BytesIO(as_user(drawn.minh).get(url).content)).pages
    lines = [line.strip() for page in pages for line in page.extract_text().splitlines()]
    sha = drawn.draw.sha256

    assert any(line.endswith(sha[:32]) for line in lines)
    assert any(line.endswith(sha[32:]) for line in lines)
    # A key is 70 mm wide at most where 160 are left of the page.
    shares = [one["share"] for one in _paper(drawn.draw, None)["blocks"][-1]["columns"]]
    assert shares[-1] / sum(shares) * 160 >= 70


@pytest.mark.django_db
def test_page_when_keys_are_shown_then_they_may_break_anywhere(drawn, as_user):
    key = drawing.ranked("84213", drawn.draw.listed)[0]
    page = as_user(drawn.minh).get(f"/draws/{drawn.draw.key}/").content.decode()

    assert f'<span class="nr-hash">{key}</span>' in page


@pytest.mark.django_db
def test_page_when_nothing_of_theirs_was_drawn_then_it_is_not_there(drawn, as_user):
    client = as_user(drawn.other)

    assert client.get(f"/draws/{drawn.draw.key}/").status_code == 404
    assert f"/draws/{drawn.draw.key}/" not in client.get("/draws/").content.decode()
    assert 'href="/draws/"' not in as_user(drawn.member).get("/work/").content.decode()


@pytest.mark.django_db
def test_page_when_work_of_others_was_drawn_too_then_its_words_stay_theirs(drawn, as_user):
    """The checker of another ward sees key and unit of what is not open to them."""
    apart = make.user(make.person("Nơi Khác", drawn.far))
    make.grant(apart.person, "verifier", drawn.far)
    row = drawn.draw.drawn.select_related("entry").first()
    Drawn.objects.filter(pk=row.pk).update(assigned=apart.person)
    client, url = as_user(apart), f"/draws/{drawn.draw.key}/"

    page = client.get(url).content.decode()
    book = words_of_word(client.get(f"{url}print/list/docx/").content)

    assert row.entry.key.hex in page
    assert row.entry.title not in page
    assert squeezed(row.entry.title) not in book
    assert row.entry.title in as_user(drawn.minh).get(url).content.decode()


@pytest.mark.django_db
def test_buttons_when_they_cannot_work_yet_then_a_sentence_says_when_they_can(work, as_user):
    one = draw(work, size=1)
    client, url = as_user(work.minh), f"/draws/{one.key}/"
    client.cookies["django_language"] = "en"

    early = client.get(url).content.decode()
    assert "ask/draw-lots/" not in early
    assert f"The seed becomes known on {one.seed_day:%d/%m/%Y}" in early
    assert client.get(f"{url}ask/draw-lots/").status_code == 302
    with later():
        ready = client.get(url).content.decode()
        assert "ask/draw-lots/" in ready
        assert "The seed becomes known" not in ready
        done = drawing.draw_lots(one, "7", make.access(work.minh))
        open_still = client.get(url).content.decode()
        assert "ask/assign-drawn/" in open_still
        assert "1 pieces have not been looked at yet." in open_still
        entry = done.drawn.select_related("entry__unit").get().entry
        actions.verify(
            entry, actions.Visit(clock.today(), Finding.DONE, "Đã xem"), make.access(work.minh)
        )
        seen = client.get(url).content.decode()
    assert "ask/assign-drawn/" not in seen
    assert "steps/close-draw/" in seen
    assert "not been looked at" not in seen


@pytest.mark.django_db
def test_check_when_a_draw_is_changed_afterwards_then_it_says_so(work):
    one = draw(work, size=2)
    with later():
        done = drawing.draw_lots(one, "7", make.access(work.minh))
    other = next(
        seed
        for seed in map(str, range(100))
        if drawing.ranked(seed, done.listed)[:2] != drawing.ranked("7", done.listed)[:2]
    )
    type(done).objects.filter(pk=done.pk).update(seed=other)

    assert any("not what the seed gives" in words for words in drawing.problems())
