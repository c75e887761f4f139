"""The tasks: each calls one function of dialogues_app and is safe to run twice."""
