"""Queries: each returns a Select with an order that ends in a unique column; the caller runs it."""
