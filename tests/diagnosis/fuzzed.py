"""How many polls the fuzzing of this run has judged, counted and not reckoned."""


class Fuzzed:
    """The count of one process; `counted.py` adds those of its workers."""

    polls = 0
