"""Who belongs: people, organisations, affiliations, memberships."""
