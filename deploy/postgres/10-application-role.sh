#!/usr/bin/env bash
# Run once, when the cluster is made: the role that the API signs in with. What it may do is granted by the migrations.
#
# Environment: PLIMSOLL_APP_PASSWORD or PLIMSOLL_APP_PASSWORD_FILE.
set -euo pipefail

password=${PLIMSOLL_APP_PASSWORD:-}
if [[ -z $password && -n ${PLIMSOLL_APP_PASSWORD_FILE:-} ]]; then password=$(<"$PLIMSOLL_APP_PASSWORD_FILE"); fi
if [[ -z $password ]]; then
  echo 'PLIMSOLL_APP_PASSWORD_FILE is missing: expected the path of a file with the password of the role plimsoll_app' >&2
  exit 1
fi

PGOPTIONS='-c log_statement=none' psql -v ON_ERROR_STOP=1 --no-psqlrc --quiet \
  --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" --set password="$password" <<'SQL'
CREATE ROLE plimsoll_app LOGIN PASSWORD :'password';
SQL
