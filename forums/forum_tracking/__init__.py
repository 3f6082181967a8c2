"""Our forum tracking app, in machina's place."""
