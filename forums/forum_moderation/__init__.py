"""Our forum moderation app, in machina's place."""
