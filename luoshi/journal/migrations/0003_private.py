import django.db.models.deletion
from django.db import migrations, models


def keep(apps, schema_editor):
    """What is kept beside an entry may be deleted, never changed."""
    name = "journal_private_no_update"
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            f"CREATE TRIGGER {name} BEFORE UPDATE ON journal_private "
            "FOR EACH ROW EXECUTE FUNCTION journal_append_only()"
        )
    else:
        schema_editor.execute(
            f"CREATE TRIGGER {name} BEFORE UPDATE ON journal_private "
            "BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"
        )


class Migration(migrations.Migration):
    dependencies = [("journal", "0002_append_only")]
    operations = [
        migrations.CreateModel(
            name="Private",
            fields=[
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="private",
                        serialize=False,
                        to="journal.entry",
                    ),
                ),
                ("salt", models.CharField(max_length=64)),
                ("values", models.JSONField()),
            ],
            options={"db_table": "journal_private"},
        ),
        migrations.RunPython(keep, migrations.RunPython.noop),
    ]
