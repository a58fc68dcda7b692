"""Sheets room: how big a workbook may be, and the refusal that says it cannot be taken."""

MAX_BYTES = 10 * 1024 * 1024
MAX_ENTRIES = 200
MAX_UNPACKED = 100 * 1024 * 1024
MAX_RATIO = 100
# Below this, packing hard says nothing: a theme or an empty style sheet packs 1:60 as well.
RATIO_FROM = 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 100
MAX_CELLS = MAX_ROWS * MAX_COLUMNS

CHILD_MEMORY = 512 * 1024 * 1024
CHILD_OUTPUT = 256 * 1024 * 1024
CHILD_CPU_SECONDS = 30
CHILD_WALL_SECONDS = 60
# How the reading process ends when memory, or room for its answer, does not suffice.
TOO_HEAVY = 3


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """A file that is not taken: `code` names the sentence in problems.py, `params` fill it."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params
