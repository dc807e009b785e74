#!/usr/bin/env bash
# The same commands for every environment.
#
# Usage: scripts/compose.sh dev|stage|prod [--strict] COMMAND [ARGUMENT]...
#
#   up [ARGUMENT]...        starts everything and waits until it is healthy
#   down [ARGUMENT]...      stops it; the data stays (--volumes takes it away)
#   logs | ps | config | …  as docker compose has them
#   backup FILE             writes the database to FILE while it runs
#   restore FILE            puts a backup into an empty database
#
#   --strict                with docker-compose.security.yml on top
#
# Exit codes: 0 done; 1 it failed; 2 wrong usage.
set -euo pipefail

readonly NAME=${0##*/}

talk() { printf '%s\n' "$*" >&2; }

refuse() {
  talk "$NAME: $*"
  talk "See $NAME --help."
  exit 2
}

fail() {
  talk "$NAME: $*"
  exit 1
}

show_help() { sed -n '2,/^set -euo/{/^set -euo/d;s/^# \{0,1\}//;p;}' "$0"; }

compose() { docker compose "${files[@]}" "$@"; }

# The containers would start without what they need, or make folders in its place.
require_secrets() {
  local missing=() file
  [[ $environment != dev ]] || return 0
  while read -r file; do
    [[ -s $file ]] || missing+=("${file#"$PWD"/}")
  done < <(compose config --format json | sed -n 's/^ *"file": "\(.*\)",\{0,1\}$/\1/p')
  ((${#missing[@]} == 0)) || fail "missing: ${missing[*]}. scripts/gen-secrets.sh $environment makes the first ones."
}

up() {
  require_secrets
  compose up --detach --wait --wait-timeout 180 "$@"
}

# A dump that was cut short is never left under its name.
backup() {
  local target=$1
  [[ ! -e $target ]] || fail "$target is there already"
  (umask 077 && compose exec -T postgres pg_dump --username plimsoll --dbname plimsoll --format custom \
    --host /var/run/postgresql --no-password >"$target.unfinished") || {
    rm -f "$target.unfinished"
    fail 'the backup failed; nothing was kept'
  }
  mv "$target.unfinished" "$target"
  talk "wrote $target; secrets/$environment/secret_key belongs to it"
}

restore() {
  local source=$1 tables
  [[ -s $source ]] || fail "$source cannot be read"
  require_secrets
  compose up --detach --wait --wait-timeout 120 postgres
  tables=$(compose exec -T postgres psql --username plimsoll --dbname plimsoll --no-psqlrc --tuples-only --no-align \
    --command "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
  [[ $tables == 0 ]] || fail "the database is not empty. Take it away first: $NAME $environment down --volumes"
  compose exec -T postgres pg_restore --username plimsoll --dbname plimsoll --single-transaction --exit-on-error \
    <"$source" || fail 'the backup could not be restored; the database is as it was'
  up
}

main() {
  if [[ ${1:-} == -h || ${1:-} == --help ]]; then
    show_help
    exit 0
  fi
  local environment=${1:-} command
  case $environment in
    dev | stage | prod) shift ;;
    '') refuse 'which environment: dev, stage or prod?' ;;
    *) refuse "there is no environment \"$environment\": dev, stage or prod" ;;
  esac
  cd "$(dirname "${BASH_SOURCE[0]}")/.."
  local overlay=docker-compose.$environment.yml
  if [[ $environment == dev ]]; then overlay=docker-compose.override.yml; fi
  local -a files=(--file docker-compose.yml --file "$overlay")
  if [[ ${1:-} == --strict ]]; then
    files+=(--file docker-compose.security.yml)
    shift
  fi
  command=${1:-}
  [[ -n $command ]] || refuse 'do what?'
  shift
  case $command in
    up) up "$@" ;;
    backup | restore)
      (($# == 1)) || refuse "$command needs one file"
      "$command" "$1"
      ;;
    *) compose "$command" "$@" ;;
  esac
}

main "$@"
