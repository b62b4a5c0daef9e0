"""Why devices do not answer: what was lost together, and what that points at."""
