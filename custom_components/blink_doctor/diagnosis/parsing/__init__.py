"""Raw homescreens and their like to snapshots: any input, never an exception."""
