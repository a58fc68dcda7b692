"""The end of the trail cannot be cut off unseen, nor an older copy of it put in its place."""

import pytest
from django.db import connection

from namro.core import anchors, audit
from namro.core.models import AuditDetail, AuditEntry
from namro.org import actions as org
from namro.registers import nightly
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_file(tmp_path, settings):
    settings.DATA = tmp_path


def cut(seq):
    """As somebody does it who has the database in hand."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for (name,) in cursor.fetchall():
                cursor.execute(f'DROP TRIGGER "{name}"')
        else:
            cursor.execute("ALTER TABLE core_auditentry DISABLE TRIGGER USER")
            cursor.execute("ALTER TABLE core_auditdetail DISABLE TRIGGER USER")
    AuditEntry.objects.filter(seq__gt=seq).delete()
    AuditDetail.objects.filter(seq__gt=seq).delete()


def test_trail_when_its_end_is_cut_off_then_the_anchor_says_so(world):
    org.add_person("Nguyễn Thị Lan Anh", make.SYSTEM)
    anchors.keep()
    last = AuditEntry.objects.order_by("-seq").first().seq
    assert list(audit.problems()) == []

    cut(last - 1)

    assert [one for one in audit.problems() if "is gone" in one] == [
        f"the trail reached entry {last} on {anchors.path().read_text()[:10]}, and that entry is gone"
    ]


def test_trail_when_it_has_grown_then_old_anchors_hold(world):
    nightly.cache.clear()
    nightly.once_a_day()
    org.add_person("Nguyễn Thị Lan Anh", make.SYSTEM)

    assert anchors.path().read_text().count("\n") == 1
    assert list(audit.problems()) == []


def test_trail_when_another_entry_stands_there_then_the_anchor_says_so(world):
    anchors.keep()
    text = anchors.path().read_text()
    anchors.path().write_text(text.replace(text.split()[2], "0" * 64))

    assert "is not the one that stood there" in list(audit.problems())[0]
