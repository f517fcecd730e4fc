"""What goes wrong in the warehouse, said so that a person knows what to do.

Failure
├── Locked            another process is writing
├── NoWarehouse       nothing has been published in this home yet
├── HomeFailure       the home is full, read-only, gone, or a file in it damaged
├── MigrationChanged  an applied migration was edited, or is gone
├── ModelError        an SQL file breaks the house's form
├── ChecksFailed      a promise about the data is broken, nothing was published
├── QueryError        somebody's SQL does not run
└── SearchError       a search asks for nothing, or for what cannot be
"""


class Failure(Exception):
    """A foreseen failure: one sentence on what and where, one on what to do."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class Locked(Failure):
    """Another process holds the run lock."""


class NoWarehouse(Failure):
    """The home holds no published generation."""


class HomeFailure(Failure):
    """The home's files cannot be written or read: full, read-only, gone, damaged."""


class MigrationChanged(Failure):
    """The file of an applied migration no longer has the recorded hash."""


class ModelError(Failure):
    """An SQL file lacks its head, or the models need one another in a circle."""


class ChecksFailed(Failure):
    """A check of severity fail found rows."""


class QueryError(Failure):
    """A query could not be run on the published warehouse."""


class SearchError(Failure):
    """A search without a word, with a day that is none, or a label that is unknown."""
