"""What users do wrong on the command line."""

from warehouse.errors import Failure


class UsageError(Failure):
    """A flag, path or setting that cannot be right: exit code 2."""
