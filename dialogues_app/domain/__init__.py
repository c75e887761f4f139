"""Verbs: each puts change, audit trail and messages together. None commits, reads the clock or renders."""
