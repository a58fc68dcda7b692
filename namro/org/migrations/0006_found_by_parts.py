"""People and units are found by parts of their names."""

from django.db import migrations

from namro.core.trigrams import indexed


class Migration(migrations.Migration):
    dependencies = [("org", "0005_kinds_and_posts")]
    operations = [indexed("org_person"), indexed("org_unitname")]
