"""The way in: the command line loads its modules for a fifth of a second, in which Ctrl-C may come."""

from flows.interrupts import end_on_interrupt


def main() -> None:
    """Load the command line and run it."""
    end_on_interrupt()
    from flows.cli import main as run

    run()
