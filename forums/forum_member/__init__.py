"""Our forum member app, in machina's place."""
