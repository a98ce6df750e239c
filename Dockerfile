# Sluice in a container: sluice-server and sluice-client, without compilers, as a user without rights.
#   docker build -t sluice .
# BASE may be any image of Debian 12, Debian 13 or Ubuntu 24.04.
ARG BASE=debian:12-slim

FROM ${BASE} AS build
ENV DEBIAN_FRONTEND=noninteractive
WORKDIR /source
# The list of packages is dev's; copied alone, so that a change of the sources does not install them anew.
COPY dev ./
RUN apt-get -qq update \
    && apt-get -qq install -y --no-install-recommends $(./dev packages) \
    && rm -rf /var/lib/apt/lists/*
COPY . .
# yes: npm gets what the page at / and the API page are made of; without it the server leads to /files/.
ARG PAGES=
RUN if [ "${PAGES}" = yes ]; then \
        apt-get -qq update \
        && apt-get -qq install -y --no-install-recommends nodejs npm \
        && mkdir -p build/web && cp web/package.json web/package-lock.json build/web/ \
        && (cd build/web && timeout 600 npm ci --ignore-scripts --no-audit --no-fund) \
        || echo "npm could not install the pages: the server is built without them"; \
    fi
ARG JOBS=
RUN cmake --preset release -DBUILD_TESTING=OFF \
    && cmake --build build/release ${JOBS:+-j "${JOBS}"} --target sluice-server sluice-client \
    && install -D -s -t /out/usr/bin build/release/src/server/sluice-server build/release/src/client/sluice-client
# The packages whose libraries the two programs load.
RUN ldd /out/usr/bin/* | awk '$3 ~ "^/" { print $3 }' | sort -u | xargs -n 1 realpath \
    | while read -r library; do dpkg-query -S "*/${library##*/}"; done | sed 's/[:,].*//' | sort -u > /out/packages

FROM ${BASE}
ENV DEBIAN_FRONTEND=noninteractive
COPY --from=build /out/packages /tmp/packages
# curl is for whoever looks at the API from inside; the programs do not need it.
RUN apt-get -qq update \
    && apt-get -qq install -y --no-install-recommends ca-certificates curl libmagic-mgc tzdata $(cat /tmp/packages) \
    && rm -rf /var/lib/apt/lists/* /tmp/packages \
    && useradd --uid 10001 --user-group --no-create-home --home-dir /data --shell /usr/sbin/nologin sluice \
    && install -d -o sluice -g sluice /data /data/files /data/state /data/downloads /export \
        /secrets /secrets/operator /secrets/client /secrets/restaurant-001 /secrets/restaurant-002 /secrets/restaurant-003
COPY --from=build /out/usr/bin/ /usr/bin/
COPY deploy/container-start.sh /usr/bin/container-start
USER sluice
WORKDIR /data
# files: what is served. state: tokens, jobs, the ledger. downloads: what came from agents or by schedule. The folders below
# /secrets are there because a volume gets the owner of the folder that it is laid over; compose.yaml names them.
VOLUME ["/data/files", "/data/state", "/data/downloads"]
EXPOSE 8888
STOPSIGNAL SIGTERM
# For the server; compose.yaml says what health is for the others.
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 \
    CMD ["container-start", "health"]
ENTRYPOINT ["container-start"]
CMD ["server"]
