"""What goes wrong outside of the warehouse, in the same tree.

Failure
├── UsageError    a flag, path or setting that cannot be right
├── ArchiveError  the archive of pages cannot be written
└── NotInArchive  no answer lies where a row says so
"""

from warehouse.errors import Failure


class UsageError(Failure):
    """A flag, path or setting that cannot be right: exit code 2."""


class ArchiveError(Failure):
    """The archive cannot be written; what is in it stays readable."""


class NotInArchive(Failure):
    """No answer can be read at this place of the archive."""
