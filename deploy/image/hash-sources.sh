#!/bin/sh
# Prints a name for what a folder is built from: the same files have the same name.
#
# Usage: hash-sources.sh FOLDER
# Dependencies count through the lockfile.
set -eu

cd "$1"
find . \( -name node_modules -o -name .next \) -prune -o -type f -print | sort | while read -r file; do
  sha256sum "$file"
done | sha256sum | cut -c 1-20
