"""Room bench: the pages of the registers: lists, one record, figures over units and years."""

from django.urls import reverse

from namro.bench.meetings import Page
from namro.inspections.models import Conclusion, Item
from namro.mediation.models import Case
from namro.titles.models import Card

TEAM = "hoagiai"
TALLIES = (
    "SELECT unit_id, set, key, n FROM figures_tally WHERE period < 0 AND unit_id IN"
    " (SELECT id FROM org_unit WHERE parent_id = %s)"
)


def pages(top: int, path: str) -> list[Page]:
    """Lists and figures of a city's office, the book of one team, records."""
    conclusion, item = Conclusion.objects.order_by("pk")[0], Item.objects.order_by("pk")[0]
    card = Card.objects.exclude(proposed="").order_by("pk")[0]
    team = Case.objects.filter(period__lt=-22025).order_by("pk")[0]
    listed = "SELECT r.*, u.name FROM {} r JOIN org_unit u ON u.id = r.unit_id WHERE u.path LIKE %s ORDER BY r.id DESC LIMIT 51"
    one = "SELECT * FROM {} WHERE id = %s"
    return [
        Page("conclusions", reverse("conclusion-list"),
             listed.format("inspections_conclusion"), (path,)),
        Page("items of conclusions", reverse("conclusion-item-list"),
             listed.format("inspections_item"), (path,)),
        Page("one conclusion with its items", reverse("conclusion-detail", args=[conclusion.key]),
             "SELECT * FROM inspections_item WHERE conclusion_id = %s", (conclusion.pk,)),
        Page("one item", reverse("conclusion-item-detail", args=[item.key]),
             one.format("inspections_item"), (item.pk,)),
        Page("figures of inspections", reverse("inspections-figures"), TALLIES, (top,)),
        Page("cards", reverse("card-list"), listed.format("titles_card"), (path,)),
        Page("one card", reverse("card-detail", args=[card.key]),
             "SELECT * FROM titles_score WHERE card_id = %s", (card.pk,)),
        Page("figures of titles", reverse("titles-figures"), TALLIES, (top,)),
        Page("figures of mediation", reverse("mediation-figures"), TALLIES, (top,)),
        Page("teams and mediators", reverse("mediation-teams"),
             "SELECT u.*, p.person_id FROM org_unit u JOIN org_appointment p ON p.unit_id = u.id"
             " WHERE u.kind = 'team' AND u.path LIKE %s LIMIT 3000", (path,)),
        Page("book of one team", reverse("case-book-list"),
             "SELECT * FROM mediation_case WHERE unit_id = %s ORDER BY id DESC LIMIT 51",
             (team.unit_id,), TEAM),
        Page("one case", reverse("case-book-detail", args=[team.key]),
             "SELECT * FROM mediation_party WHERE case_id = %s", (team.pk,), TEAM),
    ]  # fmt: skip
