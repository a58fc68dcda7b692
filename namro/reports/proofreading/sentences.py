"""Room reports: every finding as a sentence: what, why, what to do; and where it stands."""

from django.utils.functional import Promise
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from namro.reports.proofreading.draft import Draft, Kind, Place
from namro.reports.proofreading.findings import Finding, Grade, Rule

GRADES: dict[Grade, Promise] = {
    Grade.WRONG: _("Wrong"),
    Grade.DOUBTFUL: _("Doubtful"),
    Grade.CANNOT_CHECK: _("Cannot be checked"),
    Grade.FITS: _("Fits"),
}
RULES: dict[Rule, Promise] = {
    Rule.SHARE: _("Percentage of two figures"),
    Rule.PARTS: _("Total and its parts"),
    Rule.OVER: _("Part larger than the whole"),
    Rule.TABLE: _("Table"),
    Rule.NO_DENOMINATOR: _("Percentage of what?"),
    Rule.NO_WHOLE: _("Percentage of no whole number"),
    Rule.TWICE: _("Same figure, two numbers"),
    Rule.MIXED: _("Two kinds of counts mixed"),
    Rule.OVER_100: _("More than 100 %"),
    Rule.CHANGE: _("Increase or decrease"),
    Rule.AVERAGE: _("Average"),
    Rule.REMAINDER: _("What is left"),
    Rule.QUOTA: _("Rule of the year"),
    Rule.DATE: _("Date"),
    Rule.REGISTER: _("Against the register"),
}
SENTENCES: dict[str, Promise] = {
    "share": _(
        "%(part)s of %(whole)s is %(right)s%%, not %(share)s. Correct the percentage or one of "
        "the two figures."
    ),
    "share_cut": _(
        "%(part)s of %(whole)s is %(right)s%%: %(share)s was cut off, not rounded. Round it."
    ),
    "no_whole": _(
        "No whole number is %(share)s of %(whole)s: %(low)s is %(low_share)s%%, %(high)s is "
        "%(high_share)s%%. Write both numbers."
    ),
    "no_whole_of_part": _(
        "There is no whole number of which %(part)s would be %(share)s. Check both figures and "
        "write the total."
    ),
    "of_how_many": _(
        "%(share)s is %(part)s of how many? The draft does not say; %(offers)s would fit. Write "
        "the total."
    ),
    "of_how_many_between": _(
        "%(share)s is %(part)s of how many? The draft does not say; totals from %(low)s to "
        "%(high)s would fit. Write the total."
    ),
    "share_alone": _(
        "%(share)s stands without any count, so nobody can check it. Write how many of how many."
    ),
    "parts": _(
        "The parts %(sum)s add up to %(right)s, not %(total)s (%(apart)s apart). Correct the "
        "total or the part that is wrong."
    ),
    "over": _(
        "%(part)s is given as a part of %(total)s and is larger. Check which of the two is wrong."
    ),
    "over_together": _(
        "The parts %(sum)s make %(right)s, more than the total of %(total)s. If they overlap, say "
        "so; else correct a figure."
    ),
    "table_column": _(
        "The rows of this column add up to %(right)s, the total says %(total)s (%(apart)s apart). "
        "Correct the total or the row that is wrong."
    ),
    "table_row": _(
        "The columns of this row add up to %(right)s, the total says %(total)s (%(apart)s apart). "
        "Correct the total or the cell that is wrong."
    ),
    "table_share": _(
        "In this row %(part)s of %(whole)s is %(right)s%%, not %(share)s, while the other rows "
        "fit. Correct the percentage or one of the two figures."
    ),
    "twice": _(
        "“%(what)s” is %(first)s in one place and %(second)s in another. Make them equal, or say "
        "what differs (day, unit)."
    ),
    "mixed_sum": _(
        "%(total)s adds people and attendances (%(sum)s). One person may attend several times: "
        "give the two counts apart."
    ),
    "mixed_share": _(
        "%(part)s and %(whole)s are not of one kind: one counts attendances, the other people. "
        "No percentage can be made of them; count people."
    ),
    "mixed_places": _(
        "%(count)s is a number of attendances in one place and of people in another (%(what)s). "
        "Say which of the two it is."
    ),
    "recognitions": _(
        "%(count)s is more than there are (%(there)s). If these are recognitions of several "
        "years, say so: “%(what)s” recognised twice is one."
    ),
    "over_100": _(
        "The shares %(sum)s make %(total)s%%, more than everything. Correct the share that is wrong."
    ),
    "change": _(
        "From %(first)s to %(second)s is %(right)s%% of %(base)s, not %(share)s. Correct the "
        "percentage or one of the two figures."
    ),
    "difference": _(
        "Between %(first)s and %(second)s lie %(right)s, not %(by)s. Correct the difference or one "
        "of the two figures."
    ),
    "average": _(
        "%(above)s over %(below)s is %(right)s for each, not %(each)s. Correct the average or one "
        "of the two figures."
    ),
    "remainder": _(
        "%(whole)s − %(done)s leaves %(right)s, not %(rest)s. Correct what is left or one of the "
        "figures before it."
    ),
    "quota_low": _(
        "At least %(least)s for each of %(people)s people makes %(bound)s or more, and %(items)s "
        "are given. Check both figures, or name those who fell short."
    ),
    "quota_high": _(
        "At most %(most)s for each of %(people)s people makes no more than %(bound)s, and "
        "%(items)s are given. Check both figures, or name those who took on more."
    ),
    "no_such_day": _("There is no day %(day)s. Correct the date."),
    "period_turned": _(
        "The period ends (%(last)s) before it begins (%(first)s). Correct one of the two days."
    ),
    "day_outside": _(
        "%(day)s lies outside of the period that the draft names (%(first)s – %(last)s). Check "
        "the day, or leave it to the next report."
    ),
    "register_equal": _("%(said)s: as in the register (%(set)s, %(unit)s)."),
    "register_different": _(
        "The register counts %(counted)s (%(set)s, %(unit)s), %(apart)s apart from the %(said)s "
        "of the draft. Look at the records, then correct the one that is wrong."
    ),
    "register_was": _(
        "The register counts %(counted)s (%(set)s, %(unit)s). %(said)s was true until %(day)s: "
        "bring the figure up to date, or name the day."
    ),
    "register_unknown": _(
        "“%(set)s” is known here, but not for whom: no unit that you may see is named. Name the "
        "unit, or choose it in the form."
    ),
}
PLACES: dict[Kind, Promise] = {
    Kind.PARAGRAPH: _("Paragraph %(number)s"),
    Kind.CELL: _("Table %(number)s, row %(row)s, column %(column)s"),
    Kind.HEADER: _("Header, section %(number)s"),
    Kind.FOOTER: _("Footer, section %(number)s"),
    Kind.NOTE: _("Footnotes, paragraph %(number)s"),
}


def sentence(finding: Finding) -> str:
    """What is said of the words, in the language of the moment."""
    return str(SENTENCES[finding.words]) % finding.params


def place(where: Place) -> str:
    """Where a person finds it."""
    words = str(PLACES[where.kind]) % {
        "number": where.number,
        "row": where.row,
        "column": where.column,
    }
    if where.page:
        return now("Page %(page)s, %(place)s") % {"page": where.page, "place": words}
    return words


def place_of(draft: Draft, finding: Finding) -> str:
    """Where the first words of a finding stand."""
    return place(draft.blocks[finding.spans[0].block].place)
