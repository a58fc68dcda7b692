"""Units of an earlier version get the name and the place that they have, for all their days."""

from django.db import migrations

from namro.core import text


def remember(apps, schema_editor):
    unit_model = apps.get_model("org", "Unit")
    names = apps.get_model("org", "UnitName")
    placements = apps.get_model("org", "Placement")
    units = list(unit_model.objects.all())
    names.objects.bulk_create(
        (
            names(
                unit=unit,
                name=unit.name,
                kind=unit.kind,
                since=unit.since,
                until=unit.until,
                search_text=text.fold(unit.name)[:400],
            )
            for unit in units
        ),
        batch_size=500,
    )
    placements.objects.bulk_create(
        (
            placements(
                unit=unit,
                parent_id=unit.parent_id,
                path=unit.path,
                since=unit.since,
                until=unit.until,
            )
            for unit in units
        ),
        batch_size=500,
    )


class Migration(migrations.Migration):
    dependencies = [("org", "0002_memory")]
    operations = [migrations.RunPython(remember, migrations.RunPython.noop)]
