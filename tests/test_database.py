"""Transactions: writers lose nothing, readers do not write."""

import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import Column, Engine, Integer, MetaData, Table, insert, select, update
from sqlalchemy.exc import DBAPIError

from dialogues_app import database
from dialogues_app.extensions import db

pytestmark = pytest.mark.both_databases
metadata = MetaData()
counter = Table(
    "counter_of_test", metadata, Column("id", Integer, primary_key=True), Column("value", Integer)
)


@pytest.fixture(autouse=True)
def _one_counter(engine: Engine) -> Iterator[None]:
    metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(insert(counter).values(id=1, value=0))
    yield
    metadata.drop_all(engine)


def test_no_update_is_lost_between_threads(engine: Engine) -> None:
    def add_often() -> None:
        for _ in range(25):
            with engine.begin() as connection:
                value = connection.scalar(select(counter.c.value).where(counter.c.id == 1).with_for_update())
                connection.execute(update(counter).values(value=value + 1))

    threads = [threading.Thread(target=add_often) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with engine.connect() as connection:
        assert connection.scalar(select(counter.c.value)) == 100


def test_a_reader_that_writes_is_refused(engine: Engine) -> None:
    with database.reading(), engine.connect() as connection, pytest.raises(DBAPIError):
        connection.execute(update(counter).values(value=7))

    with engine.connect() as connection:
        assert connection.scalar(select(counter.c.value)) == 0


def test_a_connection_that_read_may_write_afterwards(engine: Engine) -> None:
    with database.reading(), engine.connect() as connection:
        connection.scalar(select(counter.c.value))

    with engine.begin() as connection:
        connection.execute(update(counter).values(value=8))

    with engine.connect() as connection:
        assert connection.scalar(select(counter.c.value)) == 8


def test_a_reader_does_not_wait_for_a_writer(engine: Engine) -> None:
    with engine.begin() as writer:
        writer.execute(update(counter).values(value=9))

        with database.reading(), engine.connect() as reader:
            seen = reader.scalar(select(counter.c.value))

    assert seen == 0


def test_a_get_that_writes_fails_loudly_and_a_post_writes(app: Flask) -> None:
    def write() -> str:
        db.session.execute(update(counter).values(value=5))
        db.session.commit()
        return "written"

    app.add_url_rule("/test", "test_write", write, methods=["GET", "POST"])
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()

    with pytest.raises(DBAPIError):
        client.get("/test")
    answer = client.post("/test")

    assert answer.text == "written"


def test_a_get_leaves_the_thread_able_to_write(app: Flask, engine: Engine) -> None:
    app.test_client().get("/halsa")

    with engine.begin() as connection:
        connection.execute(update(counter).values(value=6))


def test_a_request_that_leaves_a_change_uncommitted_fails(app: Flask) -> None:
    def forget() -> str:
        db.session.execute(update(counter).values(value=5))
        db.session.info["flushed"] = True
        return "forgotten"

    app.add_url_rule("/test", "test_forget", forget, methods=["POST"])
    app.config["WTF_CSRF_ENABLED"] = False

    with pytest.raises(AssertionError, match="unsaved changes"):
        app.test_client().post("/test")
