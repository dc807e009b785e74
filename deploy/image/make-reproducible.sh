#!/bin/sh
# Gives a root the same owner, modes and times in every build, so that one commit makes the same layers.
#
# Usage: make-reproducible.sh ROOT SECONDS
# SECONDS since 1970 is the date of every file. Only root can change a file; no file is setuid.
set -eu

root=$1
seconds=$2

find "$root" -type d -exec chmod 0755 {} +
find "$root" -type f ! -perm /111 ! -name '*.sh' -exec chmod 0644 {} +
find "$root" -type f \( -perm /111 -o -name '*.sh' \) -exec chmod 0755 {} +
chown -hR 0:0 "$root"
find "$root" -exec touch -h -d "@$seconds" {} +
