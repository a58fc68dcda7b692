"""Stands in 0001_initial now: keys and rules that come with their tables cost a new database less."""

from django.db import migrations


class Migration(migrations.Migration):
    initial = True
    dependencies = [("commitments", "0001_initial")]
    operations = []
