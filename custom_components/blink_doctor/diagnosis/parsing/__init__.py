"""Parse raw homescreens and related answers into snapshots: any input, no exceptions."""
