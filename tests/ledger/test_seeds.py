"""A seed has one way of being written, whoever types it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from namro.core.errors import Refused
from namro.ledger import drawing


@pytest.mark.parametrize(
    ("typed", "seed"),
    [("84 213", "84213"), (" 84-213. ", "84213"), ("84213", "84213"), ("xs\u00a084213", "XS84213"),
     ("đa\u0323t 7", "ĐẠT7"), ("ĐẠT7", "ĐẠT7")],
)  # fmt: skip
def test_seed_when_typed_in_several_ways_then_it_is_one_seed(typed, seed):
    assert drawing.canonical(typed) == seed


@pytest.mark.parametrize("typed", ["", " - ", "８４２１３", "84²13", "АВ84213", "\u202e84213٣"])
def test_seed_when_nothing_is_left_or_it_only_looks_like_one_then_refused(typed):
    with pytest.raises(Refused, match="as it was published|type the seed anew"):
        drawing.canonical(typed)


@given(st.text(max_size=30))
@settings(max_examples=200)
def test_seed_when_written_again_then_the_same(typed):
    try:
        seed = drawing.canonical(typed)
    except Refused:
        return
    assert drawing.canonical(seed) == seed
    assert drawing.canonical(" ".join(seed.lower())) == seed
