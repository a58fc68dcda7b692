"""Room papers: an administrator puts a Word template in place of ours, or ours back."""

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Max
from django.utils.translation import gettext as _

from namro.core import audit, clock, files, text
from namro.core.errors import Refused
from namro.core.models import StoredFile
from namro.core.write import writing
from namro.org.access import Access, person_of
from namro.papers import checking, package, word
from namro.papers.models import Template
from namro.papers.states import Form


def current(form: str) -> Template | None:
    """The office's own template, where there is one."""
    return Template.objects.filter(form=form, current=True).select_related("file").first()


def content_of(template: Template) -> bytes:
    """The bytes of a version."""
    return files.where(template.file).read_bytes()


def shipped(form: str) -> bytes:
    """Ours: where an office begins when it makes its own."""
    return word.shipped(checking.sample(form)["pack"])


@writing()
def put(form: str, upload: UploadedFile, note: str, access: Access) -> Template:
    """Put a template in place; papers issued from now on are set with it.

    Raises:
        Refused: no right, or the template is bad; the one in place stays.
    """
    _may(access)
    if form not in Form.values:
        raise Refused(_("There is no such form."), status=404)
    content = upload.read(package.MAX_BYTES + 1)
    checking.check(content, form)
    row = Template(
        form=form,
        version=(Template.objects.filter(form=form).aggregate(n=Max("version"))["n"] or 0) + 1,
        file=_kept(upload.name or "mau.docx", content, access),
        put_by=person_of(access),
        put_at=clock.now(),
        note=text.nfc(note)[:300],
    )
    Template.objects.filter(form=form, current=True).update(current=False)
    row.save(force_insert=True)
    change = {"version": [None, row.version], "sha256": [None, row.file.sha256]}
    audit.record("paper.template", row, change, access.actor, note)
    return row


@writing()
def restore(form: str, access: Access) -> None:
    """Go back to the template that we ship; versions stay, for the papers set with them.

    Raises:
        Refused: no right.
    """
    _may(access)
    row = current(form)
    if row is None:
        return
    row.current = False
    row.save(update_fields=["current"])
    audit.record("paper.template-back", row, {"version": [row.version, None]}, access.actor)


def _may(access: Access) -> None:
    if not access.anywhere("paper.template"):
        raise Refused(_("Only an administrator replaces templates."))


def _kept(name: str, content: bytes, access: Access) -> StoredFile:
    return files.keep(files.Checked(content, files.PAPERS[".docx"], name[:190]), access.person_id)
