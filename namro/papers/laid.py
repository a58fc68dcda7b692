"""Room papers: a frozen paper with every word that its form adds; Word, PDF and page show the same."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

from namro.core import rules, text
from namro.papers import frozen
from namro.papers.content import Block
from namro.papers.letterheads import RULES
from namro.papers.states import Mode

Laid = dict[str, Any]
_SAID_LAST = {"paragraph", "item", "article"}
_ENDS = re.compile(r"[\s.;,/]+$")
CANCELLED = "ĐÃ HỦY"
_ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def lay_out(sheet: Mapping[str, Any]) -> Laid:
    """The words of a paper, line by line, and the rules of its form."""
    rules, said = frozen.pack_of(sheet).rules, sheet["content"]
    kind, head = sheet["kind"], sheet["head"]
    day = dt.date.fromisoformat(sheet["day"])
    letter = kind["letter"]
    number_word = rules["head"]["number_word"]
    return {
        "rules": rules,
        "day": [day.year, day.month, day.day],
        "superior": head["superior"],
        "issuer": head["issuer"],
        "symbol": f"{number_word}{sheet['symbol']}" if sheet["symbol"] else "",
        "place_date": place_date(head["place"], day),
        "type_name": "" if letter else kind["type_name"],
        "subject": "" if letter else said["subject"],
        "letter_subject": f"{rules['head']['letter_word']}{said['subject']}" if letter else "",
        "addressee": said["addressee"],
        "addressee_word": rules["title"]["addressee_word"],
        "decider": _decider(rules, said["decider"], kind["decides"]),
        "decides": _opening(rules, said["decider"], kind["decides"]),
        "grounds": _grounds(rules["grounds"], said["grounds"]),
        "blocks": _closed(blocks_of(said["blocks"]), rules["body"]["close"]),
        "recipients": _recipients(said["recipients"]),
        "signatures": [_signature(rules["signature"], one) for one in said["signatures"]],
        "annexes": _annexes(rules["annex"], said["annexes"], sheet),
    }


def cancelled(ready: Laid) -> Laid:
    """The paper as it was issued, with the mark that it holds no longer: nobody takes it for valid."""
    return ready | {"symbol": f"{ready['symbol']} ({CANCELLED})"}


def place_date(place: str, day: dt.date) -> str:
    """Days below 10 and the months 1 and 2 have a zero in front, so that nobody adds a digit."""
    return f"{place}, ngày {_long(day)}" if place else f"Ngày {_long(day)}"


def _long(day: dt.date) -> str:
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"{day.day:02d} tháng {month} năm {day.year}"


def roman(number: int) -> str:
    """I, II, III, IV ..."""
    written = ""
    for value, letters in _ROMAN:
        while number >= value:
            written, number = written + letters, number - value
    return written


def figure(cell: str | int) -> str:
    """A cell in words: whole numbers as 7.126."""
    return cell if isinstance(cell, str) else f"{cell:,}".replace(",", ".")


def _decider(rules: Laid, decider: str, decides: bool) -> str:
    return decider if decides and rules["decision"]["decider_first"] else ""


def _opening(rules: Laid, decider: str, decides: bool) -> list[str]:
    if not decides:
        return []
    lines = [rules["decision"]["word"]]
    return lines if rules["decision"]["decider_first"] or not decider else [decider, *lines]


def _grounds(rules: Laid, grounds: Sequence[str]) -> list[str]:
    last = len(grounds) - 1
    return [
        rules["mark"] + _bare(one) + (rules["last"] if n == last else rules["between"])
        for n, one in enumerate(grounds)
    ]


def _recipients(recipients: Sequence[str]) -> list[str]:
    last = len(recipients) - 1
    return [f"- {_bare(one)}{'.' if n == last else ';'}" for n, one in enumerate(recipients)]


def _bare(words: str) -> str:
    return _ENDS.sub("", words)


def blocks_of(blocks: Sequence[Block]) -> list[Block]:
    """Blocks as they are set: numbers written out, widths and bars as shares."""
    return [_with_figures(block) for block in blocks]


def _with_figures(block: Block) -> Block:
    if block["is"] == "table":
        total = sum(one["share"] for one in block["columns"])
        columns = [one | {"share": one["share"] / total} for one in block["columns"]]
        rows = [[figure(cell) for cell in row] for row in block["rows"]]
        foot = [figure(cell) for cell in block["foot"]]
        return block | {"columns": columns, "rows": rows, "foot": foot}
    if block["is"] == "chart":
        most = max((value for _label, value in block["bars"]), default=0) or 1
        bars = [
            {"label": label, "value": figure(value), "share": value / most}
            for label, value in block["bars"]
        ]
        return block | {"bars": bars}
    return dict(block)


def _closed(blocks: list[Block], mark: str) -> list[Block]:
    """The last sentence of the text ends with the mark of the form."""
    if blocks and blocks[-1]["is"] in _SAID_LAST and blocks[-1]["text"]:
        blocks[-1]["text"] = _bare(blocks[-1]["text"]) + mark
    return blocks


def _signature(rules: Laid, one: Block) -> Laid:
    """The lines above the hand, all in capitals, and the name below it."""
    lines = []
    if one["mode"] != Mode.DIRECT and one["authority"]:
        lines.append(rules[one["mode"]] + one["authority"].upper())
    if one["stead"] and rules["deputy_line"]:
        lines.append(rules["deputy"] + one["stead"].upper())
    lines.append(one["post"].upper())
    return {"lines": [line for line in lines if line], "name": one["name"]}


def _annexes(rules: Laid, annexes: Sequence[Block], sheet: Mapping[str, Any]) -> list[Laid]:
    day = dt.date.fromisoformat(sheet["day"])
    words = {
        "type": sheet["kind"]["type_name"].capitalize() or "văn bản",
        "symbol": sheet["symbol"],
        "day": _long(day),
        "issuer": _in_a_sentence(sheet["head"]["issuer"]),
    }
    said = rules["attached" if sheet["symbol"] else "attached_unnumbered"].format(**words)
    return [
        {
            "label": f"{rules['word']} {roman(n)}" if len(annexes) > 1 else rules["word"],
            "title": one["title"],
            "attached": said,
            "landscape": one["landscape"],
            "blocks": blocks_of(one["blocks"]),
        }
        for n, one in enumerate(annexes, 1)
    ]


def _in_a_sentence(issuer: str) -> str:
    """A body's name from its capitals: what a kind of body is called as the pack of names spells
    it, and all else as a name."""
    spelled = {tuple(text.identity(one).split()): one for one in _spellings()}
    words = issuer.split()
    said: list[str] = []
    while words:
        folded = tuple(text.identity(word) for word in words[:_LONGEST_KIND])
        length = next((n for n in range(len(folded), 0, -1) if folded[:n] in spelled), 0)
        found = spelled[folded[:length]] if length else words[0].capitalize()
        said.append(found if said else found[:1].upper() + found[1:])
        words = words[length or 1 :]
    return " ".join(said)


def _spellings() -> list[str]:
    return list(rules.by_id(RULES, "papers-names").rules["kinds"]["spelled"])


_LONGEST_KIND = 6
