"""Room reports: the reading of one draft, run as a process of its own with limits of its own."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any, TextIO

from namro.reports.proofreading import limits, plain, portable, preflight, word
from namro.reports.proofreading.draft import Block, from_text
from namro.sheets.child import confine, resource_module
from namro.sheets.limits import TOO_HEAVY, Refusal


def main(arguments: list[str], out: TextIO) -> int:
    """Writes the blocks as JSON; a refusal is an answer as well, so the end is 0."""
    path, name = Path(arguments[0]), arguments[1]
    try:
        json.dump(_answer(path, name), out)
        out.flush()
    except (MemoryError, OSError, RecursionError):
        return TOO_HEAVY
    return 0


def _answer(path: Path, name: str) -> dict[str, Any]:
    try:
        return {"blocks": [asdict(block) for block in read(path, name)]}
    except Refusal as refusal:
        return {"refusal": refusal.code, "params": refusal.params}


def read(path: Path, name: str) -> list[Block]:
    """The blocks of a file of any kind.

    Raises:
        Refusal: with the code of the sentence that says why.
    """
    kind = preflight.check(path, name)
    if kind == "txt":
        blocks = list(from_text(plain.decode(path.read_bytes())).blocks)
    else:
        blocks = list(word.read(path) if kind == "docx" else portable.read(path))
    if sum(len(block.text) for block in blocks) > limits.MAX_LETTERS:
        raise Refusal("too_long_draft", most=limits.MAX_LETTERS)
    if len(blocks) > limits.MAX_BLOCKS:
        raise Refusal("too_many_blocks", most=limits.MAX_BLOCKS)
    if not any(block.text.strip() for block in blocks):
        raise Refusal("empty_draft")
    return blocks


if __name__ == "__main__":  # pragma: no cover - the line that starts the process itself
    confine(resource_module())
    sys.exit(main(sys.argv[1:], sys.stdout))
