"""Rows of an earlier version count, and were registered, where their unit stands."""

from django.db import migrations

PATH = "(SELECT path FROM org_unit WHERE id = unit_id)"
# An earlier version did not keep the day of closing; the trail has it, the last day of work is near.
CLOSED = "UPDATE commitments_campaign SET counted_on = ends_on WHERE status = 'closed'"


class Migration(migrations.Migration):
    dependencies = [("commitments", "0004_counted_path")]
    operations = [
        migrations.RunSQL(
            [
                f"UPDATE commitments_commitment SET counted_path = {PATH}, registered_in_id = unit_id",
                f"UPDATE commitments_registrant SET counted_path = {PATH}",
                CLOSED,
            ],
            migrations.RunSQL.noop,
        )
    ]
