"""The state of the product: one aggregate per file."""
