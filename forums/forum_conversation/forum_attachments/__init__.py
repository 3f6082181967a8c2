"""Our forum attachments app, in machina's place."""
