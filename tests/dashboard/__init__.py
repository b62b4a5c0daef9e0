"""Tests of the dashboard card: its data, its serving, and the card itself in a browser."""
