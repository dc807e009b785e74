#!/usr/bin/env bash
# The same commands for every environment.
#
# Usage: scripts/compose.sh dev|stage|prod [--strict] COMMAND [ARGUMENT]...
#
#   up [ARGUMENT]...        starts everything, waits until it is healthy, and writes where it can be opened
#   down [ARGUMENT]...      stops it; the data stays (--volumes takes it away)
#   setup-link              writes the link with which the first administrator is made, while there is no account
#   backup FILE             writes the database to FILE while it runs
#   restore FILE            puts a backup into an empty database, and starts everything
#   logs | ps | exec | …    as docker compose has them
#
#   --strict                with docker-compose.security.yml on top
#
# Environment: PLIMSOLL_SECRETS, another folder than secrets/ENVIRONMENT; PUBLIC_URL and the ports that the compose files
# name; COMPOSE_PROJECT_NAME, for a second stack of an environment. For stage and prod they may stand in .env.stage and
# .env.prod; .env is for dev alone.
# Exit codes: 0 done; 1 it failed; 2 wrong usage; else that of docker compose.
set -euo pipefail

readonly NAME=${0##*/}
# In the order in which they start.
readonly SERVICES=(postgres migrate backend frontend gateway)
# In seconds, once everything has been started.
readonly HEALTHY_WITHIN=90

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

require_docker() {
  local version
  command -v docker >/dev/null || fail 'docker is not installed. https://docs.docker.com/engine/install/'
  version=$(docker compose version --short 2>/dev/null) ||
    fail 'docker has no "compose" command: Docker Compose v2 is needed. https://docs.docker.com/compose/install/'
  [[ ${version#v} != [01].* ]] || fail "this is Docker Compose $version; v2 is needed. https://docs.docker.com/compose/install/"
}

require_engine() {
  docker version --format '{{.Server.Version}}' >/dev/null 2>&1 ||
    fail 'the Docker engine does not answer. Is it running, and may this account use it?'
}

# config_values KEY: the values of a key, in the order of the files put together.
config_values() { sed -n "s/^ *\"$1\": \"\\(.*\\)\",\\{0,1\\}\$/\\1/p" <<<"$config"; }

read_config() { config=$(compose config --format json) || exit "$?"; }

# Docker Compose reads .env for every environment, and that is where a developer keeps settings.
leave_out_settings_of_dev() {
  [[ $environment != dev ]] || return 0
  if [[ -f .env.$environment ]]; then
    files+=(--env-file ".env.$environment")
  else
    export COMPOSE_DISABLE_ENV_FILE=1
  fi
}

# Docker would make a folder in the place of each, and the containers would not start.
require_secrets() {
  local missing=() file
  while read -r file; do
    if [[ -d ${file%/*} && ! -x ${file%/*} ]]; then fail "this account may not look into ${file%/*}"; fi
    [[ -f $file && -s $file ]] || missing+=("${file#"$PWD"/}")
  done < <(config_values file)
  ((${#missing[@]} > 0)) || return 0
  talk "$NAME: these secrets are missing or empty:"
  for file in "${missing[@]}"; do talk "  $file"; done
  fail "scripts/gen-secrets.sh $environment makes the first ones."
}

# One project name for two environments would replace the containers of one by those of the other.
require_own_project() {
  local project other
  project=$(config_values name | head -n 1)
  other=$(docker ps --all --filter "label=com.docker.compose.project=$project" \
    --format '{{.Label "plimsoll.environment"}}' | grep -vx -e "$environment" -e '' | head -n 1) || true
  [[ -z $other ]] || fail "the project $project is $other. Choose another COMPOSE_PROJECT_NAME, or take it down first."
}

container_of() { compose ps --all --quiet "$1" 2>/dev/null | head -n 1; }

is_running() { [[ -n $(compose ps --quiet --status running "$1" 2>/dev/null) ]]; }

require_running() { is_running "$1" || fail "$1 is not running. Start it first: $NAME $environment up"; }

# "healthy", "starting", "unhealthy", or what the container does that has no health check.
state_of() {
  docker inspect --format '{{if .State.Health}}{{if .State.Running}}{{.State.Health.Status}}{{else}}{{.State.Status}}{{end}}{{else}}{{.State.Status}} {{.State.ExitCode}}{{end}}' "$1" 2>/dev/null || printf 'gone'
}

show_failures() {
  local service container
  for service in "${SERVICES[@]}"; do
    container=$(container_of "$service")
    [[ -n $container ]] || continue
    case $(state_of "$container") in
      healthy | 'exited 0' | created | 'created 0') ;;
      *)
        talk "$service:"
        docker logs --tail 20 "$container" 2>&1 | sed 's/^/  /' >&2
        ;;
    esac
  done
}

public_url() {
  local url
  url=$(config_values PUBLIC_URL | head -n 1)
  case $url in
    https://*:443) url=${url%:443} ;;
    http://*:80) url=${url%:80} ;;
  esac
  printf '%s\n' "$url"
}

up() {
  local service waited=0
  require_secrets
  require_own_project
  # Each is started when those that it needs are healthy, so the gateway is the last.
  compose up --detach "$@" >&2 || {
    show_failures
    fail "$environment did not come up"
  }
  for service in postgres backend frontend gateway; do
    until [[ $(state_of "$(container_of "$service")") == healthy ]]; do
      ((waited < HEALTHY_WITHIN)) || {
        show_failures
        fail "$service was not healthy within $HEALTHY_WITHIN s"
      }
      sleep 1
      waited=$((waited + 1))
    done
  done
  talk "$environment is up. The first administrator is made with: $NAME $environment setup-link"
  public_url
}

# A dump that was cut short never lies under the name that was asked for.
backup() {
  local target=$1
  [[ ! -e $target ]] || fail "$target is there already"
  [[ -d ${target%/*} && -w ${target%/*} ]] || fail "${target%/*} is no folder that this account can write to"
  require_running postgres
  # shellcheck disable=SC2064  # the name as it is now: it is gone when the trap runs
  trap "rm -f -- $(printf '%q' "$target.unfinished")" EXIT
  (umask 077 && compose exec -T postgres pg_dump --username plimsoll --dbname plimsoll --format custom --no-password \
    >"$target.unfinished") || fail "the backup failed$(why_unfinished "$target"); nothing was kept"
  # Written, and not only on its way.
  sync "$target.unfinished" || fail "the backup failed$(why_unfinished "$target"); nothing was kept"
  mv -n "$target.unfinished" "$target"
  [[ ! -e $target.unfinished ]] || fail "$target was made meanwhile by somebody else; nothing was kept"
  talk "wrote $target. The secret_key of $environment belongs to it: keep that elsewhere."
}

why_unfinished() {
  local free
  free=$(df -Pk "${1%/*}" 2>/dev/null | awk 'NR == 2 { print $4 }')
  if [[ -n $free && $free -lt 64 ]]; then printf ': the disk of %s is full' "${1%/*}"; fi
}

restore() {
  local source=$1 tables
  [[ -f $source && -r $source && -s $source ]] || fail "$source cannot be read, or is empty"
  [[ $(head -c 5 "$source") == PGDMP ]] || fail "$source is no backup of \"$NAME backup\""
  require_secrets
  require_own_project
  compose up --detach --wait --wait-timeout "$HEALTHY_WITHIN" postgres >&2 || {
    show_failures
    fail 'the database did not come up'
  }
  tables=$(compose exec -T postgres psql --username plimsoll --dbname plimsoll --no-psqlrc --tuples-only --no-align \
    --command "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") || fail 'the database does not answer'
  [[ $tables == 0 ]] ||
    fail "the database is not empty. If nothing in it is needed: $NAME $environment down --volumes"
  compose exec -T postgres pg_restore --username plimsoll --dbname plimsoll --no-password --single-transaction \
    --exit-on-error <"$source" || fail 'the backup could not be restored; the database is empty as before'
  talk "restored $source"
  # The migrations bring it to this version, and give the application's role what it may do.
  up
}

# The folder that it was called from is another than the one it works in.
absolute() {
  case $1 in
    /*) printf '%s' "$1" ;;
    *) printf '%s/%s' "$2" "$1" ;;
  esac
}

main() {
  if [[ ${1:-} == -h || ${1:-} == --help ]]; then
    show_help
    exit 0
  fi
  local environment=${1:-} command config='' from=$PWD
  case $environment in
    dev | stage | prod) shift ;;
    '') refuse 'which environment: dev, stage or prod?' ;;
    *) refuse "there is no environment \"$environment\": dev, stage or prod" ;;
  esac
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
    backup | restore) (($# == 1)) || refuse "$command needs one file" ;;
    setup-link) (($# == 0)) || refuse 'setup-link takes nothing' ;;
  esac

  cd "$(dirname "${BASH_SOURCE[0]}")/.."
  leave_out_settings_of_dev
  require_docker
  case $command in
    up | restore)
      require_engine
      read_config
      if [[ $command == up ]]; then up "$@"; else restore "$(absolute "$1" "$from")"; fi
      ;;
    backup)
      require_engine
      backup "$(absolute "$1" "$from")"
      ;;
    setup-link)
      require_engine
      require_running backend
      compose exec -T backend plimsoll user setup-link
      ;;
    *) compose "$command" "$@" ;;
  esac
}

main "$@"
