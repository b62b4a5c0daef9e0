"""Why devices are offline: which were lost together, and what they share."""
