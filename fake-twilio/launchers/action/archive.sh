#!/usr/bin/env bash
# archive.sh TARGET: packs the release build for a target, with what shells and man read.
set -euo pipefail

target="$1"
root="$(cd "$(dirname "$0")/../../.." && pwd)"
folder="$root/target/archive"
built="$root/target/$target/release/fake-twilio"

rm -rf "$folder"
mkdir -p "$folder/completions" "$folder/man"
if [ -f "$built.exe" ]; then
    built="$built.exe"
fi
cp "$built" "$root/LICENSE" "$root/CHANGELOG.md" "$folder"

# A build for another machine than this one comes without.
program="$folder/$(basename "$built")"
if "$program" --version >/dev/null 2>&1; then
    for shell in bash elvish fish powershell zsh; do
        "$program" completions "$shell" >"$folder/completions/fake-twilio.$shell"
    done
    "$program" man >"$folder/man/fake-twilio.1"
    for command in run browser ctl env ca sdk; do
        "$program" man "$command" >"$folder/man/fake-twilio-$command.1"
    done
fi
cd "$folder"
tar -czf "fake-twilio-$target.tar.gz" -- *
