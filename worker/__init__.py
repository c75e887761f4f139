"""The Celery worker: a thin skin around the outbox and the inbox of dialogues_app."""
