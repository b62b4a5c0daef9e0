"""Samples, trends, incidents and days online of a device."""
