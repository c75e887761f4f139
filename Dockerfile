# One image for web, worker, beat and mail catcher: each service is one command of ./run.
FROM python:3.13-slim-bookworm

RUN useradd --system --uid 10001 --create-home --home-dir /home/industrisamtal industrisamtal \
    && install -d -o industrisamtal -g industrisamtal -m 0700 /var/lib/industrisamtal
WORKDIR /srv/industrisamtal

# The lock first: a change of code does not install the packages anew.
COPY requirements/ requirements/
COPY run ./
RUN ./run install

COPY dialogues_app/ dialogues_app/
COPY migrations/ migrations/
COPY templates/ templates/
COPY worker/ worker/
COPY docs/ docs/

ENV STATE_DIR=/var/lib/industrisamtal \
    PORT=8000 \
    LISTEN=0.0.0.0
VOLUME /var/lib/industrisamtal
USER industrisamtal
EXPOSE 8000
ENTRYPOINT ["./run"]
CMD ["web"]
