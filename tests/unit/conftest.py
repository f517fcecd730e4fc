"""What unit tests share: the labels of the seed form, as the program reads them."""

import pytest

from flows.seedfiles.labels import FieldLabels, read_labels
from flows.settings import VOCABULARY


@pytest.fixture(scope="session")
def labels() -> FieldLabels:
    return read_labels(VOCABULARY / "labels.csv")
