"""Room commitments: who is said to lead is counted, for a task answers to one person."""

from collections.abc import Iterator

from namro.commitments.hints.vocabulary import Scan

_STOPS = frozenset(".;!?")
_JOINS = frozenset({"va", "cung", "voi"})


def chiefs(scan: Scan) -> tuple[int, int] | None:
    """Tokens in which two or more are said to lead, None where it is one or nobody."""
    named: dict[tuple[int, int], None] = {}
    for first, last in _sentences(scan):
        start = first
        for place in range(first, last):
            kinds = scan.kinds_at(place)
            if "lead_many" in kinds:
                return place, scan.spans[place].last
            if "lead" in kinds:
                found = _leaders(scan, start, place, last)
                if any("address_many" in scan.kinds_at(one) for one, _ in found):
                    return found[0][0], found[-1][1]
                named |= dict.fromkeys(found)
                start = scan.spans[place].last
    return (min(named)[0], max(named)[1]) if len(named) > 1 else None


def _sentences(scan: Scan) -> Iterator[tuple[int, int]]:
    first = 0
    for place, token in enumerate(scan.tokens):
        if token.typed in _STOPS:
            yield first, place
            first = place + 1
    yield first, len(scan.tokens)


def _leaders(scan: Scan, first: int, lead: int, last: int) -> list[tuple[int, int]]:
    """People and bodies named before the verb, or after it where a colon follows."""
    after = scan.spans[lead].last
    if after < last and scan.tokens[after].typed == ":":
        return _named(scan, after + 1, last)
    return _named(scan, first, lead)


def _named(scan: Scan, first: int, last: int) -> list[tuple[int, int]]:
    """Names that a comma or a word such as "và" parts; each reaches to the next one."""
    found: list[tuple[int, int]] = []
    place, parted = first, True
    while place < last:
        span = scan.spans.get(place)
        kinds = span.kinds if span else frozenset()
        end = span.last if span else place + 1
        if kinds & {"beside", "lead"}:
            # "A chủ trì, phối hợp với B": B helps; what follows a second verb is another sentence.
            break
        if scan.tokens[place].typed == "," or scan.tokens[place].folded in _JOINS:
            parted = True
        elif parted and _begins_name(scan, place, kinds):
            found.append((place, end))
            parted = False
        elif found and not parted:
            found[-1] = (found[-1][0], end)
        place = end
    return found


def _begins_name(scan: Scan, place: int, kinds: frozenset[str]) -> bool:
    if kinds & {"address", "address_many", "body"}:
        return True
    following = scan.tokens[place + 1] if place + 1 < len(scan.tokens) else None
    is_name = "surname" in kinds and scan.tokens[place].is_capital
    return is_name and following is not None and following.is_capital
