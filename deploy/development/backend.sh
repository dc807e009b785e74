#!/bin/sh
# Runs the API from mounted sources and starts it anew when they change: in the development image, on a read-only root.
#
# Usage: backend.sh
# /source/src holds the sources, read-only. They are copied over those that the image has compiled (the database client,
# which is not among the sources, stays) in /build/watched/backend, and are compiled there as they change.
set -eu

compiled=/build/compiled
watched=/build/watched/backend

# What changed is copied, what is gone is removed. Asked for rather than told: mounted folders tell of nothing on some
# machines.
take_sources() {
  (cd "$watched/src" && find . -type f ! -path './generated/*') | while read -r file; do
    [ -e "/source/src/$file" ] || rm -f "$watched/src/$file"
  done
  (cd /source/src && find . -type f ! -path './generated/*') | while read -r file; do
    if [ ! -e "$watched/src/$file" ] || ! cmp -s "/source/src/$file" "$watched/src/$file"; then
      mkdir -p "$watched/src/${file%/*}"
      cp "/source/src/$file" "$watched/src/$file"
    fi
  done
}

cp -RP "$compiled/." "${watched%/*}/"
rm -f "$watched/is-compiled"
take_sources

cd "$watched"
(while sleep 1; do take_sources; done) &
# Files that have changed since the image was built are written first: the API would be started anew for each of them.
node node_modules/typescript/bin/tsc -p tsconfig.build.json --incremental --tsBuildInfoFile compiled.json \
  --watch --preserveWatchOutput | while IFS= read -r line; do
  printf '%s\n' "$line"
  case $line in *'Watching for file changes'*) : >is-compiled ;; esac
done &
until [ -e is-compiled ]; do sleep 0.2; done
exec node --watch --watch-preserve-output --enable-source-maps dist/main.js
