"""Entities that sensor.py and binary_sensor.py add besides their own."""
