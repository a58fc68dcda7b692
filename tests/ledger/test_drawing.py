"""A sample drawn by lot: reproducible, not steered by the order of entry, given to people apart."""

import datetime as dt
import hashlib
import random
from contextlib import contextmanager

import pytest
from django.test import override_settings
from hypothesis import given, settings
from hypothesis import strategies as st

from namro.core import clock
from namro.core.errors import Refused
from namro.ledger import actions, drawing
from namro.ledger.models import Drawn, Entry
from namro.ledger.register import href
from namro.ledger.states import Finding
from tests import make
from tests.inspections.rows import conclusion, declared, draw, followed, item
from tests.papers.looks import squeezed, words_of_word

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
    ],
)
def test_announce_when_it_could_be_steered_or_is_empty_then_refused(work, more, words):
    with pytest.raises(Refused, match=words):
        draw(work, **more)


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
