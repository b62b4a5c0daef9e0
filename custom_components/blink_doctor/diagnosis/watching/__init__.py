"""Would a camera have recorded, and when was it watching.

`recording` decides for one poll, `ledger` remembers for 30 days, `drop_outs` and
`pattern` are read from the ledger.
"""
