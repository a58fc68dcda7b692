"""Room papers: what was issued is what it was, and no number of a book is lost; `namro check` asks."""

from collections.abc import Iterator

from namro.papers import frozen, queries
from namro.papers.models import NumberBook, Paper


def problems() -> Iterator[str]:
    """Papers whose content or number was changed, and numbers of books without a paper."""
    for paper in Paper.objects.order_by("pk").iterator(chunk_size=200):
        if paper.sha256 != frozen.fingerprint(paper.content):
            yield f"paper {paper.pk} {paper.symbol}: its content was changed"
        elif paper.symbol != paper.content["symbol"]:
            yield f"paper {paper.pk}: it was issued as {paper.content['symbol']}, not {paper.symbol}"
    for book in NumberBook.objects.order_by("pk"):
        if missing := queries.gaps(book, list(book.papers.only("number"))):
            numbers = ", ".join(map(str, missing[:10]))
            yield f"book {book.pk} ({book}): numbers without a paper: {numbers}"
