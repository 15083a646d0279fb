import secrets

from django.db import migrations, models


def begin(apps, schema_editor):
    apps.get_model("foundation", "Generation").objects.create(token=secrets.randbits(63))


class Migration(migrations.Migration):
    dependencies = [("foundation", "0002_guard_cache")]

    operations = [
        migrations.CreateModel(
            name="Generation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token", models.BigIntegerField()),
            ],
            options={"default_permissions": ()},
        ),
        migrations.RunPython(begin, migrations.RunPython.noop),
    ]
