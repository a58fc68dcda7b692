"""A number is once in the campaign and the unit where the line was registered."""

import django.db.models.deletion
from django.db import migrations, models

import namro.commitments.models.commitment


class Migration(migrations.Migration):
    dependencies = [("commitments", "0005_count_where_it_stands")]
    operations = [
        migrations.AlterField(
            "commitment",
            "registered_in",
            namro.commitments.models.commitment.FirstUnit(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="org.unit",
            ),
        ),
        migrations.AddConstraint(
            "commitment",
            models.UniqueConstraint(
                fields=("campaign", "registered_in", "number"), name="commitment_number"
            ),
        ),
    ]
