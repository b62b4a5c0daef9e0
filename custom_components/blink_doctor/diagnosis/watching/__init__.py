"""When a camera was watching, which means that it would have recorded a movement.

`recording` decides for one poll, `ledger` stores 30 days, `drop_outs` and
`pattern` are derived from the ledger.
"""
