"""Our forum permission app, in machina's place."""
