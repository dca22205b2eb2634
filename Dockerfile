# syntax=docker/dockerfile:1
# The emulator alone: docker build --tag fake-twilio .
FROM rust:1-alpine AS build
RUN apk add --no-cache build-base
WORKDIR /source
COPY . .
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/source/target \
    CARGO_PROFILE_RELEASE_STRIP=symbols cargo build --release --locked --package fake-twilio && \
    cp target/release/fake-twilio /fake-twilio && \
    mkdir -p /root-folder/data /root-folder/tmp && chmod 1777 /root-folder/tmp

FROM scratch
LABEL org.opencontainers.image.title="fake-twilio" \
      org.opencontainers.image.description="An emulator of Twilio Conversations and Video on one port" \
      org.opencontainers.image.licenses="MIT"
COPY --from=build --chown=65532:65532 /root-folder/ /
COPY --from=build /fake-twilio /fake-twilio
# Every option of the command line is a variable, such as FAKE_TWILIO_STRICT. Other containers reach the
# control API by the name of the service, which has to be among the allowed ones.
ENV FAKE_TWILIO_LISTEN=0.0.0.0:4010 \
    FAKE_TWILIO_ALLOW_HOST="fake-twilio host.docker.internal" \
    FAKE_TWILIO_CA_DIR=/data/ca \
    FAKE_TWILIO_SDK_DIR=/data/sdk
USER 65532:65532
EXPOSE 4010
HEALTHCHECK --interval=10s --timeout=2s --start-period=5s --start-interval=200ms CMD ["/fake-twilio", "ctl", "health"]
ENTRYPOINT ["/fake-twilio"]
