"""The last faults of a device, where they are shown and what they are used for."""
