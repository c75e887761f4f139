"""A real worker on a real broker."""
