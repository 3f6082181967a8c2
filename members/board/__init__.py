"""The Board: seats now; motions and ballots come in their own issue."""
