"""Accounts as allauth keeps them, fitted to the rules of the membership: composition, nothing of the domain."""
