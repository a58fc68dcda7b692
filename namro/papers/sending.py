"""Room papers: a paper goes to a browser as a file."""

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from namro.papers import making
from namro.papers.models import Paper


def sent(paper: Paper, ending: str) -> HttpResponse:
    """The paper as Word, PDF or Excel, under a name that every system keeps.

    Raises:
        Http404: it cannot be had as that.
    """
    if ending not in making.endings(paper):
        raise Http404
    answer = HttpResponse(making.make(paper, ending), content_type=making.TYPES[ending])
    name = making.name_of(paper, ending)
    answer.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    return answer
