"""A new site starts with a home page that says something, its sections, and editors who may keep them."""

import json
import uuid
from urllib.parse import urlsplit

from django.conf import settings
from django.db import migrations

LEAD = (
    "An independent community of {vendor} customers, run by volunteers. "
    "We help each other to run what we have, and speak to {vendor} with one voice."
)
WHO = (
    "<p>A Board of Directors, elected from among the members, runs the group. "
    "{vendor} does not: we are its customers, and we are independent of it.</p>"
)
JOIN = "Membership is for the people who run {vendor} equipment for their organisation."
PROMISES = [
    (
        "Nobody gets our members’ data without the Board’s approval.",
        "There is one way out for membership data, and it opens only after a vote on the exact request.",
    ),
    (
        "What is posted in the forums stays among members.",
        "No visitor and no search engine sees a post or a member’s name.",
    ),
    (
        "You see what is held about you, and you can leave.",
        "Correct, take along or delete your information yourself, at any time.",
    ),
]
SECTIONS = [
    ("contentpage", "About us", "about", {"lead": "Who we are, and how the group works."}),
    ("newsindexpage", "News", "news", {"lead": "What has happened, and what will."}),
    ("eventindexpage", "Events", "events", {"lead": "Where members meet, on site and online."}),
    ("membersindexpage", "Members’ area", "members-area", {"lead": "Papers and recordings for members only."}),
]

PAGE_RIGHTS = ["add_page", "change_page", "publish_page", "bulk_delete_page", "lock_page", "unlock_page"]
COLLECTION_RIGHTS = [
    # Wagtail asks for the rights on its own models, whatever model a site puts in their place.
    ("wagtailimages", "image", "image", ["add", "change", "choose"]),
    ("wagtaildocs", "document", "document", ["add", "change", "choose"]),
    ("wagtailcore", "collection", "collection", ["add", "change", "delete"]),
]
MODEL_RIGHTS = [
    ("wagtailredirects", "redirect", "redirect", ["add", "change", "delete"]),
    ("pages", "groupsettings", "group", ["change"]),
]


def texts(text):
    return text.format(vendor=settings.VENDOR_NAME)


def first_pages(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Site = apps.get_model("wagtailcore", "Site")

    def content_type(model):
        return ContentType.objects.get_or_create(app_label="pages", model=model)[0]

    site = Site.objects.get(is_default_site=True)
    address = urlsplit(settings.SITE_URL)
    site.hostname = address.hostname
    site.port = address.port or (443 if address.scheme == "https" else 80)
    site.site_name = settings.GROUP_NAME
    site.save()
    apps.get_model("pages", "GroupSettings").objects.create(
        site=site,
        name=settings.GROUP_NAME,
        short_name=settings.GROUP_SHORT_NAME,
        vendor_name=settings.VENDOR_NAME,
    )

    welcome = site.root_page
    home = apps.get_model("pages", "HomePage")(
        page_ptr=welcome,
        lead=texts(LEAD),
        who_runs_it=texts(WHO),
        join_text=texts(JOIN),
        promises=json.dumps(
            [
                {"type": "promise", "id": str(uuid.uuid4()), "value": {"sentence": sentence, "meaning": meaning}}
                for sentence, meaning in PROMISES
            ]
        ),
        body="[]",
    )
    # A row beside the page that is there already: its other columns are copied, not reset.
    for field in welcome._meta.concrete_fields:
        setattr(home, field.attname, getattr(welcome, field.attname))
    home.title = home.draft_title = settings.GROUP_NAME
    home.content_type = content_type("homepage")
    home.numchild = len(SECTIONS)
    home.save()

    for number, (model, title, slug, fields) in enumerate(SECTIONS, start=1):
        apps.get_model("pages", model).objects.create(
            path=f"{welcome.path}{number:04d}",
            depth=welcome.depth + 1,
            numchild=0,
            title=title,
            draft_title=title,
            slug=slug,
            url_path=f"{welcome.url_path}{slug}/",
            content_type=content_type(model),
            locale_id=welcome.locale_id,
            translation_key=uuid.uuid4(),
            live=True,
            show_in_menus=True,
            **fields,
        )


def editors(apps, schema_editor):
    """Wagtail's Editors may then do all that its Moderators could; Moderators and their approval step go."""
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    Collection = apps.get_model("wagtailcore", "Collection")
    GroupPagePermission = apps.get_model("wagtailcore", "GroupPagePermission")
    GroupCollectionPermission = apps.get_model("wagtailcore", "GroupCollectionPermission")

    def right(app, model, action, name):
        content_type = ContentType.objects.get_or_create(app_label=app, model=model)[0]
        return Permission.objects.get_or_create(
            content_type=content_type, codename=f"{action}_{model}", defaults={"name": f"Can {action} {name}"}
        )[0]

    Group.objects.filter(name="Moderators").delete()
    apps.get_model("wagtailcore", "WorkflowPage").objects.all().delete()
    apps.get_model("wagtailcore", "Workflow").objects.all().delete()
    apps.get_model("wagtailcore", "GroupApprovalTask").objects.all().delete()
    apps.get_model("wagtailcore", "Task").objects.all().delete()

    group = Group.objects.get_or_create(name="Editors")[0]
    group.permissions.clear()
    GroupPagePermission.objects.filter(group=group).delete()
    GroupCollectionPermission.objects.filter(group=group).delete()

    group.permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))
    for app, model, name, actions in MODEL_RIGHTS:
        group.permissions.add(*[right(app, model, action, name) for action in actions])
    root = apps.get_model("wagtailcore", "Page").objects.get(depth=1)
    for codename in PAGE_RIGHTS:
        permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=codename)
        GroupPagePermission.objects.create(group=group, page=root, permission=permission)
    for app, model, name, actions in COLLECTION_RIGHTS:
        for action in actions:
            GroupCollectionPermission.objects.create(
                group=group, collection=Collection.objects.get(depth=1), permission=right(app, model, action, name)
            )


def members_collection(apps, schema_editor):
    """A place for files that only members may open, restricted from the start."""
    Collection = apps.get_model("wagtailcore", "Collection")
    root = Collection.objects.get(depth=1)
    collection = Collection.objects.create(
        name="Members only", path=f"{root.path}{root.numchild + 1:04d}", depth=2, numchild=0
    )
    root.name = "Public"
    root.numchild += 1
    root.save()
    apps.get_model("wagtailcore", "CollectionViewRestriction").objects.create(
        collection=collection, restriction_type="login"
    )


class Migration(migrations.Migration):
    dependencies = [
        ("pages", "0001_initial"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
        ("wagtailredirects", "0008_add_verbose_name_plural"),
        ("wagtailimages", "0027_image_description"),
        ("wagtaildocs", "0014_alter_document_file_size"),
    ]

    operations = [
        migrations.RunPython(first_pages, migrations.RunPython.noop),
        migrations.RunPython(editors, migrations.RunPython.noop),
        migrations.RunPython(members_collection, migrations.RunPython.noop),
    ]
