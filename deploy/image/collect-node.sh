#!/bin/sh
# Copies the node binary and the shared libraries that it names into a root, at their own paths.
#
# Usage: collect-node.sh ROOT
# The C library itself is the base image's.
set -eu

root=$1
node=$(readlink -f "$(command -v node)")

mkdir -p "$root/usr/local/bin"
cp "$node" "$root/usr/local/bin/node"
ldd "$node" | awk '$2 == "=>" && $3 ~ /^\// { print $3 }' | while read -r library; do
  case $(basename "$library") in
    ld-musl-* | libc.musl-* | libc.so.* | ld-linux-*) continue ;;
  esac
  mkdir -p "$root$(dirname "$library")"
  cp -L "$library" "$root$library"
done
