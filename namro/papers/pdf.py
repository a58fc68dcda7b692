"""Room papers: a page set as PDF/A by typst, from a template of ours and plain data.

Data goes in as JSON and comes out as text: nothing that somebody typed is ever run. Fonts are ours
alone, so that a paper looks the same on every machine and each Vietnamese letter is embedded; the
template may read no file and no address.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst
from django.core.serializers.json import DjangoJSONEncoder

FOLDERS: list[str] = [str(Path(__file__).parent / "fonts")]


def render(template: Path, content: Mapping[str, Any], *, parts: Sequence[Path] = ()) -> bytes:
    """Set a template with its content, which it finds as `sys.inputs.data` (JSON).

    The template is compiled in a folder that holds it and its parts alone; outside of it typst
    reads nothing.
    """
    words = json.dumps(content, ensure_ascii=False, cls=DjangoJSONEncoder)
    with TemporaryDirectory(prefix="namro-paper-") as folder:
        source = Path(folder) / "paper.typ"
        source.write_bytes(template.read_bytes())
        for part in parts:
            (Path(folder) / part.name).write_bytes(part.read_bytes())
        made = typst.compile(
            str(source),
            root=folder,
            font_paths=FOLDERS,
            ignore_system_fonts=True,
            sys_inputs={"data": words},
            format="pdf",
            pdf_standards="a-2b",
        )
    if not isinstance(made, bytes):
        raise TypeError("typst gave several files for one paper")
    return made
