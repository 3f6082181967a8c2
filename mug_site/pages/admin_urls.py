from wagtail.admin.urls import urlpatterns  # noqa: F401
