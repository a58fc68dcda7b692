"""The gate: 100 % of branches in access, workflow and import; 90 % over everything."""

import io
import sys
from pathlib import Path

from coverage import Coverage

WHOLE = (
    "namro/org/access.py",
    "namro/registers/workflow.py",
    "namro/commitments/workflow.py",
    "namro/commitments/importing.py",
    "namro/commitments/matching.py",
    "namro/ledger/workflow.py",
    "namro/core/text.py",
    "namro/core/dates.py",
    "namro/sheets/*",
)
OVERALL = 90.0


def main() -> int:
    """0 when both gates hold."""
    coverage = Coverage(data_file=".coverage")
    coverage.load()
    if list(Path().glob(".coverage.*")):
        # What a command wrote that outlived the run of the tests.
        coverage.combine(keep=False)
    overall = coverage.report(file=io.StringIO())
    out = io.StringIO()
    whole = coverage.report(include=list(WHOLE), file=out, show_missing=True, skip_covered=True)
    sys.stdout.write(
        f"coverage: {overall:.1f} % overall, {whole:.2f} % of access, workflow, import\n"
    )
    if whole < 100:
        sys.stdout.write(out.getvalue())
    return 0 if overall >= OVERALL and whole >= 100 else 1


if __name__ == "__main__":
    sys.exit(main())
