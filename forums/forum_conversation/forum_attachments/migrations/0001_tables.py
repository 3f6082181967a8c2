import django.db.models.deletion
import django.utils.timezone
import forums.forum_conversation.forum_attachments.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("forum_conversation", "0001_tables"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.AutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "file",
                    models.FileField(
                        max_length=120,
                        storage=forums.forum_conversation.forum_attachments.models.private_storage,
                        upload_to=forums.forum_conversation.forum_attachments.models.random_name,
                        verbose_name="file",
                    ),
                ),
                ("label", models.CharField(max_length=120, verbose_name="name")),
                ("content_type", models.CharField(max_length=60, verbose_name="type")),
                ("size", models.PositiveIntegerField(verbose_name="size in bytes")),
                (
                    "uploaded_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="uploaded"),
                ),
                (
                    "post",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attachments",
                        to="forum_conversation.post",
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "Attachment",
                "verbose_name_plural": "Attachments",
                "ordering": ["id"],
                "abstract": False,
                "indexes": [
                    models.Index(
                        condition=models.Q(("post", None)), fields=["uploaded_at"], name="attachment_without_post"
                    )
                ],
            },
        ),
    ]
