"""Room reports: the door through which a draft comes in: a file, or words that were pasted."""

import json
import tempfile
from pathlib import Path
from typing import BinaryIO

from namro.core import text as letters
from namro.core.errors import Refused
from namro.reports.proofreading import limits
from namro.reports.proofreading.draft import Block, Draft, Kind, Place, from_text
from namro.sheets.book import run_child
from namro.sheets.limits import Refusal

_STAMPS = frozenset({"MẬT", "TỐI MẬT", "TUYỆT MẬT"})


def open_file(path: Path, name: str = "") -> Draft:
    """A draft from a .docx, .pdf or .txt file, read in a child process with limits.

    Raises:
        Refused: one sentence: what is wrong with the file, and what to do.
    """
    shown = name or path.name
    try:
        answer = json.loads(
            run_child("namro.reports.proofreading.child", [str(path), shown], {}) or "{}"
        )
        if "refusal" in answer:
            raise Refusal(answer["refusal"], **answer["params"])
        return _open(Draft(tuple(_block(one) for one in answer["blocks"]), shown))
    except Refusal as refusal:
        raise Refused(limits.sentence(refusal), status=422) from None
    except (ValueError, KeyError):
        raise Refused(limits.sentence(Refusal("damaged")), status=422) from None


def open_sent(file: BinaryIO, name: str) -> Draft:
    """The same for a file that was sent: it lies on disk only while it is read."""
    with tempfile.TemporaryDirectory(prefix="namro-draft-") as folder:
        path = Path(folder) / "draft"
        path.write_bytes(file.read(limits.MAX_BYTES + 1))
        return open_file(path, name)


def open_pasted(words: str) -> Draft:
    """A draft out of pasted words.

    Raises:
        Refused: there are none, or too many.
    """
    if not words.strip():
        raise Refused(limits.sentence(Refusal("empty_draft")), status=422)
    if len(words) > limits.MAX_LETTERS:
        refusal = Refusal("too_long_draft", most=limits.MAX_LETTERS)
        raise Refused(limits.sentence(refusal), status=422)
    draft = from_text(words)
    if len(draft.blocks) > limits.MAX_BLOCKS:
        refusal = Refusal("too_many_blocks", most=limits.MAX_BLOCKS)
        raise Refused(limits.sentence(refusal), status=422)
    try:
        return _open(draft)
    except Refusal as refusal:
        raise Refused(limits.sentence(refusal), status=422) from None


def _open(draft: Draft) -> Draft:
    """A draft without the stamp of a state secret, which stands on a line of its own."""
    for block in draft.blocks:
        for line in block.text.splitlines():
            if (stamp := letters.nfc(line)) in _STAMPS:
                raise Refusal("secret", stamp=stamp)
    return draft


def _block(told: dict[str, object]) -> Block:
    place = told["place"]
    if not isinstance(place, dict):
        raise ValueError
    where = Place(
        Kind(place["kind"]), place["number"], place["row"], place["column"], place["page"]
    )
    return Block(str(told["text"]), where, str(told["mark"]))
