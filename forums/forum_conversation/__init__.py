"""Our forum conversation app, in machina's place."""
