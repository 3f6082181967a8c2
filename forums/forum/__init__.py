"""Our forum app, in machina's place."""
