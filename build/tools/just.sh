#!/usr/bin/env bash
# Fetches just for the tests of generated justfiles: build/tools/just.sh DIRECTORY
# What is there already in the right version stays. npm finds its registry in its own configuration.
set -euo pipefail
version=1.57.0
target=$1
binary=$target/just

if [ -f "$target/version" ] && [ "$(cat "$target/version")" = "$version" ] && [ -x "$binary" ]; then
  exit 0
fi
rm -rf "$target"
mkdir -p "$target"
echo '{"name": "tools", "private": true}' >"$target/package.json"
npm install --prefix "$target" --silent --no-audit --no-fund --ignore-scripts --save-exact "rust-just@$version"
found=$(find "$target/node_modules" -type f -name just -path '*/bin/*' | head -n 1)
if [ -z "$found" ]; then
  echo "the package rust-just $version brought no program for this machine" >&2
  exit 1
fi
cp "$found" "$binary"
chmod +x "$binary"
echo "$version" >"$target/version"
