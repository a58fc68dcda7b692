"""Sheets room: every refusal and every problem of a cell as one sentence: what, where, what to do."""

import re
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from namro.sheets.limits import Refusal

Params = dict[str, str | int]


@dataclass(frozen=True)
class Problem:
    """Something wrong in a cell such as "C17", or in row "17" where a field has no column.

    `blocks` is False where a person should only look at it.
    """

    code: str
    params: Params = field(default_factory=dict)
    cell: str = ""
    blocks: bool = True

    def __str__(self) -> str:
        what = sentence(self.code, self.params)
        if self.cell.isdecimal():
            return now("Row %(row)s: %(what)s") % {"row": self.cell, "what": what}
        return now("Cell %(cell)s: %(what)s") % {"cell": self.cell, "what": what}


REFUSALS: dict[str, Promise] = {
    "empty_file": _("The file is empty. Check that it was saved, then choose it again."),
    "too_big": _("The file is larger than %(most)s MB. Remove pictures or split it into parts."),
    "damaged": _(
        "The file is damaged or was not sent completely. "
        "Open it in Excel, save it under a new name and send it again."
    ),
    "damaged_part": _(
        "The file is damaged at %(part)s. "
        "Open it in Excel, save it under a new name and send it again."
    ),
    "damaged_line": _(
        "Line %(line)s of the text file cannot be read. "
        "Check the quotation marks there, or save the list as an Excel workbook (.xlsx)."
    ),
    "too_many_parts": _(
        "The file holds %(count)s parts, at most %(most)s are taken. "
        "Copy the list into a new workbook and send that."
    ),
    "unsafe_part": _(
        "The file holds a part with a forbidden name (%(part)s). "
        "Copy the list into a new workbook and send that."
    ),
    "duplicate_part": _(
        "The file holds the part %(part)s twice. Copy the list into a new workbook and send that."
    ),
    "nested_file": _(
        "The file holds another file (%(part)s). Remove embedded objects and send it again."
    ),
    "packed_too_hard": _(
        "The part %(part)s of the file unpacks to a size out of all proportion. "
        "Copy the list into a new workbook and send that."
    ),
    "unpacks_too_big": _(
        "The file unpacks to more than %(most)s MB. Split the list into several files."
    ),
    "encrypted": _(
        "The file is protected by a password. "
        "Remove the password in Excel (File, Info, Protect Workbook) and send it again."
    ),
    "macro": _("The file holds macros. Save it as an Excel workbook without macros (.xlsx)."),
    "binary_workbook": _("The file is a binary workbook (.xlsb). Save it as .xlsx."),
    "external_link": _(
        "The file takes content from elsewhere (%(target)s). "
        "Break the links in Excel (Data, Edit Links) and send it again."
    ),
    "doctype": _(
        "The file holds a document type declaration, which no spreadsheet needs. "
        "Copy the list into a new workbook and send that."
    ),
    "not_a_workbook": _("The file is not a spreadsheet. Send an .xlsx, .xls, .ods or .csv file."),
    "web_page": _(
        "The file is a web page with the name of a spreadsheet. "
        "Open it in Excel and save it as an Excel workbook (.xlsx)."
    ),
    "xml_file": _(
        "The file is an XML file with the name of a spreadsheet. "
        "Open it in Excel and save it as an Excel workbook (.xlsx)."
    ),
    "text_as_workbook": _(
        "The file is called %(ending)s but holds plain text. "
        "Open it in Excel and save it as .xlsx, or rename it to .csv."
    ),
    "unknown_encoding": _(
        "The letters of the text file cannot be read. Save it as “CSV UTF-8” or as .xlsx."
    ),
    "too_far": _(
        "There is content in cell %(cell)s. At most %(rows)s rows and %(columns)s columns are "
        "taken: delete what stands far from the list, or split the list."
    ),
    "too_many_cells": _(
        "The part %(part)s has more than %(most)s cells. Delete empty formatted rows and columns."
    ),
    "too_slow": _(
        "Reading the file took longer than %(seconds)s seconds and was stopped. Nothing was "
        "written. Copy only the list into a new workbook and send that."
    ),
    "too_heavy": _(
        "Reading the file needs too much memory and was stopped. Nothing was written. "
        "Copy only the list into a new workbook and send that."
    ),
}

UNUSED_SHEETS: dict[str, Promise] = {
    "empty_sheet": _("The sheet is empty."),
    "hidden_sheet": _("The sheet is hidden in the workbook."),
    "no_header": _("No row was found that names the columns."),
    "missing_column": _("A column that the list must have was not found."),
}

# What a spreadsheet writes where a formula has no value, also when it was pasted as text.
FORMULA_ERROR = re.compile(r"#(N/A|REF!|DIV/0!|VALUE!|NAME\?|NUM!|NULL!|SPILL!|CALC!|ERROR!)")
SKIPPED_ROWS: dict[str, Promise] = {
    "section": _("Section heading"),
    "total": _("Total"),
    "foot": _("Signature or note at the foot"),
    "header": _("Repeated header"),
    "note": _("Not an item of the list"),
}

PROBLEMS: dict[str, str | Promise] = {
    # A sentence that the form of a register said; it is in the language of the moment already.
    "said": "%(text)s",
    "missing_name": _("The name of the person is missing."),
    "missing_unit": _("The unit is missing."),
    "missing_title": _("The task is missing."),
    "missing_kind": _("Mark the task as new or as hard."),
    "unknown_kind": _("“%(text)s” says neither new nor hard."),
    "two_kinds": _("The task is marked both new and hard. Keep one of them."),
    "unreadable_due": _(
        "“%(text)s” is not a date. "
        "Write a day (30/9/2022), a month (9/2022) or a quarter (Quý III/2022)."
    ),
    "due_before_year": _(
        "%(text)s lies before the year of the campaign (%(year)s). Check the day."
    ),
    "formula_error": _(
        "The cell has an error of a formula (%(text)s). Type the value itself, and send the file again."
    ),
    "repeated_row": _("Row %(row)s says the very same."),
    "bad_letter": _("There is a strange character at position %(position)s."),
    "too_long": _("At most %(most)s characters, now %(length)s."),
    "rounded_number": _(
        "Excel has rounded the number (%(text)s). Set the column to Text and type the number again."
    ),
    "wrong_digits": _("The number must have %(wanted)s digits, it has %(found)s."),
    "not_digits": _("“%(text)s” is not a number made of digits only."),
    "assumed_person": _("No name in this row, taken from the row above (%(text)s)."),
    "lost_zeros": _("Excel has dropped the zeros at the beginning; it is read as %(text)s."),
    "unreadable_birth": _(
        "“%(text)s” is no day of birth. Write a day (30/9/1962) or only the year (1962)."
    ),
    "unreadable_day": _("“%(text)s” is no day. Write it as 30/9/2022."),
    "day_to_come": _("%(text)s has not come yet. Check the year."),
    "missing_work": _("The number or the words of the work are missing."),
    "missing_note": _("Say in a sentence what has been done."),
    "missing_day": _("The day is missing."),
    "unknown_work": _(
        "No work of this number or of these words is known here. Check the number and the unit."
    ),
    "unknown_state": _(
        "“%(text)s” is no state. Write a percentage, or: not begun, under way, partly, done."
    ),
    "unknown_finding": _("“%(text)s” is no finding. Write: done, partly, or not done."),
    "missing_post": _("The post is missing."),
    "missing_unit_name": _("The name of the unit is missing."),
    "renamed_unit": _("“%(name)s” is now called “%(unit)s” (since %(day)s)."),
    "stands_already": _("The same was entered before, by hand or from another file."),
    "repeated_person": _("This person stands in the list of this unit already."),
    "repeated_unit": _("The list names this unit twice."),
    "total_differs": _(
        "The list says %(stated)s (“%(text)s”), but counting gives %(counted)s. "
        "Check whether a row is missing."
    ),
}

SENTENCES: dict[str, str | Promise] = {**UNUSED_SHEETS, **SKIPPED_ROWS, **PROBLEMS, **REFUSALS}


def sentence(code: str, params: Params) -> str:
    """The sentence in the language of the moment."""
    return str(SENTENCES[code]) % params


def refusal_sentence(refusal: Refusal) -> str:
    """The whole answer to a file that is not taken."""
    reason = sentence(refusal.code, refusal.params)
    return now("The file cannot be taken: %(reason)s") % {"reason": reason}
