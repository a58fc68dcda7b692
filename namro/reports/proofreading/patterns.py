"""Room reports: how rules write patterns over sentences whose figures are single letters."""

import re

from namro.reports.proofreading.figures import ANY, N, P
from namro.reports.proofreading.letters import same_tones


def pattern(text: str) -> re.Pattern[str]:
    """<N> a count, <P> a percentage, <A> any figure, <-> any letters but figures."""
    for sign, letters in (("<N>", f"({N})"), ("<P>", f"({P})"), ("<A>", ANY)):
        text = text.replace(sign, letters)
    return re.compile(same_tones(text.replace("<->", "[^\ue000-\ue7ff\uf000-\uf7ff]")))


_LEAST = pattern(r"đạt (?:tỷ lệ )?(?:từ|trên|dưới|không dưới|ít nhất|tối thiểu)\s+$")
_BEHIND = pattern(r"^.\s?(?:trở lên|trở xuống)")


def is_threshold(text: str, at: int) -> bool:
    """ "Năm chi bộ đạt trên 80%", "90% trở lên": where each of them lies, and a share of no count."""
    return _LEAST.search(text[:at]) is not None or _BEHIND.match(text[at:]) is not None
