"""Our forum feeds app, in machina's place."""
