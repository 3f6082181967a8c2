"""The pages of the forums, as one reads, writes and moderates."""
