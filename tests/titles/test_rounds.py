"""Rounds: of years gone by, of several cards at once; sets of criteria in versions; how long all holds."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st

from namro.core import clock
from namro.core.errors import Refused
from namro.criteria import standards, voices
from namro.criteria.states import Voice
from namro.papers.models import Paper
from namro.registers import checks
from namro.sheets import actions as lists_in
from namro.sheets import preview
from namro.sheets.lists import Asked
from namro.sittings import actions as sittings
from namro.sittings.docket import docket_of
from namro.sittings.setup import Setup
from namro.sittings.workflow import SITTING
from namro.titles import actions, lists, papers
from namro.titles import sums as scores
from namro.titles.models import Card, Round, Standard
from namro.titles.workflow import CARD, STANDARD
from tests import make
from tests.sheets.listing import List
from tests.titles.rows import YES, card, content, opened, proposed, scored, verified

FIVE = "Năm không | Không rác | pass\nNăm không | Không lấn chiếm | pass"
OLD = "Tên tổ,Số quyết định,Ngày quyết định\nChi bộ 1,12/QĐ-UBND,14/12/2021\n"


def said(unit, year=2021, **more):
    return {"unit": unit, "decision": "12/QĐ-UBND", "decided_on": dt.date(year, 12, 14)} | more


@pytest.mark.django_db
def test_round_of_a_year_gone_by_when_opened_empty_then_titles_come_in_and_have_lapsed(world):
    van = make.access(world.van)
    one = actions.open_round(world.ward, content(), 2021, van, bare=True)
    assert one.cards.count() == 0

    made = actions.take_over(one, said(world.cell), van)

    assert (made.status, made.decision, made.valid_until) == (
        "lapsed", "12/QĐ-UBND", dt.date(2022, 12, 31),
    )  # fmt: skip
    assert list(checks.problems()) == []


@pytest.mark.django_db
def test_old_title_when_the_round_has_its_card_then_it_goes_onto_it_unless_somebody_has_scored(
    world,
):
    one = opened(world)
    van = make.access(world.van)
    scored(card(one, world.cell2), world.van)

    made = actions.take_over(one, said(world.cell, 2026, decided_on=dt.date(2026, 1, 5)), van)

    assert (made.pk, made.status) == (card(one, world.cell).pk, "recognised")
    with pytest.raises(Refused, match="being scored"):
        actions.take_over(one, said(world.cell2, 2026, decided_on=dt.date(2026, 1, 5)), van)
    assert list(checks.problems()) == []


@pytest.mark.django_db
def test_old_title_when_the_unit_is_outside_the_body_then_refused(world):
    one = actions.open_round(world.ward, content(), 2021, make.access(world.van), bare=True)

    with pytest.raises(Refused, match="not below"):
        actions.take_over(one, said(world.far_cell), make.access(world.van))


@pytest.mark.django_db
def test_list_of_old_titles_when_taken_in_then_the_rows_are_recognitions_and_go_back_whole(world):
    van = make.access(world.van)
    one = actions.open_round(world.ward, content(), 2021, van, bare=True)
    upload = SimpleUploadedFile("cu.csv", OLD.encode(), content_type="text/csv")
    target = lists.KIND.target(str(one.pk))
    record = lists_in.receive(upload, lists.KIND, target, van)
    judged = preview.judged_of(record, lists.KIND, target, Asked(van))

    taken = lists_in.take_in(record, lists.KIND, target, judged, van)

    assert taken["taken"] == 1
    assert one.cards.get().unit == world.cell
    record.refresh_from_db()
    lists_in.take_back(record, lists.KIND, target, van)
    assert one.cards.count() == 0
    assert list(checks.problems()) == []


@pytest.mark.django_db
def test_list_of_members_titles_when_taken_in_then_a_known_member_is_recognised(world):
    van = make.access(world.van)
    one = actions.open_round(world.ward, content(of="person"), 2021, van, bare=True)
    sent = "Họ và tên,Chi bộ,Số quyết định,Ngày quyết định\n"
    sent += "Trần Văn Bình,Chi bộ 1,12/QĐ-ĐU,14/12/2021\n"
    kind, upload = lists.OF_MEMBERS, SimpleUploadedFile("dv.csv", sent.encode())
    target = kind.target(str(one.pk))
    assert [one.key for one in kind.targets(van)] == [target.key]
    assert list(lists.KIND.targets(van)) == []
    record = lists_in.receive(upload, kind, target, van)
    judged = preview.judged_of(record, kind, target, Asked(van))

    lists_in.take_in(record, kind, target, judged, van)

    assert one.cards.get().person == world.member.person


@pytest.mark.django_db
def test_list_of_old_titles_when_one_was_entered_by_hand_then_it_is_in_already(world):
    van = make.access(world.van)
    units = actions.open_round(world.ward, content(), 2021, van, bare=True)
    people = actions.open_round(world.ward, {**content(of="person"), "name": "Đảng viên"}, 2021, van,
                                bare=True)  # fmt: skip
    actions.take_over(units, said(world.cell), van)
    actions.take_over(people, said(world.cell, person=world.member.person), van)
    head = "Chi bộ,Số quyết định,Ngày quyết định\n"
    of_units = f"{head}Chi bộ 1,12/QĐ-UBND,14/12/2021\nChi bộ 2,12/QĐ-UBND,14/12/2021\n"
    of_people = f"Họ và tên,{head}Trần Văn Bình,Chi bộ 1,12/QĐ-UBND,14/12/2021\n"
    of_people += "Nguyễn Thị Lan,Chi bộ 1,12/QĐ-UBND,14/12/2021\n"

    told = [
        List(kind, str(one.pk), world.van, sent.encode(), "cu.csv")
        for kind, one, sent in (
            ("recognitions", units, of_units),
            ("recognitions-members", people, of_people),
        )
    ]

    assert [one.states() for one in told] == [["already", "ready"]] * 2
    assert [one.take()["taken"] for one in told] == [1, 1]


@pytest.mark.django_db
def test_round_when_a_unit_is_new_then_it_gets_its_card_and_nobody_a_second_one(world):
    one = opened(world)
    make.unit("Chi bộ 3", world.ward)
    van = make.access(world.van)

    assert actions.add_missing(one, van) == 1
    assert actions.add_missing(one, van) == 0
    with pytest.raises(Refused, match="may not enter"):
        actions.add_missing(one, make.access(world.tu))


@pytest.mark.django_db
def test_several_cards_when_ticked_then_all_go_or_none_and_the_one_is_named(world, as_user):
    one = opened(world)
    cards = [verified(card(one, world.cell), world)]
    late = card(one, world.cell2)
    hung = make.access(world.hung)

    with pytest.raises(Refused, match="Chi bộ 2: "):
        actions.step_many([*cards, late], "recognise", "", hung)
    assert Card.objects.get(pk=cards[0].pk).status == "verified"
    page = as_user(world.hung).get(f"/rounds/{one.key}/ask/recognise-several/").content.decode()
    assert "Chi bộ 1: Tốt" in page
    assert "Chi bộ 2" not in page

    as_user(world.hung).post(
        f"/rounds/{one.key}/ask/recognise-several/", {"cards": [cards[0].pk, late.pk]}
    )
    assert Card.objects.get(pk=cards[0].pk).status == "verified"
    as_user(world.hung).post(f"/rounds/{one.key}/ask/recognise-several/", {"cards": [cards[0].pk]})
    assert Card.objects.get(pk=cards[0].pk).status == "recognised"


@pytest.mark.django_db
def test_set_when_a_new_version_is_typed_then_the_old_one_is_used_no_more(world, as_user):
    van = as_user(world.van)
    first = van.post("/standards/new/", {"unit": world.ward.pk, "sample": "to-dan-pho-5-khong"})
    page = f"{first['Location']}ask/new-version/"
    typed = van.get(page).content.decode()
    assert "Không lấn chiếm lòng đường, vỉa hè" in typed
    for shown in (typed, van.get("/standards/new/").content.decode()):
        assert "<li><code>commitments.on_time</code> – Việc xong đúng hạn (" in shown

    words = {
        "of": "cell",
        "mode": "bands",
        "bands": "80 Đạt",
        "lines": "Một | Việc | points | mười",
    }
    bad = van.post(page, words)
    unknown = van.post(page, words | {"lines": "Một | Tỷ lệ | count | 5 | 80 | khong.co"})
    sent = b'[title]\nname = "A"\nof = "cell"\nmode = "all"\n[[group]]\nname = "g"\n[[group.criterion]]\n'
    sent += b'text = "x"\nkind = "count"\nat_least = 5\nmeasure = "khong.co"\n'
    shared = van.post(
        "/standards/new/", {"unit": world.ward.pk, "file": SimpleUploadedFile("a.toml", sent)}
    )
    van.post(page, words | {"lines": "Một | Việc | points | 10"})

    for answer in (unknown, shared):
        assert answer.status_code == 422
        assert "khong.co" in str(answer.context["form"].non_field_errors())
    assert bad.status_code == 422
    assert "mười" in bad.content.decode()
    rows = Standard.objects.order_by("edition").values_list("edition", "status", "name")
    assert [tuple(row) for row in rows] == [
        (1, "retired", "Tổ dân phố 5 không"),
        (2, "in_use", "Tổ dân phố 5 không"),
    ]
    with pytest.raises(Refused, match="Another version"):
        STANDARD.take(Standard.objects.get(edition=1), "use-again", make.access(world.van))
    choices = van.get("/rounds/new/").content.decode()
    assert "Tổ dân phố 5 không (2)" in choices
    assert "Tổ dân phố 5 không (1)" not in choices


@pytest.mark.django_db
def test_title_where_all_must_hold_then_the_card_says_since_when_each_does(world):
    van, lan = make.access(world.van), make.access(world.lan)
    of = content(mode="all", lines=FIVE)
    cards = [
        card(actions.open_round(world.ward, of, year, van), world.cell)
        for year in (2024, 2025, 2026)
    ]
    breach = actions.break_(cards[1], "c2", dt.date(2025, 3, 4), "Biên bản", lan)

    broken = scores.stands(cards[2])
    actions.mend(breach, dt.date(2025, 4, 1), make.access(world.minh))

    begun = dt.date(2024, 1, 1)
    first = dt.date(2025, 3, 4)
    assert [(one.since, one.broken_on) for one in broken] == [(begun, None), (None, first)]
    mended = scores.stands(cards[2])
    assert [(one.since, one.broken_on) for one in mended] == [
        (begun, None),
        (dt.date(2025, 4, 1), first),
    ]


@pytest.mark.django_db
def test_difference_when_a_voice_changes_points_then_it_reads_from_what_to_what_and_why(world):
    one = card(opened(world), world.cell)
    scored(one, world.lan)
    actions.score(
        one, Voice.COLLECTIVE, {"c1": type(YES)(points=40)}, {"c1": "còn việc dở"},
        make.access(world.lan),
    )  # fmt: skip
    said_of = {s.voice: s for s in one.scores.filter(criterion="c1")}

    assert voices.differences(said_of) == ["Collective: 55 → 40: còn việc dở"]


def test_file_when_a_criterion_is_wrong_then_its_line_is_named():
    sound = standards.as_file(content())
    line = sound.splitlines().index("[[group.criterion]]") + 1

    with pytest.raises(Refused, match=f"Line {line}"):
        standards.read_file(sound.replace('kind = "points"', 'kind = "điểm"', 1).encode())


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('self_by = "02-30"', "month-day"),
        ('self_by = "12-31"\nrequest_by = "11-01"', "follow each other"),
        ("years = 11", "1 to 10 years"),
        ('mode = "bands"', "at least one band"),
    ],
)
def test_file_when_its_head_is_wrong_then_the_sentence_says_what(line, words):
    name = line.partition(" ")[0]
    head = {"name": '"A"', "of": '"cell"', "mode": '"all"'}
    head.pop(name, None)
    text = "[title]\n" + "".join(f"{k} = {v}\n" for k, v in head.items()) + f"{line}\n"
    text += '[[group]]\nname = "g"\n[[group.criterion]]\ntext = "x"\nkind = "pass"\n'

    with pytest.raises(Refused, match=words):
        standards.read_file(text.encode())


plain = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8))
odd = st.recursive(
    plain,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(
                ["title", "group", "band", "criterion", "name", "of", "mode", "kind", "most", "at"]
            ),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=12,
)


@given(odd)
@settings(max_examples=300)
def test_standard_when_its_parts_are_of_any_shape_then_only_a_sentence_refuses(raw):
    head = {"name": "A", "of": "cell", "mode": "all"}
    shaped = {"title": head, **raw} if isinstance(raw, dict) else {"title": head, "group": raw}
    try:
        found = standards.checked(shaped)
    except Refused as refused:
        assert refused.status == 422
    else:
        assert standards.read_file(standards.as_file(found).encode()) == found


@pytest.mark.django_db
def test_round_when_its_page_is_opened_then_cards_by_state_lead_to_their_list(world, as_user):
    one = opened(world)
    verified(card(one, world.cell), world)
    van = as_user(world.van)

    page = van.get(f"/rounds/{one.key}/").content.decode()

    assert f"/cards/?round={one.pk}&amp;status=verified" in page
    listed = van.get(f"/cards/?round={one.pk}&status=verified").content.decode()
    assert "Chi bộ 1" in listed
    assert van.get("/cards/?round=999999").status_code == 400
    assert Round.objects.count() == 1
    assert CARD["take-over"].button is False


@pytest.mark.django_db
def test_cards_when_the_round_is_of_the_level_above_then_its_own_unit_may_ask_for_it(
    world, as_user
):
    one = opened(world)
    mine = proposed(card(one, world.cell), world.lan)
    lan = as_user(world.lan)

    asked = lan.get(f"/cards/?round={one.pk}&band={mine.proposed}")

    assert [row.pk for row in asked.context["page"].rows] == [mine.pk]
    assert lan.get("/cards/?band=Xuất sắc").status_code == 400


@pytest.mark.django_db
def test_pages_when_opened_then_their_words_are_of_titles_and_the_file_is_a_link(world, as_user):
    """A sentence of another room with the same English once stood over these columns."""
    verified(card(opened(world), world.cell), world)
    one = actions.keep_standard(world.ward, content(), make.access(world.van))
    van = as_user(world.van)

    pages = [van.get(path).content.decode() for path in ("/rounds/", "/cards/", "/standards/")]

    assert not [p for p in pages if "Tên báo cáo" in p or "Đối tượng" not in pages[1]]
    assert "Đã thẩm tra" in pages[1]
    assert (
        f'<a href="/standards/{one.key}/file/">'
        in van.get(f"/standards/{one.key}/").content.decode()
    )


@pytest.mark.django_db
def test_sitting_of_the_committee_when_it_closes_then_the_cards_of_its_round_follow(world):
    van, docket = make.access(world.van), docket_of("titles")
    chair, *_others = make.body(world.standing, "Bùi Văn Chủ", "Cao Thị Anh", "Đào Văn Ba")
    one = opened(world)
    ready = verified(card(one, world.cell), world)
    assert docket.scopes([world.standing]) == {}
    one = actions.name_decider(one, world.standing, van)
    assert [s.waiting for s in docket.scopes([world.standing])[world.standing.pk]] == [1]
    with pytest.raises(Refused, match="right"):
        CARD.take(Card.objects.get(pk=ready.pk), "recognise", make.access(world.hung))

    setup = Setup("Phiên họp", clock.now() + dt.timedelta(days=1), "P2", "titles", str(one.pk))
    sitting = make.opened(sittings.plan(world.standing, setup, van), world.van)
    sittings.decide_many(list(sitting.items.all()), "consensus", make.access(chair))
    sitting.refresh_from_db()
    SITTING.take(sitting, "close-sitting", make.access(chair))

    assert Card.objects.get(pk=ready.pk).status == "recognised"
    assert list(checks.problems()) == []
    # The sitting issues the decision on it; the round has none of its own beside.
    assert list(papers.without_a_sitting(one)) == []


@pytest.mark.django_db
def test_decision_when_titles_were_recognised_without_a_sitting_then_the_deciding_body_issues_it(
    world, as_user
):
    one = opened(world)
    verified(card(one, world.cell), world)
    CARD.take(proposed(card(one, world.cell2), world.van), "verify", make.access(world.minh))
    one = actions.name_decider(one, world.standing, make.access(world.van))
    first, second = card(one, world.cell), card(one, world.cell2)
    chief = make.person("Bùi Văn Chủ", world.standing)
    make.grant(chief, "approver", world.standing)
    by = make.access(make.user(chief))
    address, van = f"/rounds/{one.key}/issue/title-decision/", as_user(world.van)

    early = van.post(address, {"subject": "x", "mode": "direct", "post": "BÍ THƯ", "name": "A",
                               "recipients": "B"})  # fmt: skip
    assert (early.status_code, Paper.objects.count()) == (409, 0)
    CARD.take(first, "recognise", by)
    assert address in van.get(f"/rounds/{one.key}/").content.decode()
    form = van.get(address).context["form"]
    sent = {bound.name: bound.value() or "" for bound in form}
    assert f"Theo đề nghị của {one.unit.name}" in sent["grounds"]
    issued = van.post(address, sent | {"name": "Bùi Văn Chủ", "grounds": "Căn cứ Quy chế sửa"})

    paper = Paper.objects.get()
    assert issued["Location"] == f"/papers/{paper.key}/"
    assert (paper.unit, paper.kind) == (world.standing, "title-decision")
    assert "-QĐ" in paper.symbol
    said = paper.content["content"]
    assert said["grounds"] == ["Căn cứ Quy chế sửa"]
    assert said["blocks"][0]["text"] == (
        "Công nhận 1 tập thể đạt danh hiệu “Chi bộ mẫu” năm 2026 (có danh sách kèm theo)."
    )
    assert said["annexes"][0]["blocks"][0]["rows"] == [
        [1, "Chi bộ 1", "Tốt", f"{clock.today():%d/%m/%Y}"]
    ]
    # One stands at a time; whoever has no papers of the body issues none.
    CARD.take(second, "recognise", by)
    assert address not in van.get(f"/rounds/{one.key}/").content.decode()
    assert as_user(world.lan).get(address).status_code in (403, 404)


@pytest.mark.django_db
def test_decision_when_a_title_was_taken_over_with_its_own_then_not_in_another(world):
    one = opened(world, 2021)
    actions.take_over(one, said(world.cell), make.access(world.van))

    assert list(papers.without_a_sitting(one)) == []


@pytest.mark.django_db
def test_decider_when_named_by_who_may_not_edit_then_refused(world, as_user):
    one = opened(world)
    with pytest.raises(Refused, match="may not enter"):
        actions.name_decider(one, world.standing, make.access(world.lan))

    page = as_user(world.van).post(
        f"/rounds/{one.key}/ask/name-decider/", {"decider": world.standing.pk}
    )

    assert page.status_code == 302
    one.refresh_from_db()
    assert one.body == world.standing


@pytest.mark.django_db
def test_voice_that_has_said_nothing_then_has_no_total_beside_the_others(world, as_user):
    one = card(opened(world), world.cell)
    assert set(scores.spoken(one).values()) == {None}
    scored(one, world.lan)

    found = scores.spoken(Card.objects.get(pk=one.pk))

    assert [voice.value for voice, total in found.items() if total] == ["self"]
    page = as_user(world.lan).get(f"/cards/{one.key}/").content.decode()
    assert page.count("95/100 Tốt") == 1


@pytest.mark.django_db
def test_veto_when_it_is_broken_on_a_day_then_it_knocks_the_card_out(world, as_user):
    one = card(opened(world), world.cell)
    scored(one, world.lan)
    lan = as_user(world.lan)
    form = lan.get(f"/cards/{one.key}/ask/note-breach/").content.decode()
    assert "Bị kỷ luật" in form
    assert "Việc chung" not in form

    day = clock.today()
    lan.post(
        f"/cards/{one.key}/ask/note-breach/",
        {"criterion": "c4", "on": f"{day:%d/%m/%Y}", "source": "Quyết định"},
    )

    found = scores.of(Card.objects.get(pk=one.pk), Voice.SELF)
    assert (found.vetoes, found.band) == (["c4"], "")
    assert "Bị kỷ luật" in lan.get(f"/cards/{one.key}/").content.decode()


@pytest.mark.django_db
def test_list_of_old_titles_when_another_decision_stands_then_that_row_is_told_and_the_rest_goes_in(
    world,
):
    van = make.access(world.van)
    units = actions.open_round(world.ward, content(), 2021, van, bare=True)
    actions.take_over(units, said(world.cell), van)
    sent = "Chi bộ,Số quyết định,Ngày quyết định\n"
    sent += "Chi bộ 1,99/QĐ-UBND,20/12/2021\nChi bộ 2,12/QĐ-UBND,14/12/2021\n"

    told = List("recognitions", str(units.pk), world.van, sent.encode(), "cu.csv")

    assert told.states() == ["problem", "ready"]
    (problem,) = told.judged().verdicts[0].problems
    assert "by decision 12/QĐ-UBND" in problem.params["text"]
    assert told.take()["taken"] == 1
