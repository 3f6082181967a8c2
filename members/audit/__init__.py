"""What happened: append-only, chained events. The lowest chapter: it imports no other."""
