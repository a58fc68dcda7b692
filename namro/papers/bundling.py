"""Room papers: many papers as one ZIP, made beside the request, kept for the one who asked."""

import io
import uuid
import zipfile
from collections.abc import Iterable

from django.utils.translation import gettext as _

from namro.core import audit, clock, files, progress
from namro.core.errors import Refused
from namro.core.progress import Tell
from namro.core.write import writing
from namro.org.access import Access
from namro.papers import making
from namro.papers.models import Bundle, Paper

MOST = 500  # papers in one file
ZIP = "application/zip"


@writing()
def order(papers: Iterable[Paper], ending: str, access: Access) -> Bundle:
    """Say which papers are wanted in one file; `begin` then makes it.

    Raises:
        Refused: there are none or too many, or they cannot be had so.
    """
    chosen = list(papers)
    if not chosen:
        raise Refused(_("Tick the papers that you want."), status=422)
    if len(chosen) > MOST:
        raise Refused(
            _("At most %(n)s papers fit in one file; choose fewer.") % {"n": MOST}, status=422
        )
    if ending not in ("docx", "pdf"):
        raise Refused(_("Papers can be had as Word or as PDF."), status=422)
    bundle = Bundle.objects.create(
        unit=chosen[0].unit, user_id=access.user_id, ending=ending, made_at=clock.now()
    )
    bundle.papers.set(chosen)
    audit.record("paper.bundle", bundle, {"papers": [None, len(chosen)]}, access.actor)
    return bundle


def begin(bundle: Bundle, access: Access) -> None:
    """Make the file beside the request; its page shows how far it is."""
    total = bundle.papers.count()
    person = access.person_id
    progress.begin(bundle.key, total, lambda tell: fill(bundle.key, person, tell))


def fill(key: uuid.UUID, by_person: int | None, tell: Tell) -> Bundle:
    """Set every paper and keep the file; nobody waits for a lock meanwhile."""
    bundle = Bundle.objects.get(key=key)
    content = _packed(bundle, tell)
    name = f"van-ban-{bundle.made_at:%Y%m%d-%H%M}-{bundle.ending}.zip"
    with writing():
        bundle.file = files.keep(files.Checked(content, ZIP, name), by_person)
        bundle.save(update_fields=["file"])
    return bundle


def _packed(bundle: Bundle, tell: Tell) -> bytes:
    out = io.BytesIO()
    taken: set[str] = set()
    papers = bundle.papers.select_related("template__file").order_by("pk")
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for done, paper in enumerate(papers.iterator(chunk_size=50)):
            tell(str(paper), done)
            name = _free(making.name_of(paper, bundle.ending), taken)
            day = paper.issued_on
            entry = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, making.make(paper, bundle.ending))
    return out.getvalue()


def _free(name: str, taken: set[str]) -> str:
    """A name that is not in the file yet."""
    stem, _dot, ending = name.rpartition(".")
    n, free = 1, name
    while free in taken:
        n += 1
        free = f"{stem}-{n}.{ending}"
    taken.add(free)
    return free
