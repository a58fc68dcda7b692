"""The house rules that a machine keeps: what a file, a view, a step and a model must look like."""

import ast
import importlib
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, models

from namro.core import rules
from namro.org.roles import CAPABILITIES, OWN, ROLES
from namro.registers.workflow import Workflow

ROOT = Path(__file__).resolve().parent.parent
HOUSE = ROOT / "namro"
MAX_FILE, MAX_FUNCTION, MAX_TEMPLATE = 400, 40, 120
Function = ast.FunctionDef | ast.AsyncFunctionDef

# Reads in a view or a form that are no door past the access: each stands inside rows that the
# person was given before, or asks only whether a name is free.
READS_IN_VIEWS = {
    "commitments/forms.py around": "people of a unit that the view has fetched by access",
    "commitments/campaign_forms.py clean": "whether a short name is free; addresses show it",
    "commitments/register.py visible_campaigns": "it is the access rule of campaigns itself",
    "commitments/register.py _keep_state": "narrows rows that came through the access",
    "commitments/views/office.py campaign_new": "units in which the person may edit campaigns",
    "commitments/views/grid.py grid": "the roll of a unit that came by access",
    "commitments/views/line.py amendment_step": "changes of lines that came by access",
    "inspections/register.py _issuers": "the bodies of what a person may meet",
    "inspections/register.py _keep_declared": "narrows rows that came through the access",
    "inspections/register.py __init__": "units in which the person may enter counts",
    "inspections/register.py _to_answer": "items of bodies that came by access",
    "inspections/register.py overlapping": "other days of a subject that came by access; names no person",
    "ledger/views.py block": "levels above work that came by access",
    "ledger/views.py milestone": "steps of work that came by access",
    "ledger/views.py blocker_step": "blockers of work that came by access",
    "ledger/views.py extension_step": "extensions of work that came by access",
    "ledger/views.py evidence": "a file by its random key, then asked about by _may_see",
    "ledger/views.py _may_see": "files of work that came by access",
    "org/forms.py __init__": "the roles in hand that the view has fetched",
    "mediation/forms.py __init__": "teams of the person, and people and checks of a case that came by access",
    "titles/forms.py __init__": "bodies by access, and what hangs on a card that came by access",
    "org/views/units.py unit_detail": "posts and roles of a unit that came by access",
    "sittings/views/seats.py seat_new": "a member whom the form has offered",
}
# Views that write something that is no record of a register and needs no entry in the trail.
WRITES_IN_VIEWS = {
    "home/views.py large_type": "a switch of one's own account",
}
# Functions that write and are called by an action or a step, inside its transaction.
INSIDE_ANOTHER = {
    "commitments/following.py keep_version": "effect of a step",
    "commitments/following.py begin": "effect of `approve`",
    "commitments/following.py change": "effect of `approve-change`",
    "commitments/roll.py recount": "effect of a step",
    "commitments/workflow.py reviewed": "effect of a step",
    "commitments/workflow.py effect": "effect of a step",
    "commitments/workflow.py answered": "effect of a step",
    "sittings/actions.py decide": "within decide_many",
    "ledger/workflow.py keep_answer": "effect of a step",
    "ledger/workflow.py keep_why": "effect of a step",
    "ledger/workflow.py unblock": "effect of a step",
    "ledger/workflow.py extend": "effect of a step",
    "ledger/actions.py open_entry": "called by the register above in its own transaction",
    "mediation/workflow.py keep_words": "effect of a step",
    "mediation/workflow.py follow_up": "effect of a step",
    "papers/actions.py close": "end of `issue_many`, inside its transaction",
}
# What is asked of no unit: it is a person's own, the installation's, or hangs on nothing.
NO_SCOPE = {
    "core.AuditEntry",
    "core.AuditDetail",
    "core.CalendarDay",
    "core.StoredFile",
    "core.Draft",
    "core.Posted",
    "core.OutgoingMail",
    "org.Person",
    "org.PersonMerge",
    "org.User",
    "org.FirstLink",
    "papers.Template",
    "registers.SavedView",
}
STATUS_SETTERS = {
    "registers/workflow.py take": "the engine",
    "org/applying.py apply": "a plan has no life cycle: drafted, carried out, perhaps undone",
    "org/applying.py undo": "the same",
    "sheets/actions.py take_in": "an import has no life cycle: read, taken or dropped, taken back",
    "sheets/actions.py take_back": "the same",
    "sheets/actions.py drop": "the same",
    "papers/actions.py cancel": "a paper has no life cycle: issued, perhaps cancelled",
    "bench/meetings.py in_session update": "a closed sitting put back in session, in the bench's own database",
}
# Names that Django asks for.
DJANGO_NAMES = {"process_view", "process_exception", "handle", "UserManager"}
FORBIDDEN_EVERYWHERE = {"department", "departments", "staff", "employee", "employees"}
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "service", "services"}
FORBIDDEN_ALONE = {"data", "info"}
GETTEXT = {"_", "_lazy", "gettext", "gettext_lazy", "ngettext", "pgettext", "ngettext_lazy"}
WRITE = {"save", "create", "bulk_create", "bulk_update", "update_or_create", "get_or_create"}
WRITE_ON_ROWS = {"update", "delete"}


@cache
def sources() -> dict[str, tuple[str, ast.Module]]:
    found = {}
    for path in sorted(HOUSE.rglob("*.py")):
        if "migrations" not in path.parts:
            text = path.read_text(encoding="utf-8")
            found[path.relative_to(HOUSE).as_posix()] = (text, ast.parse(text))
    return found


def templates() -> list[Path]:
    return sorted(HOUSE.rglob("templates/**/*.html")) + sorted(HOUSE.rglob("templates/**/*.txt"))


def functions(tree: ast.AST) -> Iterator[Function]:
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def around(tree: ast.Module) -> dict[ast.AST, str]:
    """Every node with the innermost function that it stands in."""
    found: dict[ast.AST, str] = {}
    for function in functions(tree):  # outer ones come first, inner ones overwrite
        for node in ast.walk(function):
            found[node] = function.name
    return found


def is_page(name: str) -> bool:
    path = Path(name)
    named = path.stem in ("views", "register") or path.stem.endswith("forms")
    return named or "views" in path.parts


def writes(call: ast.Call) -> bool:
    """A call that writes rows: `x.save(...)`, `X.objects.create(...)`, `rows.update(...)`."""
    if not isinstance(call.func, ast.Attribute):
        return False
    text = ast.unparse(call.func.value)
    if call.func.attr in WRITE:
        return "super()" not in text and text not in ("clean", "picture")
    return call.func.attr in WRITE_ON_ROWS and ("objects" in text or text in ("rows", "row"))


def test_every_file_opens_with_one_sentence():
    silent = [n for n, (text, tree) in sources().items() if text and not ast.get_docstring(tree)]

    assert silent == []


def test_every_file_has_at_most_400_lines():
    long = {n: len(t.splitlines()) for n, (t, _tree) in sources().items()}

    assert {n: k for n, k in long.items() if k > MAX_FILE} == {}


def test_every_function_has_at_most_40_lines():
    long = [
        f"{name} {one.name}: {one.end_lineno - one.lineno + 1}"
        for name, (_text, tree) in sources().items()
        for one in functions(tree)
        if one.end_lineno - one.lineno + 1 > MAX_FUNCTION
    ]

    assert long == []


def test_every_template_has_at_most_120_lines():
    sizes = {p.name: len(p.read_text(encoding="utf-8").splitlines()) for p in templates()}

    assert {name: n for name, n in sizes.items() if n > MAX_TEMPLATE} == {}


def test_templates_hold_no_inline_style_script_or_handler():
    inline = re.compile(r"\sstyle\s*=|\son[a-z]+\s*=|<style\b|javascript:|<script(?![^>]*\bsrc=)")
    found = [
        f"{path.relative_to(HOUSE)}: {match.group().strip()}"
        for path in templates()
        for match in inline.finditer(path.read_text(encoding="utf-8"))
    ]

    assert found == []


def test_views_forms_and_registers_read_only_where_it_is_written_down():
    found = set()
    for name, (_text, tree) in sources().items():
        if not is_page(name):
            continue
        inside = around(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in ("objects", "_default_manager"):
                found.add((f"{name} {inside.get(node, '(module)')}", node))
    empty = {
        call.func.value
        for name, (_text, tree) in sources().items()
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == "none"
    }

    assert {place for place, node in found if node not in empty} == set(READS_IN_VIEWS)


def test_views_forms_and_registers_write_only_where_it_is_written_down():
    found = set()
    for name, (_text, tree) in sources().items():
        inside = around(tree)
        if is_page(name):
            found |= {
                f"{name} {inside.get(call, '(module)')}"
                for call in ast.walk(tree)
                if isinstance(call, ast.Call) and writes(call)
            }

    assert found == set(WRITES_IN_VIEWS)


def test_every_action_that_writes_opens_its_transaction():
    loose = set()
    for name, (_text, tree) in sources().items():
        if Path(name).name not in ("actions.py", "workflow.py", "following.py", "roll.py"):
            continue
        for one in functions(tree):
            calls = [n for n in ast.walk(one) if isinstance(n, ast.Call)]
            opened = any(ast.unparse(d) == "writing()" for d in one.decorator_list) or any(
                ast.unparse(call.func) == "writing" for call in calls
            )
            if any(map(writes, calls)) and not opened and not one.name.startswith("_"):
                loose.add(f"{name} {one.name}")

    assert loose == set(INSIDE_ANOTHER)


def test_status_is_assigned_by_the_engine_only():
    found = set()
    for name, (_text, tree) in sources().items():
        inside = around(tree)
        for node in ast.walk(tree):
            targets = node.targets if isinstance(node, ast.Assign) else []
            targets = [node.target] if isinstance(node, ast.AugAssign | ast.AnnAssign) else targets
            for target in (part for one in targets for part in ast.walk(one)):
                if isinstance(target, ast.Attribute) and target.attr == "status":
                    found.add(f"{name} {inside.get(node, '(module)')}")
            if (
                isinstance(node, ast.Call)
                and ast.unparse(node.func).endswith(".update")
                and any(word.arg == "status" for word in node.keywords)
            ):
                found.add(f"{name} {inside.get(node, '(module)')} update")

    assert found - {"core/errors.py __init__"} == {
        *STATUS_SETTERS,
        "registers/workflow.py _write update",
    }


def life_cycles() -> list[tuple[str, str]]:
    """Module and name of every table of a life cycle in the house."""
    return [
        (f"namro.{name.removesuffix('.py').replace('/', '.')}", ast.unparse(node.targets[0]))
        for name, (_text, tree) in sources().items()
        for node in tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Call)
        and ast.unparse(node.value.func) == "Workflow"
    ]


@pytest.mark.parametrize(("module", "name"), life_cycles())
def test_every_life_cycle_is_sound(module, name):
    table = getattr(importlib.import_module(module), name)

    assert isinstance(table, Workflow)
    assert list(table.problems()) == []


def test_the_life_cycles_of_the_house_are_found():
    assert len(life_cycles()) >= 12


def test_every_capability_asked_for_is_held_by_a_role_or_by_the_owner():
    asked: dict[str, str] = {}
    kinds = "|".join(sorted({capability.split(".")[0] for capability in CAPABILITIES}))
    pattern = re.compile(rf"(?:{kinds})\.[a-z_]+")
    calls = {"can", "may", "rows", "row", "units", "anywhere", "needs", "find", "_unit", "Step"}
    for name, (_text, tree) in sources().items():
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            if ast.unparse(call.func).rsplit(".", 1)[-1] in calls:
                for argument in call.args:
                    if isinstance(argument, ast.Constant) and pattern.fullmatch(
                        str(argument.value)
                    ):
                        asked[argument.value] = name

    assert set(asked) - (frozenset().union(*ROLES.values()) | OWN) == set()
    assert len(asked) > 15


def test_every_capability_in_the_table_is_asked_for_somewhere():
    text = "".join(t for n, (t, _tree) in sources().items() if n != "org/roles.py")

    assert [one for one in sorted(CAPABILITIES) if f'"{one}"' not in text] == []


def test_every_model_says_where_it_belongs():
    ours = [m for m in apps.get_models() if m.__module__.startswith("namro.")]
    loose = {m._meta.label for m in ours if not hasattr(m, "SCOPE")}

    assert loose == NO_SCOPE


def test_every_scope_and_owner_is_a_real_column():
    for model in (m for m in apps.get_models() if hasattr(m, "SCOPE")):
        owners = getattr(model, "OWNERS", ())

        query = model._default_manager.filter(
            **{f"{model.SCOPE}__startswith": "1."}, **dict.fromkeys(owners, 1)
        )

        assert str(query.query)


def test_every_register_record_has_a_closed_set_of_states():
    records = [m for m in apps.get_models() if hasattr(m, "version") and hasattr(m, "key")]
    named = {
        m._meta.label
        for m in records
        for c in m._meta.constraints
        if isinstance(c, models.CheckConstraint) and "status__in" in str(c.condition)
    }

    # A case file is open until its `ended_on`; its status is not a life cycle yet.
    assert {m._meta.label for m in records} - named == {"commitments.CaseFile"}


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_no_forbidden_word_is_a_name():
    bad = []
    for name, (_text, tree) in sources().items():
        for part in Path(name).with_suffix("").parts:
            bad += [name] if part in FORBIDDEN_NAMES | FORBIDDEN_ALONE else []
        for node in ast.walk(tree):
            defined = getattr(node, "name", None) if not isinstance(node, ast.alias) else None
            if isinstance(node, Function | ast.ClassDef) and defined not in DJANGO_NAMES:
                words = set(re.findall(r"[a-z]+|[A-Z][a-z]*", str(defined)))
                words = {word.casefold() for word in words}
                if words & (FORBIDDEN_NAMES | FORBIDDEN_EVERYWHERE) or str(defined).startswith(
                    ("do_", "process_", "handle_")
                ):
                    bad.append(f"{name} {defined}")
            said = getattr(node, "id", getattr(node, "arg", None))
            if isinstance(said, str) and set(said.casefold().split("_")) & FORBIDDEN_EVERYWHERE:
                bad.append(f"{name} {said}")

    assert bad == []


def test_every_rule_pack_says_since_when_and_from_where():
    packs = sorted(HOUSE.rglob("rules/*.toml"))

    read = [tomllib.loads(path.read_text(encoding="utf-8"))["pack"] for path in packs]

    assert len(packs) >= 8
    assert [p["id"] for p in read if not (p["valid_from"] and p["source"] and p["grade"])] == []
    assert [path.stem for path in packs] == [p["id"] for p in read]
    assert [rules.read(path).id for path in packs] == [p["id"] for p in read]


def test_no_two_versions_of_a_rule_hold_on_the_same_day():
    for folder in {path.parent for path in HOUSE.rglob("rules/*.toml")}:
        for one in rules.packs(folder):
            same = [p for p in rules.packs(folder) if p.subject == one.subject and p != one]

            assert [p.id for p in same if p.holds_on(one.since)] == []


def test_only_the_clock_asks_the_clock():
    asking = {
        "timezone.now",
        "timezone.localdate",
        "dt.date.today",
        "date.today",
        "dt.datetime.now",
        "datetime.now",
        "dt.datetime.utcnow",
        "time.time",
    }
    found = {
        f"{name}: {ast.unparse(call.func)}"
        for name, (_text, tree) in sources().items()
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and (
            ast.unparse(call.func) in asking
            or (ast.unparse(call.func) == "timezone.localtime" and not call.args)
        )
    }

    assert found == {
        "core/clock.py: timezone.localdate",
        "core/clock.py: timezone.localtime",
        # A form that was sent is remembered by the real clock, also on a demonstration's day.
        "core/clock.py: time.time",
        "core/once.py: timezone.now",
        # Which years' holidays to fill is asked of the machine, before there is a demonstration.
        "config/commands/ready.py: dt.date.today",
    }


def test_messages_are_whole_sentences_never_built():
    built = [
        f"{name}:{call.lineno}"
        for name, (_text, tree) in sources().items()
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and ast.unparse(call.func) in GETTEXT
        and call.args
        and not (isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str))
    ]

    assert built == []


def test_messages_name_their_placeholders():
    loose = [
        f"{name}:{call.lineno}"
        for name, (_text, tree) in sources().items()
        for call in ast.walk(tree)
        # Django's own messages are repeated there word for word, so that they get translated.
        if name != "core/foreign_messages.py"
        and isinstance(call, ast.Call)
        and ast.unparse(call.func) in GETTEXT
        and call.args
        and isinstance(call.args[0], ast.Constant)
        and re.search(r"%[sdrf]|\{\w*\}", str(call.args[0].value).replace("%%", ""))
    ]

    assert loose == []


def test_the_house_names_no_relative_import_and_no_star():
    found = [
        f"{name}:{node.lineno}"
        for name, (_text, tree) in sources().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        and (node.level > 0 or any(alias.name == "*" for alias in node.names))
    ]

    assert found == []


@pytest.mark.django_db
def test_constraints_when_read_on_sqlite_then_none_calls_a_function_of_django():
    """Else no other program could check the file: integrity_check evaluates every constraint."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
        found = [name for name, sql in cursor.fetchall() if re.search(r"django_\w+\(", sql or "")]

    assert found == []
