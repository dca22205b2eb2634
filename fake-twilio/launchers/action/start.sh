#!/usr/bin/env bash
# Starts the emulator for the rest of the job, and tells later steps where it is.
set -euo pipefail

ready="$RUNNER_TEMP/fake-twilio-ready.json"
log="$RUNNER_TEMP/fake-twilio.log"
rm -f "$ready"

options=(--listen "$LISTEN" --ready-file "$ready")
if [ -n "$SEED_FILE" ]; then
    options+=(--seed-file "$SEED_FILE")
fi
# Several words, between spaces or lines.
read -r -d '' -a further <<<"$ARGUMENTS" || true

# It outlives this step, and ends with the job.
nohup "$FAKE_TWILIO_BINARY" "${options[@]}" ${further[@]+"${further[@]}"} >"$log" 2>&1 </dev/null &
pid=$!

for _ in $(seq 300); do
    [ -s "$ready" ] && break
    if ! kill -0 "$pid" 2>/dev/null; then
        cat "$log" >&2
        exit 1
    fi
    sleep 0.1
done
if [ ! -s "$ready" ]; then
    echo "fake-twilio was not ready after 30 s" >&2
    kill "$pid"
    cat "$log" >&2
    exit 1
fi

url="$(sed -n 's/^ *"url": "\([^"]*\)".*/\1/p' "$ready")"
{
    echo "url=$url"
    echo "ready-file=$ready"
} >>"$GITHUB_OUTPUT"
echo "TWILIO_EMULATOR_URL=$url" >>"$GITHUB_ENV"
if [ "$ENVIRONMENT" = true ]; then
    "$FAKE_TWILIO_BINARY" env --emulator "$url" --shell github >>"$GITHUB_ENV"
fi
