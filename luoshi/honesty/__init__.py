"""What is probably not true in the ledgers, found by rule: opened as an item that somebody must answer."""
