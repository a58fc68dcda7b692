"""Room registers: what must hold of every declared register; `namro check` asks."""

from collections.abc import Iterator

from namro.figures import tally
from namro.registers import sums
from namro.registers.kit import REGISTERS, Counts, Register


def problems() -> Iterator[str]:
    """Tables of life cycles, declared figures, counters, and what the registers add."""
    for register in REGISTERS.values():
        for book in register.books:
            yield from book.life.problems() if book.life else ()
        if register.counts:
            yield from register.counts.sheet.problems()
            yield from _counters(register, register.counts)
        yield from register.problems()


def _counters(register: Register, counts: Counts) -> Iterator[str]:
    for year in sums.years(counts):
        period = tally.year_of(counts.block, year)
        fresh, standing = sums.recounted(counts, period), tally.standing(period, counts.sets)
        wrong = {k for k in fresh.keys() | standing.keys() if fresh.get(k, 0) != standing.get(k, 0)}
        if wrong:
            yield f"{register.name} {year}: {len(wrong)} counters differ from a recount"
