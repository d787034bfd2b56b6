"""What a user of the command line can get wrong beyond the library's own errors."""

__all__ = ["UsageError"]


class UsageError(Exception):
    """Arguments that do not go together, or do not go with the data."""
