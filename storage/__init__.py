"""What remembers: engines, transactions, readers and migrations."""
