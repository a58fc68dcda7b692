"""Days and numbers of lines and conclusions: what lies ahead, too far, or was given already."""

import datetime as dt

import pytest

from namro.core import clock
from namro.core.errors import Conflict, Refused
from namro.inspections.models import Conclusion, Item
from namro.inspections.workflow import CONCLUSION, INSPECTION
from namro.ledger.models import Entry
from namro.registers import checks, sums
from namro.registers.kit import REGISTERS
from tests import make
from tests.inspections.rows import conclusion, declared, followed, item, visit
from tests.rows import offered

pytestmark = pytest.mark.django_db
COUNTS = REGISTERS["inspections"].counts
DAY = dt.timedelta(days=1)


def in_english(client):
    client.cookies["django_language"] = "en"
    return client


def test_hold_when_the_first_day_lies_ahead_then_not_and_from_that_day_on_it_is(world, as_user):
    today = clock.today()
    ahead = visit(world, begins_on=today + DAY, ends_on=today + 9 * DAY)
    begun = visit(world, begins_on=today, ends_on=today + 9 * DAY)
    minh = in_english(as_user(world.minh))

    early = minh.post(f"/inspections/{ahead.key}/steps/hold/", follow=True)
    done = minh.post(f"/inspections/{begun.key}/steps/hold/", follow=True).content.decode()

    ahead.refresh_from_db()
    begun.refresh_from_db()
    assert early.status_code == 409
    assert f"It begins on {ahead.begins_on:%d/%m/%Y}; mark it as held" in early.content.decode()
    assert (ahead.status, ahead.held_on) == ("planned", None)
    assert (begun.status, begun.held_on) == ("held", today)
    assert "Done: Mark as held." in done


def test_hold_when_it_was_a_mistake_then_back_into_the_plan_with_the_reason(world):
    minh = make.access(world.minh)
    line = visit(world, begins_on=dt.date(2026, 3, 9), ends_on=dt.date(2026, 3, 12))
    held = INSPECTION.take(line, "hold", minh)
    with pytest.raises(Refused, match="Say why"):
        INSPECTION.take(held, "not-held", minh)

    back = INSPECTION.take(held, "not-held", minh, "đánh dấu nhầm dòng")

    own, _parts = sums.level(COUNTS, world.area, [2026])
    assert (back.status, back.held_on) == ("planned", None)
    assert own.total("inspection", None, None, "held", None) == 0
    assert list(checks.problems()) == []
    assert INSPECTION.take(back, "hold", minh).held_on == dt.date(2026, 3, 12)


def test_programme_when_a_line_is_too_long_or_too_far_then_a_sentence_says_which_days(world):
    year = clock.today().year
    first = dt.date(year, 12, 1)
    for ends_on, words in [
        (dt.date(2999, 12, 1), f"01/12/2999 is no day .* 2010 to {year + 2}"),
        (first + dt.timedelta(days=732), "two years at most; name a last day up to"),
    ]:
        with pytest.raises(Refused, match=words):
            visit(world, begins_on=first, ends_on=ends_on)
    with pytest.raises(Refused, match="01/12/2009 is no day"):
        visit(world, begins_on=dt.date(2009, 12, 1), ends_on=dt.date(2010, 1, 1))

    assert visit(world, begins_on=first, ends_on=first + dt.timedelta(days=731)).year == year
    assert visit(world, begins_on=dt.date(2010, 1, 4), ends_on=dt.date(2010, 2, 4)).year == 2010


def test_programme_when_a_line_is_corrected_then_the_same_days_hold(world, as_user):
    line, minh = visit(world), in_english(as_user(world.minh))
    where = f"/inspections/{line.key}/ask/correct/"
    said = offered(minh.get(where)) | {"begins_on": "01/12/2026", "note": "gõ nhầm", "version": 0}

    far = minh.post(where, said | {"ends_on": "01/12/2999"})
    mended = minh.post(where, said | {"ends_on": "12/12/2026"})

    assert (far.status_code, mended.status_code) == (422, 302)
    assert "01/12/2999 is no day of a programme" in far.content.decode()


def test_enter_when_the_day_of_issue_lies_ahead_then_refused_and_today_is_taken(world):
    today = clock.today()
    with pytest.raises(Refused, match="lies ahead; write the day of issue"):
        conclusion(world, issued_on=today + DAY)

    assert conclusion(world, issued_on=today).issued_on == today


@pytest.mark.parametrize("number", ["01/KL-TTr", "01/kl-ttr", " 01/KL-TTr"])
def test_enter_when_the_number_was_given_in_the_year_then_refused_on_any_day(world, number):
    conclusion(world)
    with pytest.raises(Refused, match=r"01/KL-TTr of .* for 2026, issued on 02/03/2026"):
        conclusion(world, number=number, issued_on=dt.date(2026, 5, 4))

    assert conclusion(world, issued_on=dt.date(2025, 5, 4)).year == 2025
    assert conclusion(world, unit=world.standing).unit == world.standing
    assert conclusion(world, number="02/KL-TTr").number == "02/KL-TTr"


def corrected(client, one, **more):
    where = f"/conclusions/{one.key}/ask/correct/"
    form = offered(client.get(where)) | {"issued_on": f"{one.issued_on:%d/%m/%Y}"}
    return client.post(where, form | {"note": "gõ nhầm"} | more)


def test_correct_when_the_day_was_wrong_then_mended_and_what_is_followed_began_then(world, as_user):
    one, minh = conclusion(world), in_english(as_user(world.minh))
    conclusion(world, number="02/KL-TTr", issued_on=dt.date(2026, 4, 1))
    item(one, world)
    one = followed(one, world)
    ahead = clock.today() + DAY
    refused = {
        "02/03/2025": "counts in 2026; write a day of that year",
        f"{ahead:%d/%m/%Y}": "lies ahead" if ahead.year == 2026 else "counts in 2026",
        "02/12/2026": "An item is due on 01/12/2026 already",
    }
    for day, words in refused.items():
        answer = corrected(minh, one, issued_on=day)
        assert answer.status_code == 422
        assert words in answer.content.decode()
    taken = corrected(minh, one, number="02/KL-TTr")

    done = corrected(minh, one, issued_on="05/03/2026")

    one.refresh_from_db()
    entry, row = Entry.objects.get(), Item.objects.get()
    page = minh.get(f"/conclusion-items/{row.key}/").content.decode()
    assert (taken.status_code, done.status_code) == (422, 302)
    assert "for 2026, issued on 01/04/2026" in taken.content.decode()
    assert (one.issued_on, entry.begins_on) == (dt.date(2026, 3, 5), dt.date(2026, 3, 5))
    assert "First day put right" in page and "05/03/2026" in page
    declared(row, world)
    Entry.objects.update(declared_on=dt.date(2026, 3, 6))
    late = corrected(minh, one, issued_on="07/03/2026")
    assert "declared done on 06/03/2026 already" in late.content.decode()
    assert corrected(minh, one, issued_on="06/03/2026").status_code == 302
    assert list(checks.problems()) == []


def test_page_when_a_conclusion_is_read_then_number_day_and_its_line_where_that_may_be_seen(
    world, as_user
):
    line = visit(world, unit=world.area)
    one = conclusion(world, inspection=line)
    other = make.user(make.person("Chỉ Xem Kết Luận", world.council), reader=world.council)
    link = f'href="/inspections/{line.key}/"'

    page = as_user(world.van).get(f"/conclusions/{one.key}/").content.decode()
    narrow = as_user(other).get(f"/conclusions/{one.key}/").content.decode()

    assert "01/KL-TTr" in page and "02/03/2026" in page and link in page
    assert "02/03/2026" in narrow
    assert link not in narrow and line.topic not in narrow


def test_drop_when_a_draft_was_a_mistake_then_nothing_counts_it_and_its_number_is_free(
    world, as_user
):
    one, minh = conclusion(world), make.access(world.minh)
    row = item(one, world)
    with pytest.raises(Refused, match="Say why"):
        CONCLUSION.take(one, "drop-conclusion", minh)

    gone = CONCLUSION.take(one, "drop-conclusion", minh, "nhập trùng")

    row.refresh_from_db()
    own, _parts = sums.level(COUNTS, world.area, [2026])
    browser = in_english(as_user(world.minh))
    assert (gone.status, row.status) == ("dropped", "dropped")
    assert not any(counter.total() for counter in own.sets.values())
    assert sums.years(COUNTS) == []
    for name in ("conclusions", "conclusion-items"):
        assert browser.get(f"/{name}/").context["page"].total == 0
        assert browser.get(f"/{name}/?status=dropped").context["page"].total == 1
    page = browser.get(f"/conclusions/{one.key}/").content.decode()
    assert "nhập trùng" in page
    assert "ask/add-item/" not in page and "ask/correct/" not in page and "/issue/" not in page
    assert list(checks.problems()) == []
    # The number of that very day is the dropped one's; of another day it is free.
    with pytest.raises(Refused, match="was dropped; take it up again on its page"):
        conclusion(world)
    with pytest.raises(Refused, match="take it up again first"):
        item(gone, world, text="Thêm")
    assert conclusion(world, issued_on=dt.date(2026, 3, 3)).status == "draft"
    with pytest.raises(Conflict, match="stands in the register by now"):
        CONCLUSION.take(gone, "take-up-conclusion", minh, "vẫn cần")


def test_drop_when_it_is_taken_up_again_then_it_and_its_items_count_as_before(world):
    one, minh = conclusion(world), make.access(world.minh)
    row = item(one, world)
    gone = CONCLUSION.take(one, "drop-conclusion", minh, "nhập trùng")

    back = CONCLUSION.take(gone, "take-up-conclusion", minh, "không trùng")

    row.refresh_from_db()
    assert (back.status, row.status) == ("draft", "planned")
    assert list(checks.problems()) == []
    assert followed(back, world).status == "followed"


def test_drop_when_its_items_are_followed_then_not(world):
    one = conclusion(world)
    item(one, world)
    one = followed(one, world)

    with pytest.raises(Conflict):
        CONCLUSION.take(one, "drop-conclusion", make.access(world.minh), "nhầm")


def test_check_when_a_dropped_conclusion_has_an_item_that_is_not_then_it_says_so(world):
    one = conclusion(world)
    row = item(one, world)
    Conclusion.objects.update(status="dropped")
    assert any("its conclusion is dropped" in words for words in checks.problems())
    Conclusion.objects.update(status="draft")
    Item.objects.filter(pk=row.pk).update(status="dropped")
    assert any("dropped, its conclusion is not" in words for words in checks.problems())
