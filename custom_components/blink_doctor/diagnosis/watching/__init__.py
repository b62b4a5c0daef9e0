"""Whether a camera would have recorded, and when it was watching.

`recording` decides for one poll, `ledger` keeps 30 days, `drop_outs` and
`pattern` are derived from the ledger.
"""
