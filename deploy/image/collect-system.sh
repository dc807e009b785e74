#!/bin/sh
# Writes into a root what the base image lacks: the account that the container runs as, and whatever the base lets run
# with another's rights, without those.
#
# Usage: collect-system.sh ROOT ACCOUNT
# The lines are written here and not by adduser, which notes the day in /etc/shadow. Without a line there the account
# has no password and can have none.
set -eu

root=$1
account=$2

mkdir -p "$root/etc"
cp /etc/passwd /etc/group "$root/etc/"
printf '%s:x:1001:1001::/nonexistent:/sbin/nologin\n' "$account" >>"$root/etc/passwd"
printf 'nodejs:x:1001:\n' >>"$root/etc/group"

find / -xdev -type f -perm /6000 | while read -r file; do
  mkdir -p "$root$(dirname "$file")"
  cp "$file" "$root$file"
  chmod ug-s "$root$file"
done
