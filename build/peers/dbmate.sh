#!/usr/bin/env bash
# Fetches dbmate for the tests with real tools: build/peers/dbmate.sh DIRECTORY
# What is there already in the right version stays. npm finds its registry in its own configuration.
set -euo pipefail
version=2.36.0
target=$1
binary=$target/dbmate

if [ -f "$target/version" ] && [ "$(cat "$target/version")" = "$version" ] && [ -x "$binary" ]; then
  exit 0
fi
if ! command -v npm >/dev/null; then
  echo "the tests with real tools need npm, to fetch dbmate $version" >&2
  exit 1
fi
rm -rf "$target"
mkdir -p "$target"
echo '{"name": "peers", "private": true}' >"$target/package.json"
npm install --prefix "$target" --silent --no-audit --no-fund --ignore-scripts --save-exact "dbmate@$version"
found=$(find "$target/node_modules/@dbmate" -type f -name dbmate -path '*/bin/*' | head -n 1)
if [ -z "$found" ]; then
  echo "the package dbmate $version brought no program for this machine" >&2
  exit 1
fi
cp "$found" "$binary"
chmod +x "$binary"
echo "$version" >"$target/version"
