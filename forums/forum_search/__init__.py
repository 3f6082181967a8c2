"""Our forum search app, in machina's place."""
