"""Room reports: how rules write patterns over sentences whose figures are single letters."""

import re

from namro.reports.proofreading.figures import ANY, N, P
from namro.reports.proofreading.letters import same_tones


def pattern(text: str) -> re.Pattern[str]:
    """<N> a count, <P> a percentage, <A> any figure, <-> any letters but figures."""
    for sign, letters in (("<N>", f"({N})"), ("<P>", f"({P})"), ("<A>", ANY)):
        text = text.replace(sign, letters)
    return re.compile(same_tones(text.replace("<->", "[^\ue000-\ue7ff\uf000-\uf7ff]")))
