"""How a case ends early."""


class Failure(Exception):
    """The program did not do what the case asks of it."""


class Skipped(Exception):
    """The case cannot be run here, and why."""
