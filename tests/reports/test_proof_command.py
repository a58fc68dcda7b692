"""`namro proofread`: exit codes that mean something, with and without a database."""

import json
import subprocess
import sys

import pytest

from namro.config import cli
from tests import make

WRONG = "Năm 2026, toàn quận có 1 đảng viên đăng ký việc mới, việc khó. Có 41/46 chi bộ họp (93%)."
FINE = "Có 5/10 hộ dự họp (50%)."


@pytest.fixture
def draft(tmp_path):
    def write(text, name="du-thao.txt"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


def test_command_when_there_is_no_database_then_arithmetic_is_checked(tmp_path, draft):
    done = subprocess.run(
        [sys.executable, "-m", "namro.config.cli", "proofread", draft(WRONG), "--json"],
        capture_output=True,
        text=True,
        env={"NAMRO_DATA": str(tmp_path / "empty"), "PYTHONUTF8": "1", "PATH": ""},
    )

    told = json.loads(done.stdout)
    assert done.returncode == 1, done.stderr
    assert told["register"] is False
    assert [(one["rule"], one["grade"], one["words"]) for one in told["findings"]] == [
        ("share", "wrong", "93%")
    ]
    start, end = told["findings"][0]["spans"][0]["start"], told["findings"][0]["spans"][0]["end"]
    assert WRONG[start:end] == "93%"


@pytest.mark.django_db
def test_command_when_there_are_records_then_the_register_is_asked(world, draft, capsys):
    campaign = make.campaign(world.area, world.van, year=2026)
    place = make.registrant(campaign, world.member.person, world.cell)
    make.commitment(place, world.lan, "submitted")

    code = cli.main(["proofread", draft(WRONG), "--by", "van", "--json"])

    told = json.loads(capsys.readouterr().out)
    assert (code, told["register"]) == (1, True)
    (one,) = [found for found in told["fitting"] if found["rule"] == "register"]
    assert one["params"]["counted"] == "1"
    assert one["records"].startswith("/roll/")


@pytest.mark.django_db
def test_command_when_nothing_is_wrong_then_it_ends_with_zero(world, draft, capsys):
    assert cli.main(["proofread", draft(FINE)]) == 0
    assert "0 findings, 1 checks fit" in capsys.readouterr().out


@pytest.mark.django_db
def test_command_when_words_are_printed_then_each_says_where_and_why(world, draft, capsys):
    assert cli.main(["proofread", draft(WRONG)]) == 1
    told = capsys.readouterr().out
    assert "Paragraph 1: “93%” · Wrong" in told
    assert "41 of 46 is 89,1%, not 93%" in told


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere.txt"], "there is no file"),
        (["{bad}"], "not what its ending says"),
        (["{fine}", "--by", "ai-do"], "no account"),
        (["{fine}", "--by", "van", "--campaign", "khong-co"], "no campaign"),
        (["{fine}", "--by", "van", "--unit", "Chi bộ 9"], "no unit"),
        (["{fine}", "--by", "van", "--unit", "999999"], "no unit"),
        (["{fine}", "--as-of", "hôm qua"], "hôm qua"),
    ],
)
def test_command_when_words_are_wrong_then_two_and_one_sentence(world, draft, capsys, words, said):
    places = {"bad": draft("abc", "xau.docx"), "fine": draft(FINE)}

    code = cli.main(["proofread", *(word.format(**places) for word in words)])

    errors = capsys.readouterr().err.strip()
    assert code == 2
    assert said in errors
    assert len(errors.splitlines()) == 1
