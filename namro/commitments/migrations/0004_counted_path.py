"""Places on the roll and lines say under which path they count, and where they were registered."""

import django.db.models.deletion
from django.db import migrations, models

import namro.commitments.models.commitment
import namro.figures.counted


class Migration(migrations.Migration):
    dependencies = [("commitments", "0003_search"), ("org", "0003_remember_units")]
    operations = [
        migrations.RemoveConstraint("commitment", "commitment_number"),
        migrations.AddField(
            "campaign", "counted_on", models.DateField(editable=False, null=True)
        ),
        migrations.AddField("commitment", "counted_path", namro.figures.counted.CountedPath()),
        migrations.AddField("registrant", "counted_path", namro.figures.counted.CountedPath()),
        migrations.AddField(
            "commitment",
            "registered_in",
            namro.commitments.models.commitment.FirstUnit(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="org.unit",
            ),
        ),
    ]
