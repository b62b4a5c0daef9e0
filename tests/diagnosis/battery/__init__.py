"""A simulator of camera batteries, for evaluating their outlook.

It knows chemistry, weather, use and owners. What is judged sees only readings,
as Blink's cloud would give them, and what an owner would tell.
"""
