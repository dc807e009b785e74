#!/bin/sh
# Runs the API from mounted sources and starts it anew when they change: in the development image, on a read-only root.
#
# Usage: backend.sh
# /source/src holds the sources, read-only. They are copied beside what the image has built of its own (the database
# client among it, which is not among the sources) into /build/watched/backend, where they are compiled as they change.
set -eu

built=/build/backend
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

mkdir -p "$watched"
rm -f "$watched/compiled"
for name in node_modules prisma bin package.json openapi.json; do ln -sfn "$built/$name" "$watched/$name"; done
cp "$built/tsconfig.json" "$built/tsconfig.build.json" "$watched/"
cp /build/tsconfig.base.json /build/watched/
cp -R "$built/src" "$built/dist" "$watched/"
take_sources

cd "$watched"
(while sleep 1; do take_sources; done) &
# The first compilation writes every file anew: an API that ran before would be started again and again meanwhile.
node node_modules/typescript/bin/tsc -p tsconfig.build.json --watch --preserveWatchOutput | while IFS= read -r line; do
  printf '%s\n' "$line"
  case $line in *'Watching for file changes'*) : >"$watched/compiled" ;; esac
done &
until [ -e "$watched/compiled" ]; do sleep 0.2; done
exec node --watch --watch-preserve-output --enable-source-maps dist/main.js
