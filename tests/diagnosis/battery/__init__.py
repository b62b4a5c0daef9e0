"""A simulator of cells in cameras, for judging what is said about their end.

It knows chemistry, weather, use and owners. What is judged sees only readings,
as Blink's cloud would give them, and what an owner would tell.
"""
