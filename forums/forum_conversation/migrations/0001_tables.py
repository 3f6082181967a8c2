import django.db.models.deletion
import django.utils.timezone
import machina.core.validators
import machina.models.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("forum", "0001_tables"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Post",
            fields=[
                ("id", models.AutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "content",
                    machina.models.fields.MarkupTextField(
                        no_rendered_field=True,
                        validators=[machina.core.validators.MarkupMaxLengthValidator(None)],
                        verbose_name="Content",
                    ),
                ),
                (
                    "updates_count",
                    models.PositiveIntegerField(blank=True, default=0, editable=False, verbose_name="Updates count"),
                ),
                (
                    "username",
                    models.CharField(blank=True, max_length=155, verbose_name="pseudonym of an erased person"),
                ),
                ("anonymous_key", models.CharField(blank=True, max_length=100, verbose_name="key of an erased person")),
                ("subject", models.CharField(blank=True, max_length=255, verbose_name="subject")),
                ("approved", models.BooleanField(default=True, verbose_name="approved")),
                ("update_reason", models.CharField(blank=True, max_length=255, verbose_name="reason of the change")),
                (
                    "submission",
                    models.UUIDField(
                        blank=True, editable=False, null=True, verbose_name="key of the form it came with"
                    ),
                ),
                ("renderer_version", models.PositiveSmallIntegerField(default=0, editable=False)),
                (
                    "created",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="written"),
                ),
                (
                    "updated",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="changed"),
                ),
                ("_content_rendered", models.TextField(blank=True, editable=False, null=True)),
                (
                    "poster",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="posts",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="written by",
                    ),
                ),
                (
                    "updated_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="Lastly updated by",
                    ),
                ),
            ],
            options={
                "verbose_name": "Post",
                "verbose_name_plural": "Posts",
                "ordering": ["created", "id"],
                "get_latest_by": "created",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Topic",
            fields=[
                ("id", models.AutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject", models.CharField(max_length=255, verbose_name="Subject")),
                (
                    "posts_count",
                    models.PositiveIntegerField(blank=True, default=0, editable=False, verbose_name="Posts count"),
                ),
                (
                    "views_count",
                    models.PositiveIntegerField(blank=True, default=0, editable=False, verbose_name="Views count"),
                ),
                (
                    "username",
                    models.CharField(blank=True, max_length=155, verbose_name="pseudonym of an erased person"),
                ),
                ("slug", models.SlugField(allow_unicode=True, db_index=False, max_length=255, verbose_name="slug")),
                (
                    "type",
                    models.PositiveSmallIntegerField(
                        choices=[(0, "Default topic"), (1, "Sticky"), (2, "Announce")], default=0, verbose_name="type"
                    ),
                ),
                (
                    "status",
                    models.PositiveIntegerField(
                        choices=[(0, "Topic unlocked"), (1, "Topic locked"), (2, "Topic moved")],
                        default=0,
                        verbose_name="status",
                    ),
                ),
                ("approved", models.BooleanField(default=True, verbose_name="approved")),
                ("last_post_on", models.DateTimeField(blank=True, null=True, verbose_name="last post")),
                (
                    "created",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="created"),
                ),
                (
                    "updated",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="changed"),
                ),
                (
                    "first_post",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="forum_conversation.post",
                        verbose_name="First post",
                    ),
                ),
                (
                    "forum",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="topics",
                        to="forum.forum",
                        verbose_name="Topic forum",
                    ),
                ),
                (
                    "last_post",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="forum_conversation.post",
                        verbose_name="Last post",
                    ),
                ),
                (
                    "moved_from",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="forum.forum",
                        verbose_name="moved from",
                    ),
                ),
                (
                    "poster",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="topics",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="asked by",
                    ),
                ),
                (
                    "subscribers",
                    models.ManyToManyField(
                        blank=True,
                        related_name="topic_subscriptions",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="Subscribers",
                    ),
                ),
            ],
            options={
                "verbose_name": "Topic",
                "verbose_name_plural": "Topics",
                "ordering": ["-type", "-last_post_on", "-id"],
                "get_latest_by": "last_post_on",
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="post",
            name="topic",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="posts",
                to="forum_conversation.topic",
                verbose_name="Topic",
            ),
        ),
        migrations.CreateModel(
            name="TopicView",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "topic",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="forum_conversation.topic",
                    ),
                ),
            ],
            options={
                "verbose_name": "view of a topic",
                "verbose_name_plural": "views of topics",
            },
        ),
        migrations.AddIndex(
            model_name="topic",
            index=models.Index(
                condition=models.Q(("approved", True)),
                fields=["forum", "-type", "-last_post_on", "-id"],
                name="topic_list",
            ),
        ),
        migrations.AddIndex(
            model_name="topic",
            index=models.Index(
                condition=models.Q(("approved", True)), fields=["forum", "-last_post_on", "-id"], name="topic_latest"
            ),
        ),
        migrations.AddConstraint(
            model_name="topic",
            constraint=models.CheckConstraint(condition=models.Q(("type__in", [0, 1, 2])), name="topic_type_is_known"),
        ),
        migrations.AddConstraint(
            model_name="topic",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", [0, 1])), name="topic_is_open_or_locked"
            ),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(fields=["topic", "created", "id"], name="post_order"),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(condition=models.Q(("approved", False)), fields=["created", "id"], name="post_queue"),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(fields=["renderer_version", "id"], name="post_renderer"),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.UniqueConstraint(fields=("poster", "submission"), name="one_post_per_submission"),
        ),
    ]
