"""Entries of an earlier version count where their unit stands."""

from django.db import migrations

SQL = "UPDATE ledger_entry SET counted_path = (SELECT path FROM org_unit WHERE id = unit_id)"


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_entry_counted_path"), ("org", "0003_remember_units")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
