"""Shell completion answers: what bash asks on Tab."""

import os
import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("typed", "answers"),
    [
        ("ainews dictionary outlet", ["outlet_coverage"]),
        ("ainews query rising", ["rising_tags"]),
        ("ainews problems --code file_b", ["file_binary"]),
        ("ainews query --format m", ["markdown"]),
        ("ainews dic", ["dictionary"]),
    ],
)
def test_completion_answers(typed: str, answers: list[str]) -> None:
    asked = {"_AINEWS_COMPLETE": "complete_bash", "COMP_WORDS": typed, "COMP_CWORD": str(typed.count(" "))}
    done = subprocess.run(
        [sys.executable, "-c", "from flows.cli import app; app(prog_name='ainews')"],
        env={**os.environ, **asked},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == answers
