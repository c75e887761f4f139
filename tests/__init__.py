"""The tests of Industrisamtal."""
