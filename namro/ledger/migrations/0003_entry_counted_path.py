"""An entry says under which path it counts."""

from django.db import migrations

import namro.figures.counted


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_initial")]
    operations = [
        migrations.AddField("entry", "counted_path", namro.figures.counted.CountedPath()),
    ]
