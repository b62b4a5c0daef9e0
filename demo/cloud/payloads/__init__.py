"""Render the simulated world in the format of Blink's answers."""
