"""Our forum polls app, in machina's place."""
