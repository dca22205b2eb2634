#!/usr/bin/env bash
# Downloads the emulator of a release for this runner, and prints where it is.
set -euo pipefail

case "$RUNNER_OS-$RUNNER_ARCH" in
    Linux-X64) target=x86_64-unknown-linux-musl ;;
    Linux-ARM64) target=aarch64-unknown-linux-musl ;;
    macOS-X64) target=x86_64-apple-darwin ;;
    macOS-ARM64) target=aarch64-apple-darwin ;;
    Windows-X64) target=x86_64-pc-windows-msvc ;;
    *)
        echo "fake-twilio has no build for $RUNNER_OS on $RUNNER_ARCH; name one of your own as \`binary\`" >&2
        exit 1
        ;;
esac

folder="$RUNNER_TEMP/fake-twilio"
mkdir -p "$folder"
name="fake-twilio-$target.tar.gz"
release=()
if [ "$VERSION" != latest ]; then
    release=("$VERSION")
fi
gh release download ${release[@]+"${release[@]}"} --repo "$REPOSITORY" --pattern "$name" --dir "$folder" --clobber >&2
tar -xzf "$folder/$name" -C "$folder"
echo "$folder/fake-twilio"
