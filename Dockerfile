# syntax=docker/dockerfile:1
# The image of one replica: the binary, and nothing but what it needs. compose.yaml says how it is run.

FROM node:22-bookworm-slim AS node

FROM rust:1.95.0-bookworm AS build
COPY --from=node /usr/local/ /usr/local/
WORKDIR /src
# The tools take longest and change least.
COPY scripts/ scripts/
COPY Cargo.lock package.json package-lock.json .npmrc rust-toolchain.toml ./
RUN scripts/install
COPY Cargo.toml ./
COPY app/ app/
COPY crates/ crates/
COPY frontend/ frontend/
COPY public/ public/
COPY server/ server/
COPY style/ style/
RUN scripts/build

FROM debian:bookworm-slim
RUN install -d -o 10001 -g 10001 -m 700 /data
COPY --from=build /src/target/release/suda /usr/local/bin/suda
# For rediss:// and for push services.
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
USER 10001:10001
ENV SUDA_LISTEN=0.0.0.0:3000 SUDA_DATA=/data
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --start-interval=1s CMD ["suda", "healthcheck"]
ENTRYPOINT ["suda"]
