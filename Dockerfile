# The desk as a job: the database, its captures and its backups are in the volume /desk.
#
#   docker build --tag factcheck-desk .
#   docker run --rm --volume desk:/desk factcheck-desk                   # check what is due
#   docker run --rm --volume desk:/desk --interactive --tty factcheck-desk tui

FROM python:3.13-slim AS build
WORKDIR /src
COPY constraints.txt ./
RUN python -m venv /opt/factcheck \
    && /opt/factcheck/bin/pip install --no-cache-dir --require-hashes -r constraints.txt
COPY . .
RUN /opt/factcheck/bin/pip install --no-cache-dir --no-deps .

FROM python:3.13-slim
RUN groupadd --gid 10001 factcheck \
    && useradd --uid 10001 --gid 10001 --home-dir /desk --no-create-home factcheck \
    && install --directory --owner factcheck --group factcheck --mode 0700 /desk
COPY --from=build /opt/factcheck /opt/factcheck
ENV PATH=/opt/factcheck/bin:$PATH \
    HOME=/desk \
    FACTCHECK_DB=/desk/desk.db \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
USER factcheck
WORKDIR /desk
VOLUME /desk
ENTRYPOINT ["factcheck"]
CMD ["verify", "--due"]
