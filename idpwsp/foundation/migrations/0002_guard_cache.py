"""The table in which the guard of public forms counts. Not a model: Django's cache has a command that makes it."""

from django.core.management import call_command
from django.db import migrations

TABLE = "foundation_guard"


def create(apps, schema_editor):
    call_command("createcachetable", TABLE, database=schema_editor.connection.alias, verbosity=0)


def drop(apps, schema_editor):
    schema_editor.execute(f"DROP TABLE {schema_editor.quote_name(TABLE)}")


class Migration(migrations.Migration):
    dependencies = [("foundation", "0001_initial")]

    operations = [migrations.RunPython(create, drop)]
