"""The file of a plan: read, refused with the place of what is wrong, written back the same."""

import datetime as dt
import json

import pytest

from namro.config import cli
from namro.core import clock
from namro.core.errors import Refused
from namro.org import plans
from namro.org.models import Reorganisation, Unit
from tests import make

HEAD = 'name = "Sắp xếp"\ndecision = "1656/NQ"\non = 2025-07-01\n'
WHOLE = (
    HEAD
    + """
[[step]]
do = "create"
key = "moi"
name = "Đảng ủy phường Mới"
branch = "party"
kind = "grassroots"
parent = "Quận A"

[[step]]
do = "split"
unit = "Đảng ủy phường Một"

[[step.parts]]
unit = "@moi"
units = ["Chi bộ 1"]
people = ["Phạm Văn Hùng"]

[[step.parts]]
unit = "Đảng ủy phường Hai"
kind = "remainder"
"""
)


def test_file_when_read_and_written_then_it_says_the_same():
    read = plans.read(WHOLE)

    again = plans.read(plans.write(read))

    assert again == read
    assert read.on == dt.date(2025, 7, 1)
    assert [step["do"] for step in read.steps] == ["create", "split"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("name = ", "cannot be read as TOML"),
        ('name = "a"\ndecision = "b"', "Say the day as on = 2025-07-01"),
        ('name = "a"\ndecision = "b"\non = 2025-07-01T10:00:00', "Say the day as"),
        ("on = 2025-07-01", "needs a name and the number of its decision"),
        (HEAD + "step = 7", "Each step begins with [[step]]"),
        (HEAD + "step = [7]", "Step 1: it is no table of fields"),
        (HEAD + '[[step]]\ndo = "blow-up"', "Step 1: “do” must be one of close, create"),
        (HEAD + '[[step]]\ndo = "close"', "Step 1: “unit” is missing"),
        (HEAD + '[[step]]\ndo = "close"\nunit = 7', "Step 1: “7” is no text"),
        (HEAD + '[[step]]\ndo = "close"\nunit = "a"\nwhy = "b"', "there is no field “why”"),
        (HEAD + '[[step]]\ndo = "close"\nunit = "a\\u0000b"', "nobody can read, at place 2"),
        (HEAD + '[[step]]\ndo = "merge"\nunits = "a"\ninto = "b"', "“units” is a list of names"),
        (HEAD + '[[step]]\ndo = "merge"\nunits = []\ninto = "b"', "“units” is missing"),
        (HEAD + '[[step]]\ndo = "split"\nunit = "a"\nparts = "b"', "“parts” is a list"),
        (HEAD + '[[step]]\ndo = "split"\nunit = "a"\nparts = ["b"]', "each part is a table"),
        (HEAD + '[[step]]\ndo = "split"\nunit = "a"\nparts = [{units = ["x"]}]', "names its unit"),
        (HEAD + '[[step]]\ndo = "split"\nunit = "a"\nparts = [{unit = "b", kind = "whole"}]',
         "a part is “part” or “remainder”"),
        (HEAD + '[[step]]\ndo = "split"\nunit = "a"\nkeeps = "yes"\nparts = [{unit = "b"}]',
         "“keeps” is true or false"),
        (HEAD + '[[step]]\ndo = "split"\nunit = "a"\nparts = [{unit = "b"}, {unit = "b"}]',
         "a successor is named twice"),
        (HEAD + '[[step]]\ndo = "split"\nunit = "a"\nkeeps = true\n'
         'parts = [{unit = "b", kind = "remainder"}]', "what remains goes to one place only"),
        (HEAD + '[[step]]\ndo = "rename"\nunit = "a"\nkind = "castle"', "“kind” must be one of"),
    ],
)  # fmt: skip
def test_file_when_something_is_wrong_then_the_place_and_the_reason_are_said(content, words):
    with pytest.raises(Refused) as caught:
        plans.read(content)

    assert words in caught.value.message
    assert caught.value.status == 422


def test_file_when_far_too_large_then_it_is_not_parsed():
    with pytest.raises(Refused, match="larger than a plan can be"):
        plans.read("a" * (plans.SIZE + 1))


@pytest.fixture
def boss(world):
    return make.user(make.person("Bùi Thị Sếp", world.top), "sep", office=world.top)


@pytest.mark.django_db
def test_command_when_only_previewed_then_nothing_stays(world, boss, tmp_path, capsys):
    path = tmp_path / "plan.toml"
    path.write_text(WHOLE.replace("2025-07-01", f"{clock.today()}"), encoding="utf-8")

    code = cli.main(["reorganise", str(path), "--by", "sep", "--json"])

    told = json.loads(capsys.readouterr().out)
    assert (code, told["ready"]) == (1, False)
    assert {one["key"].split(":")[0] for one in told["questions"]} >= {"grant"}
    assert Reorganisation.objects.count() == 0


@pytest.mark.django_db
def test_command_when_applied_with_answers_then_it_is_done(world, boss, tmp_path, capsys):
    path = tmp_path / "plan.toml"
    path.write_text(WHOLE.replace("2025-07-01", f"{clock.today()}"), encoding="utf-8")

    code = cli.main(["reorganise", str(path), "--by", "sep", "--suggested", "--apply"])

    assert code == 0
    assert "carried out" in capsys.readouterr().out
    assert Unit.objects.get(pk=world.cell.pk).parent.name == "Đảng ủy phường Mới"
    assert Unit.objects.get(pk=world.cell2.pk).parent == world.far_ward


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere.toml"], "there is no file nowhere.toml."),
        (["{plan}", "--unit", "Sao Hỏa"], "there is no unit “Sao Hỏa”."),
        (["{plan}", "--by", "ai-do"], "there is no account “ai-do”."),
    ],
)
def test_command_when_its_words_are_wrong_then_one_sentence(
    world, boss, tmp_path, capsys, words, said
):
    path = tmp_path / "plan.toml"
    path.write_text(WHOLE, encoding="utf-8")

    code = cli.main(["reorganise", *(word.format(plan=path) for word in words)])

    assert code == 2
    assert capsys.readouterr().err == f"namro reorganise: {said}\n"


@pytest.mark.django_db
def test_areas_command_when_run_then_it_says_what_was_added(capsys):
    assert cli.main(["areas"]) == 0
    assert "126 communes and wards of today, 47 of before in 4 districts" in capsys.readouterr().out
