"""Where the forums answer: machina's names and places, our views. Every route lies behind `MembersOnlyMiddleware`.

Feeds and search have no route: a feed comes with a token of its own, search with its index.
"""

from django.urls import URLPattern, URLResolver, include, path

from forums.views import moderating, others, reading, writing

Routes = list[URLPattern | URLResolver]

forum: Routes = [
    path("", reading.index, name="index"),
    path("forum/<str:slug>-<int:pk>/", reading.ForumPage.as_view(), name="forum"),
]
topic: Routes = [
    path("topic/create/", writing.Ask.as_view(), name="topic_create"),
    path("topic/<str:slug>-<int:pk>/", reading.TopicPage.as_view(), name="topic"),
    path("topic/<str:topic_slug>-<int:topic_pk>/post/create/", writing.Reply.as_view(), name="post_create"),
    path("topic/<str:topic_slug>-<int:topic_pk>/<int:pk>/post/update/", writing.Edit.as_view(), name="post_update"),
    path("topic/<str:topic_slug>-<int:topic_pk>/<int:pk>/post/delete/", writing.Remove.as_view(), name="post_delete"),
]
forum_conversation: Routes = [
    path("forum/<str:forum_slug>-<int:forum_pk>/", include(topic)),
    path("post/<int:pk>/", reading.permalink, name="post"),
    path("attachment/<int:pk>/", others.attachment, name="attachment"),
    path("poll/<int:pk>/vote/", others.vote, name="topic_poll_vote"),
]
forum_moderation: Routes = [
    path("queue/", moderating.queue, name="queue"),
    path("queue/<int:pk>/", moderating.queued_post, name="queued_post"),
    path("queue/<int:pk>/approve/", moderating.approve, name="approve_queued_post"),
    path("queue/<int:pk>/disapprove/", moderating.Refuse.as_view(), name="disapprove_queued_post"),
    path("topic/<str:slug>-<int:pk>/lock/", moderating.Lock.as_view(), name="topic_lock"),
    path("topic/<str:slug>-<int:pk>/unlock/", moderating.Unlock.as_view(), name="topic_unlock"),
    path("topic/<str:slug>-<int:pk>/delete/", moderating.RemoveTopic.as_view(), name="topic_delete"),
    path("topic/<str:slug>-<int:pk>/move/", moderating.Move.as_view(), name="topic_move"),
    path("topic/<str:slug>-<int:pk>/change/topic/", moderating.MakeNormal.as_view(), name="topic_update_to_post"),
    path("topic/<str:slug>-<int:pk>/change/sticky/", moderating.MakeSticky.as_view(), name="topic_update_to_sticky"),
    path(
        "topic/<str:slug>-<int:pk>/change/announce/",
        moderating.MakeAnnouncement.as_view(),
        name="topic_update_to_announce",
    ),
]
forum_tracking: Routes = [
    path("unread-topics/", reading.unread, name="unread_topics"),
    path("mark/forums/", reading.mark_read, name="mark_all_forums_read"),
    path("mark/forums/<int:pk>/", reading.mark_read, name="mark_topics_read"),
]

urlpatterns: Routes = [
    path("", include((forum, "forum"))),
    path("", include((forum_conversation, "forum_conversation"))),
    path("moderation/", include((forum_moderation, "forum_moderation"))),
    path("tracking/", include((forum_tracking, "forum_tracking"))),
]
