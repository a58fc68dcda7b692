"""Search inside words stays fast on PostgreSQL where pg_trgm may be installed."""

from django.db import migrations

from namro.core.trigrams import indexed

TABLES = ("commitments_commitment", "commitments_registrant", "ledger_entry")


class Migration(migrations.Migration):
    dependencies = [("commitments", "0002_initial"), ("ledger", "0002_initial")]
    operations = [indexed(table) for table in TABLES]
