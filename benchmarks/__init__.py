"""What the product costs: `./run bench` prints it, nothing asserts it."""
