"""Room sittings: what is said of a sitting before it is called, and what it could decide."""

import datetime as dt
from dataclasses import dataclass

from namro.org.models import Unit
from namro.sittings.docket import Docket, Scope


@dataclass(frozen=True)
class Setup:
    """What the office says of a sitting before it is called."""

    name: str
    planned_at: dt.datetime
    place: str = ""
    docket: str = ""
    scope: str = ""


@dataclass(frozen=True)
class Waiting:
    """Lines of one register that wait for one body, not on any agenda yet."""

    body: Unit
    docket: Docket
    scope: Scope

    @property
    def key(self) -> str:
        """How a form names it."""
        return f"{self.body.pk}:{self.docket.name}:{self.scope.key}"
