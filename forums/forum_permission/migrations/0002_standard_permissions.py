"""Every site starts with the standard permissions; its moderators change them afterwards."""

from django.db import migrations

from forums.setup import grant_standard_permissions


class Migration(migrations.Migration):
    dependencies = [("forum_permission", "0001_tables")]
    operations = [
        migrations.RunPython(lambda apps, schema_editor: grant_standard_permissions(apps), migrations.RunPython.noop)
    ]
