#!/bin/sh
# Gives a root the same owner, modes and times whoever built it, so that one commit makes the same layers.
#
# Usage: make-reproducible.sh ROOT SECONDS
set -eu

root=$1
seconds=$2

find "$root" -type d -exec chmod 0755 {} +
find "$root" -type f -exec chmod go-w,a+r,ug-s {} +
find "$root" -name '*.sh' -exec chmod 0755 {} +
chown -R 0:0 "$root"
find "$root" -exec touch -h -d "@$seconds" {} +
