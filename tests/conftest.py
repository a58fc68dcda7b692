"""The one world that most tests live in, and what every test needs."""

import os
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest
from coverage import Coverage
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import translation

from namro.core import anchors, clock
from tests import make
from tests.kept import kept
from tests.migrated import template

_flush_of_django = type(connection.ops).sql_flush


def _flush_past_the_trigger(self, *args, **kwargs):
    """The trail refuses DELETE; a flush between two tests is the only one that may."""
    statements = _flush_of_django(self, *args, **kwargs)
    with self.connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE name = 'audit_no_delete'")
        found = cursor.fetchone()
    if found is None:
        return statements
    return ["DROP TRIGGER audit_no_delete", *statements, found[0]]


if connection.vendor == "sqlite":  # PostgreSQL flushes by TRUNCATE, which fires no row trigger
    type(connection.ops).sql_flush = _flush_past_the_trigger


DATABASE_FIXTURES = {"db", "transactional_db", "live_server"}
LONGEST = "test_commands.py"


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items):
    """Say of each test whether it touches the database, and begin with the longest file.

    The run on PostgreSQL repeats what is marked `database`; what reads text, dates, workbooks or
    templates alone gives the same answer there. The demonstration that the commands share is
    built by the worker that begins; the other one steals from the far end meanwhile.
    """
    for item in items:
        if item.get_closest_marker("django_db") or DATABASE_FIXTURES & set(item.fixturenames):
            item.add_marker("database")
    yield  # what is left out by -m is chosen here, and pytest-django orders the rest
    items.sort(key=lambda item: item.path.name != LONGEST)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    """Tracing doubles the time of what walks the same lines a thousand times: such a test proves
    that something holds, and reaches no line that others do not."""
    traced = Coverage.current() if item.get_closest_marker("repeats") else None
    if traced is None:
        return (yield)
    traced.stop()
    try:
        return (yield)
    finally:
        traced.start()


def pytest_runtest_setup(item):
    """Row locks and two connections at once exist on PostgreSQL only."""
    if item.get_closest_marker("postgres") and connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL: SQLite has one writer and no row locks")


@pytest.fixture(scope="session")
def migrated(tmp_path_factory):
    """An empty SQLite database that the migrations have made, once for all workers of a run."""
    own = tmp_path_factory.getbasetemp()
    return template(own.parent if "PYTEST_XDIST_WORKER" in os.environ else own)


@pytest.fixture(scope="session")
def django_db_keepdb(request, django_db_modify_db_settings):
    """On SQLite a worker begins with a copy of the migrated file; `migrate` finds nothing to do."""
    own = connection.settings_dict["TEST"]
    if connection.vendor != "sqlite":
        return False
    shutil.copyfile(request.getfixturevalue("migrated"), own["NAME"])
    return True


@pytest.fixture(autouse=True)
def english():
    """Sentences are compared as the sources write them; pages speak Vietnamese as ever."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def anchored():
    """Where the trail stood is written beside the database, which every test begins anew."""
    yield
    anchors.path().unlink(missing_ok=True)


@pytest.fixture(autouse=True)
def calendar(request):
    """The calendar is remembered between requests; a test must not see another one's."""
    clock.forget()
    yield
    clock.forget()


@pytest.fixture
def world(db):
    """Area A with a ward committee over two cells, and area B beside it.

    lan: secretary of cell 1. hung: approver of the ward committee. minh: inspection committee of
    area A. van: office of area A. tu: outsider, holds every office in area B. admin: accounts and
    forms of papers everywhere, no case content. nobody: no grant.
    """
    return kept("world", _world)


def _world():
    top = make.unit("Thành phố", kind="area", branch="state")
    area = make.unit("Quận A", top, kind="area", branch="state")
    standing = make.unit("Ban Thường vụ Quận ủy", area, kind="standing")
    council = make.unit("Ủy ban nhân dân quận", area, kind="peoples_committee", branch="state")
    ward = make.unit("Đảng ủy phường Một", area, kind="grassroots")
    cell = make.unit("Chi bộ 1", ward)
    cell2 = make.unit("Chi bộ 2", ward)
    far = make.unit("Quận B", top, kind="area", branch="state")
    far_ward = make.unit("Đảng ủy phường Hai", far, kind="grassroots")
    far_cell = make.unit("Chi bộ 9", far_ward)
    lan = make.person("Nguyễn Thị Lan", cell, "residential_member", leads=True)
    member = make.person("Trần Văn Bình", cell, "residential_member")
    hung = make.person("Phạm Văn Hùng", ward)
    minh = make.person("Lê Quang Minh", area)
    van = make.person("Đỗ Thị Vân", area)
    chief = make.person("Hoàng Văn Cả", area)
    tu = make.person("Vũ Anh Tú", far)
    admin = make.person("Bùi Quản Trị", top)
    nobody = make.person("Không Ai Cả", cell2, "residential_member")
    return SimpleNamespace(
        top=top,
        area=area,
        standing=standing,
        council=council,
        ward=ward,
        cell=cell,
        cell2=cell2,
        far=far,
        far_ward=far_ward,
        far_cell=far_cell,
        lan=make.user(lan, "lan", secretary=cell),
        member=make.user(member, "binh"),
        hung=make.user(hung, "hung", approver=ward),
        minh=make.user(minh, "minh", verifier=area),
        van=make.user(van, "van", office=area),
        chief=make.user(chief, "ca", leader=area),
        tu=make.user(tu, "tu", office=far, approver=far, verifier=far, leader=far, secretary=far),
        nobody=make.user(nobody, "khong"),
        admin=make.user(admin, "quantri", administrator=top),
    )


@pytest.fixture
def made(db):
    """One of everything, over a world of its own: `made.world`."""
    # Here, for it imports the actions of all rooms: most files need none of them.
    from tests import everything  # noqa: PLC0415

    def build() -> SimpleNamespace:
        before = set(_on_disk())
        all_of_it = everything.build(_world())
        FILES.update({path: path.read_bytes() for path in set(_on_disk()) - before})
        return all_of_it

    found = kept("everything", build)
    for path, content in FILES.items():  # a test may have thrown one away
        if not path.exists():
            path.write_bytes(content)
    return found


# What the world with one of everything keeps on disk.
FILES: dict[Path, bytes] = {}


def _on_disk() -> list[Path]:
    return [path for path in (Path(settings.DATA) / "files").rglob("*") if path.is_file()]


@pytest.fixture
def as_user():
    """A browser signed in as somebody."""

    def sign_in(user) -> Client:
        cache.clear()
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in
