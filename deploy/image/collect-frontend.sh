#!/bin/sh
# Copies Next's standalone server with the files that it serves into a folder.
#
# Usage: collect-frontend.sh FOLDER
set -eu

here=$(dirname "$0")
target=$1
built=frontend/.next

mkdir -p "$target"
cp -R "$built/standalone/." "$target/"
mkdir -p "$target/frontend/.next"
cp -R "$built/static" "$target/frontend/.next/static"
cp "$here/serve-console.mjs" "$target/frontend/serve.mjs"
node "$here/drop-build-keys.mjs" "$target/frontend"

# Next traces image resizing, which the console has no use for, and maps of its own sources.
find "$target" -name '*.map' -type f -exec rm {} +
rm -rf "$target"/node_modules/.pnpm/sharp@* "$target"/node_modules/.pnpm/@img+*
find "$target" -type l | while read -r link; do
  [ -e "$link" ] || rm "$link"
done
