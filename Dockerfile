# Stet in a container: built from the wheel, runs as nobody in particular, keeps its ledger in
# the volume.  docker build -t stet . && docker run -v stet:/var/lib/stet -e STET_BOT_TOKEN stet

FROM python:3.12-slim AS build
WORKDIR /source
# for the build's own tools as well as for what is installed
ENV PIP_CONSTRAINT=/source/constraints.txt PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
# the dependencies first: they change less often than the program
COPY pyproject.toml constraints.txt README.md LICENSE ./
RUN python -m venv /opt/stet \
 && python -c "import tomllib; print(*tomllib.load(open('pyproject.toml', 'rb'))['project']['dependencies'], sep='\n')" \
    | /opt/stet/bin/pip install --requirement /dev/stdin
COPY baselines baselines
COPY storage storage
COPY watchers watchers
COPY bot bot
RUN pip wheel --no-deps --wheel-dir /wheels . \
 && /opt/stet/bin/pip install --no-deps /wheels/*.whl

FROM python:3.12-slim
RUN useradd --system --uid 10001 --create-home --home-dir /var/lib/stet stet \
 && chmod 0700 /var/lib/stet
COPY --from=build /opt/stet /opt/stet
ENV PATH=/opt/stet/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    MPLCONFIGDIR=/tmp/matplotlib \
    STET_DATABASE=/var/lib/stet/stet.sqlite3
USER 10001
WORKDIR /var/lib/stet
VOLUME /var/lib/stet
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5m --timeout=30s --start-period=2m CMD ["stet", "doctor"]
ENTRYPOINT ["stet"]
CMD ["run"]
