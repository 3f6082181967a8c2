"""What the forums keep about a person: how many posts. Pictures and signatures are not offered."""

from machina.apps.forum_member.abstract_models import AbstractForumProfile


class ForumProfile(AbstractForumProfile):
    """A person's own record; it goes when the account goes."""

    avatar = None
    signature = None

    def __str__(self) -> str:
        return f"Forum profile of person {self.user_id}"
