"""Industrisamtal: from the word in the room to the measure, and back."""
