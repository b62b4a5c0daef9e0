"""Would a camera have recorded: the decision, the ledger and what is read from it."""
