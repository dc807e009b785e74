#!/bin/sh
# Starts what the container is for, once the database takes sign-ins.
#
# Usage: entrypoint.sh COMMAND [ARGUMENT]...
# Environment: DATABASE_URL or DATABASE_URL_FILE; DATABASE_WAIT_SECONDS (60; 0 does not wait).
# Where neither is set the command is started at once, and says itself what is missing.
set -eu

url=${DATABASE_URL:-}
if [ -z "$url" ] && [ -r "${DATABASE_URL_FILE:-}" ]; then url=$(cat "$DATABASE_URL_FILE"); fi
seconds=${DATABASE_WAIT_SECONDS:-60}

# The user and password stay out of the list of processes.
case $url in
  postgres://* | postgresql://*)
    address=${url#*://}
    address=${address%%[/?]*}
    if [ "$seconds" != 0 ]; then
      exec /app/scripts/wait-for-it.sh --timeout "$seconds" --strict "postgres://${address##*@}/" -- "$@"
    fi
    ;;
esac
exec "$@"
