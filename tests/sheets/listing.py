"""Tests of the sheets room: brings lists of any kind in, as a page would."""

import io

import openpyxl
from django.core.files.base import ContentFile

from namro.sheets import actions, lists, preview
from namro.sheets.lists import Asked
from tests import make


def workbook(*rows, title="Danh sách"):
    """An .xlsx of these rows from A1 on."""
    made = openpyxl.Workbook()
    made.active.title = title
    for row in rows:
        made.active.append(list(row))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


class List:
    """A list that somebody has sent: its answers, what becomes of it, and its way in and out."""

    def __init__(self, kind, target, user, content, name="danh-sach.xlsx"):
        self.kind, self.access = lists.kind_of(kind), make.access(user)
        self.target = self.kind.target(target)
        upload = ContentFile(content, name=name)
        self.record = actions.receive(upload, self.kind, self.target, self.access)

    def judged(self):
        asked = Asked(self.access, self.record.choices)
        return preview.judged_of(self.record, self.kind, self.target, asked)

    def states(self):
        return [verdict.state for verdict in self.judged().verdicts]

    def choose(self, **answers):
        return self.answer(answers)

    def answer(self, answers):
        self.record = actions.choose(self.record, answers, self.access)
        return self

    def accept(self, **parents):
        """Make everything new, units under the parent of that name where one is given."""
        answers = {f"every:{group}:new": "new" for group in ("unit", "person")}
        for one in self.judged().asked("parent"):
            answers[one.key] = parents.get("under", "")
        return self.answer(answers)

    def take(self):
        counts = actions.take_in(self.record, self.kind, self.target, self.judged(), self.access)
        self.record.refresh_from_db()
        return counts

    def back(self):
        return actions.take_back(self.record, self.kind, self.target, self.access)
