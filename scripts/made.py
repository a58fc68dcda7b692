"""Documents made from the code: life cycles, roles, settings; with --check they must be the same."""

import os
import sys
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "namro.config.settings")
django.setup()

from django.utils import translation  # noqa: E402 - after the settings are read

from namro.commitments.workflow import AMENDMENT, CAMPAIGN, COMMITMENT  # noqa: E402
from namro.ledger.workflow import BLOCKER, ENTRY, EXTENSION  # noqa: E402
from namro.org.roles import CAPABILITIES, OWN, ROLES  # noqa: E402
from namro.registers.kit import books  # noqa: E402
from namro.reports.workflow import REPORT_LIFE  # noqa: E402
from namro.sittings.workflow import ITEM, SITTING  # noqa: E402

MADE = Path(__file__).resolve().parent.parent / "docs" / "made"
WORKFLOWS = {
    "Sitting": SITTING,
    "Agenda item": ITEM,
    "Period report": REPORT_LIFE,
    "Commitment": COMMITMENT,
    "Amendment": AMENDMENT,
    "Campaign": CAMPAIGN,
    "Ledger entry": ENTRY,
    "Blocker": BLOCKER,
    "Extension": EXTENSION,
    **{book.name.replace("-", " ").capitalize(): book.life for _of, book in books() if book.life},
}


def workflows() -> str:
    """Every life cycle as a diagram and a table of its steps."""
    parts = ["# Life cycles\n\nMade from the code by `make docs`; do not edit.\n"]
    for name, workflow in WORKFLOWS.items():
        parts.append(f"\n## {name}\n\n```mermaid\n{workflow.as_mermaid()}\n```\n")
        parts.append("\n| step | from | to | needs | guards |\n|---|---|---|---|---|\n")
        for step in workflow.steps:
            guards = ", ".join(guard.__name__ for guard in (*step.apart, *step.guards))
            parts.append(
                f"| {step.name} | {', '.join(step.source)} | {step.target} | {step.capability}"
                f"{' and a reason' if step.asks_note else ''} | {guards} |\n"
            )
    return "".join(parts)


def roles() -> str:
    """Role by capability."""
    names = list(ROLES)
    head = "| capability | " + " | ".join(names) + " | own records |\n"
    rows = [
        f"| {capability} | "
        + " | ".join("●" if capability in ROLES[name] else "" for name in names)
        + f" | {'●' if capability in OWN else ''} |\n"
        for capability in sorted(CAPABILITIES)
    ]
    rule = "|---" * (len(names) + 2) + "|\n"
    return (
        "# Roles\n\nMade from the code by `make docs`; do not edit.\n\n"
        + head
        + rule
        + "".join(rows)
    )


def main() -> int:
    """Write the documents, or say which one is stale."""
    stale = []
    with translation.override("en"):
        for name, text in (("workflows.md", workflows()), ("roles.md", roles())):
            path = MADE / name
            if "--check" in sys.argv:
                if not path.exists() or path.read_text(encoding="utf-8") != text:
                    stale.append(name)
            else:
                MADE.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
    if stale:
        sys.stderr.write(f"docs/made is stale ({', '.join(stale)}): make docs\n")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
