"""Numbers in messages: 1 file, 2 files."""


def count_of(number: int, noun: str) -> str:
    """Return a number with its noun, given for one."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
