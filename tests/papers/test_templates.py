"""Templates of an office: replaced, refused with tag and place, restored; nothing is fetched."""

import io
import socket
import threading
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from docx.shared import Mm
from jinja2.exceptions import SecurityError, UndefinedError

from namro.core.errors import Refused
from namro.papers import actions, checking, content, making, replacing, word
from namro.papers.models import Template
from tests import make
from tests.papers import looks, samples

FORMS = ("state", "party")


def ours(form="state"):
    return Document(io.BytesIO(replacing.shipped(form)))


def saved(document):
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def with_line(words, form="state"):
    document = ours(form)
    document.add_paragraph(words)
    return saved(document)


def with_part(name, part, form="state"):
    out = io.BytesIO()
    shipped = io.BytesIO(replacing.shipped(form))
    with zipfile.ZipFile(shipped) as source, zipfile.ZipFile(out, "w") as target:
        for one in source.namelist():
            if one != name:
                target.writestr(one, source.read(one))
        target.writestr(name, part if isinstance(part, bytes) else part(source.read(name)))
    return out.getvalue()


def upload(content, name="mau.docx"):
    return SimpleUploadedFile(name, content)


@pytest.mark.parametrize("form", FORMS)
def test_check_when_the_template_is_ours_then_it_passes(form):
    checking.check(replacing.shipped(form), form)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Họ tên: {{ surname }}", "“{{ surname }}” names surname, which a paper does not have"),
        ("{{ ''.__class__.__mro__ }}", "cannot be used, in the text, where it says"),
        ("{{ subject.__class__ }}", "cannot be used"),
        ("{{ subject() }}", "cannot be used"),
        ("{{ subject|upper }}", "cannot be used"),
        ("{{ 7*7 }}", "cannot be used"),
        ("{{ subject[0] }}", "cannot be used"),
        ("{{ range(9999999) }}", "cannot be used"),
        ("{% for x in subject %}{% endfor %}", "cannot be used"),
        ("{% include 'a' %}", "cannot be used"),
        ("{% import 'os' as os %}", "cannot be used"),
        ("{% set x = 1 %}", "cannot be used"),
        ("{% if subject %}", "“{% if subject %}” has no endif"),
        ("{% endif %}", "“{% endif %}” cannot be used"),
        ("{{ subject", "“{{” is not closed"),
        ("subject }}", "“}}” is not closed"),
        ("{{ body }}", "must be a paragraph of its own, written {{p body }}"),
        ("{% if body %}x{% endif %}", "must be a paragraph of its own"),
        ("{{p body }}", "has body twice"),
        ("{{ }}", "cannot be used"),
        ("{{ subject subject }}", "cannot be used"),
        ("{%p while x %}", "cannot be used"),
    ],
)
def test_check_when_a_tag_is_bad_then_refused_with_tag_and_place(words, said):
    with pytest.raises(Refused) as refused:
        checking.check(with_line(words), "state")

    assert said in refused.value.message
    if "where it says" in refused.value.message:
        assert words[:40] in refused.value.message


def test_check_when_a_bad_tag_stands_in_a_table_or_in_the_page_head_then_its_place_is_told():
    in_table, in_head = ours(), ours()
    in_table.tables[0].rows[0].cells[0].add_paragraph("Ô: {{ nothing }}")
    in_head.sections[0].header.add_paragraph("Đầu trang {{ nothing }}")

    with pytest.raises(Refused, match="in the text, where it says “Ô: {{ nothing }}”"):
        checking.check(saved(in_table), "state")
    with pytest.raises(Refused, match="in the head or foot of the page, where it says “Đầu trang"):
        checking.check(saved(in_head), "state")


def test_check_when_a_name_or_a_style_is_missing_then_it_is_told():
    without_body, without_style = ours(), ours()
    for paragraph in without_body.paragraphs:
        if "body" in paragraph.text:
            paragraph._p.getparent().remove(paragraph._p)
    without_style.styles["NR Căn cứ"].delete()

    with pytest.raises(Refused, match="leaves out body"):
        checking.check(saved(without_body), "state")
    with pytest.raises(Refused, match="lost the styles NR Căn cứ"):
        checking.check(saved(without_style), "state")


LINK = (
    b'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'relationships/%s" Target="%s" TargetMode="External"/></Relationships>'
)


def linked(kind, target):
    return with_part(
        "word/_rels/document.xml.rels",
        lambda part: part.replace(b"</Relationships>", LINK % (kind, target)),
    )


def field(code):
    return with_part(
        "word/document.xml",
        lambda part: part.replace(
            b"<w:body>",
            b"<w:body><w:p><w:r><w:instrText>" + code + b"</w:instrText></w:r></w:p>",
        ),
    )


ATTACKS = {
    "remote template": lambda: linked(b"attachedTemplate", b"http://127.0.0.1:%d/a.dotm"),
    "remote image": lambda: linked(b"image", b"http://127.0.0.1:%d/a.png"),
    "remote file": lambda: linked(b"image", b"file:///etc/passwd"),
    "link": lambda: linked(b"hyperlink", b"http://127.0.0.1:%d/"),
    "macro": lambda: with_part("word/vbaProject.bin", b"x"),
    "embedding": lambda: with_part("word/embeddings/a.bin", b"x"),
    "activex": lambda: with_part("word/activeX/activeX1.xml", b"<a/>"),
    "picture field": lambda: field(b'INCLUDEPICTURE "http://127.0.0.1:%d/a.png"'),
    "dde": lambda: field(b"DDEAUTO cmd"),
    "include": lambda: field(b'INCLUDETEXT "/etc/passwd"'),
    "doctype": lambda: with_part(
        "word/settings.xml", b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
    ),
    "broken xml": lambda: with_part("word/settings.xml", b"<a>"),
    "macro type": lambda: with_part(
        "[Content_Types].xml",
        lambda part: part.replace(b"document.main+xml", b"macroEnabled.main+xml"),
    ),
    "path": lambda: with_part("../a.xml", b"<a/>"),
    "bomb": lambda: with_part("word/media/a.bin", b"\0" * (41 * 1024 * 1024)),
    "no zip": lambda: b"PK\x03\x04 no",
    "empty": lambda: b"",
    "pdf": lambda: b"%PDF-1.4",
    "too large": lambda: b"PK" + b"\0" * (6 * 1024 * 1024),
    "workbook": lambda: zipped({"[Content_Types].xml": b"<a/>", "xl/workbook.xml": b"<a/>"}),
}


def zipped(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return out.getvalue()


@pytest.mark.parametrize("attack", ATTACKS)
def test_check_when_a_file_brings_or_fetches_more_than_itself_then_refused(attack, listener):
    made = ATTACKS[attack]()
    made = made.replace(b":%d/", b":%d/" % listener.port) if b":%d/" in made else made

    with pytest.raises(Refused) as refused:
        checking.check(made, "state")

    assert refused.value.status == 422
    assert listener.met == []


@pytest.fixture
def listener():
    """A socket that remembers who came."""
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(0.05)
    met, done = [], threading.Event()

    def listen():
        while not done.is_set():
            try:
                link, _address = server.accept()
            except TimeoutError:
                continue
            met.append(link.recv(100))
            link.close()

    thread = threading.Thread(target=listen)
    thread.start()
    yield type("Listener", (), {"met": met, "port": server.getsockname()[1]})
    done.set()
    thread.join()
    server.close()


VALUES = [
    '<img src="http://127.0.0.1:{port}/a.png">',
    '<link rel="attachment" href="http://127.0.0.1:{port}/a">',
    '<style>@import url("http://127.0.0.1:{port}/a.css");</style>',
    "@font-face {{ src: url(http://127.0.0.1:{port}/a.ttf) }}",
    '<svg xmlns="http://www.w3.org/2000/svg"><image href="http://127.0.0.1:{port}/a"/></svg>',
    '<xi:include href="file:///etc/passwd" parse="text"/>',
    '<!DOCTYPE a [<!ENTITY x SYSTEM "http://127.0.0.1:{port}/x">]>',
    '#image("http://127.0.0.1:{port}/a.png")',
    '#image("/etc/passwd")',
    '#read("/etc/passwd")',
    '#include "../../etc/passwd"',
    '#import "@preview/cetz:0.3.1"',
    '#eval("read(\\"/etc/passwd\\")")',
    '#link("http://127.0.0.1:{port}/")',
    "data:text/html;base64,PGI+",
    "file:///etc/passwd",
    "http://127.0.0.1:{port}/",
    "\\\\127.0.0.1\\share",
    "{{{{ ''.__class__ }}}}",
    "{{% include 'http://127.0.0.1:{port}/' %}}",
]


@pytest.mark.parametrize("form", FORMS)
def test_papers_when_forty_values_ask_for_addresses_and_files_then_nobody_comes(form, listener):
    """Twenty payloads in Word, PDF and Excel of each form."""
    values = [one.format(port=listener.port) for one in VALUES]
    said = content.content(
        subject=values[0],
        addressee=values[1],
        decider=values[2],
        grounds=values,
        blocks=[
            *[content.paragraph(one) for one in values],
            content.table([content.column(values[0])], [[one] for one in values]),
            content.facts([(one, one) for one in values]),
        ],
        recipients=values,
        signature=content.signature("direct", "", values[3], values[4]),
        annexes=[content.annex(values[5], [content.paragraph(one) for one in values])],
    )
    made = looks.sheet(form, "decision", said)

    in_pdf, in_word = looks.as_pdf(made), looks.as_word(made)
    in_excel = making.workbook.render(made)

    assert listener.met == []
    assert b"EmbeddedFile" not in in_pdf and b"/URI" not in in_pdf
    for package in (in_word, in_excel):
        with zipfile.ZipFile(io.BytesIO(package)) as archive:
            links = [archive.read(n) for n in archive.namelist() if n.endswith(".rels")]
        assert [one for one in links if b"External" in one] == []
    words = looks.words_of_pdf(in_pdf)
    assert "root:" not in words
    assert [one for one in values if looks.squeezed(one) not in words] == []
    assert [one for one in values if looks.squeezed(one) not in looks.words_of_word(in_word)] == []


@pytest.mark.django_db
def test_put_when_a_template_is_good_then_new_papers_have_it_and_old_ones_keep_theirs(world):
    van = make.access(world.van)
    before = issued(world, van)
    wide = ours()
    wide.sections[0].left_margin = Mm(35)

    row = replacing.put("state", upload(saved(wide)), "Lề rộng", make.access(world.admin))
    after = issued(world, van)
    replacing.restore("state", make.access(world.admin))
    last = issued(world, van)

    assert (row.version, replacing.current("state")) == (1, None)
    assert (before.template, after.template, last.template) == (None, row, None)
    margins = [margin(making.make(paper, "docx")) for paper in (before, after, last)]
    assert margins == [30, 35, 30]
    assert Template.objects.count() == 1


def issued(world, access):
    return actions.issue(
        samples.NOTICE.name,
        samples.notice("state"),
        unit=world.council,
        source=None,
        access=access,
    )


def margin(file):
    return round(Document(io.BytesIO(file)).sections[0].left_margin.mm)


@pytest.mark.django_db
def test_put_when_a_template_is_bad_then_the_one_in_place_stays(world):
    access = make.access(world.admin)
    good = replacing.put("party", upload(replacing.shipped("party")), "", access)

    with pytest.raises(Refused):
        replacing.put("party", upload(with_line("{{ a.b }}", "party")), "", access)
    second = replacing.put("party", upload(replacing.shipped("party")), "", access)

    assert (good.version, second.version) == (1, 2)
    assert replacing.current("party") == second


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["van", "lan", "chief", "tu"])
def test_put_when_somebody_is_no_administrator_then_refused(world, who):
    access = make.access(getattr(world, who))

    with pytest.raises(Refused, match="Only an administrator"):
        replacing.put("state", upload(replacing.shipped("state")), "", access)
    with pytest.raises(Refused, match="Only an administrator"):
        replacing.restore("state", access)

    assert not Template.objects.exists()


def test_render_when_a_template_slips_past_the_check_then_the_sandbox_still_holds():
    ready = looks.laid.lay_out(looks.sheet("state", "notice"))
    for words in ("{{ subject.__class__.__mro__ }}", "{{ ''.__class__ }}", "{{ unknown }}"):
        with pytest.raises((SecurityError, UndefinedError)):
            word.render(with_line(words), ready)
