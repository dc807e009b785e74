#!/usr/bin/env bash
# Starts, stops, backs up and restores an environment, with the same commands for each.
#
# Usage: scripts/compose.sh dev|stage|prod [--strict] COMMAND [ARGUMENT]...
#
#   up [ARGUMENT]...        starts everything, waits until it is healthy, and writes where it can be opened
#   down [ARGUMENT]...      stops it; the data is kept (--volumes deletes it)
#   setup-link              prints the link to create the first administrator, while there is no account
#   backup FILE             writes the database to FILE while it runs
#   restore FILE            restores a backup into an empty database, and starts everything
#   logs | ps | exec | …    passed to docker compose
#
#   --strict                with docker-compose.security.yml on top
#   -h, --help              this text
#
# Environment: PLIMSOLL_SECRETS, another folder than secrets/ENVIRONMENT; PUBLIC_URL and the ports that the compose files
# name; COMPOSE_PROJECT_NAME, for a second stack of an environment. For stage and prod, they can be in .env.stage and
# .env.prod; .env is only for dev.
# Exit codes: 0 done; 1 it failed; 2 wrong usage; 130 interrupted; otherwise that of docker compose.
set -euo pipefail

# shellcheck source-path=SCRIPTDIR source=lib/common.sh
source "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/lib/common.sh"
FAILED_TO_RUN=1

# In the order in which they start.
readonly SERVICES=(postgres migrate backend frontend gateway)
# In seconds, once everything has been started.
readonly HEALTHY_WITHIN=90

compose() { docker compose "${files[@]}" "$@"; }

compose_watched() { run_watched docker compose "${files[@]}" "$@"; }

require_compose() {
  local version
  require_docker
  version=$(docker compose version --short 2>/dev/null) ||
    fail 1 'docker has no "compose" command: Docker Compose v2 is needed. https://docs.docker.com/compose/install/'
  [[ ${version#v} != [01].* ]] || fail 1 "this is Docker Compose $version; v2 is needed. https://docs.docker.com/compose/install/"
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
    if [[ -d ${file%/*} && ! -x ${file%/*} ]]; then fail 1 "this account cannot read ${file%/*}"; fi
    [[ -f $file && -s $file ]] || missing+=("${file#"$PWD"/}")
  done < <(config_values file)
  ((${#missing[@]} > 0)) || return 0
  talk "$SCRIPT: these secrets are missing or empty:"
  for file in "${missing[@]}"; do talk "  $file"; done
  fail 1 "scripts/gen-secrets.sh $environment makes the first ones."
}

# One project name for two environments would replace the containers of one by those of the other.
require_own_project() {
  local project other
  project=$(config_values name | head -n 1)
  other=$(docker ps --all --filter "label=com.docker.compose.project=$project" \
    --format '{{.Label "plimsoll.environment"}}' | grep -vx -e "$environment" -e '' | head -n 1) || true
  [[ -z $other ]] || fail 1 "the project $project is $other. Choose another COMPOSE_PROJECT_NAME, or take it down first."
}

container_of() { compose ps --all --quiet "$1" 2>/dev/null | head -n 1; }

is_running() { [[ -n $(compose ps --quiet --status running "$1" 2>/dev/null) ]]; }

require_running() { is_running "$1" || fail 1 "$1 is not running. Start it first: $SCRIPT $environment up"; }

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
  INTERRUPTED_NOTE="what was started goes on; $SCRIPT $environment down stops it"
  compose_watched up --detach "$@" >&2 || {
    show_failures
    fail 1 "$environment did not come up"
  }
  for service in postgres backend frontend gateway; do
    until [[ $(state_of "$(container_of "$service")") == healthy ]]; do
      ((waited < HEALTHY_WITHIN)) || {
        show_failures
        fail 1 "$service was not healthy within $HEALTHY_WITHIN s"
      }
      sleep 1
      waited=$((waited + 1))
    done
  done
  talk "$environment is up. Create the first administrator with: $SCRIPT $environment setup-link"
  public_url
}

# A dump that was cut short never lies under the name that was asked for.
backup() {
  local target=$1 dump
  [[ ! -e $target ]] || fail 1 "$target is there already"
  [[ -d ${target%/*} && -w ${target%/*} ]] || fail 1 "${target%/*} is no folder that this account can write to"
  require_running postgres
  make_workspace_in "${target%/*}"
  dump=$WORKSPACE/dump
  umask 077
  compose_watched exec -T postgres pg_dump --username plimsoll --dbname plimsoll --format custom --no-password \
    >"$dump" || fail 1 "the backup failed$(why_unfinished "$target"); nothing was kept"
  # Written, and not only on its way.
  sync "$dump" || fail 1 "the backup failed$(why_unfinished "$target"); nothing was kept"
  mv -n "$dump" "$target" || true
  [[ ! -e $dump ]] || fail 1 "$target was created by another process meanwhile; nothing was kept"
  talk "wrote $target. The secret_key of $environment belongs to it: keep that elsewhere."
}

why_unfinished() {
  local free
  free=$(df -Pk "${1%/*}" 2>/dev/null | awk 'NR == 2 { print $4 }')
  if [[ -n $free && $free -lt 64 ]]; then printf ': the disk of %s is full' "${1%/*}"; fi
}

restore() {
  local source=$1 tables
  [[ -f $source && -r $source && -s $source ]] || fail 1 "$source cannot be read, or is empty"
  [[ $(head -c 5 "$source") == PGDMP ]] || fail 1 "$source is no backup of \"$SCRIPT backup\""
  require_secrets
  require_own_project
  INTERRUPTED_NOTE='nothing was restored'
  compose_watched up --detach --wait --wait-timeout "$HEALTHY_WITHIN" postgres >&2 || {
    show_failures
    fail 1 'the database did not come up'
  }
  tables=$(compose exec -T postgres psql --username plimsoll --dbname plimsoll --no-psqlrc --tuples-only --no-align \
    --command "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") || fail 1 'the database does not answer'
  [[ $tables == 0 ]] ||
    fail 1 "the database is not empty. If nothing in it is needed: $SCRIPT $environment down --volumes"
  compose_watched exec -T postgres pg_restore --username plimsoll --dbname plimsoll --no-password --single-transaction \
    --exit-on-error <"$source" || fail 1 'the backup could not be restored; the database is empty as before'
  talk "restored $source"
  # The migrations bring it to this version, and give the application's role what it may do.
  up
}

main() {
  if [[ ${1:-} == -h || ${1:-} == --help ]]; then
    show_help
    exit 0
  fi
  local environment=${1:-} command config='' file=''
  case $environment in
    dev | stage | prod) shift ;;
    '') refuse 'no environment: name dev, stage or prod' ;;
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
  [[ -n $command ]] || refuse 'no command'
  shift
  case $command in
    backup | restore)
      (($# == 1)) || refuse "$command needs one file"
      # Before the folder is left in which it was named.
      file=$(absolute "$1")
      ;;
    setup-link) (($# == 0)) || refuse 'setup-link takes nothing' ;;
  esac

  cd "$ROOT"
  leave_out_settings_of_dev
  require_compose
  case $command in
    up | restore)
      require_engine
      read_config
      if [[ $command == up ]]; then up "$@"; else restore "$file"; fi
      ;;
    backup)
      require_engine
      backup "$file"
      ;;
    setup-link)
      require_engine
      require_running backend
      compose exec -T backend plimsoll user setup-link
      ;;
    *) exec docker compose "${files[@]}" "$command" "$@" ;;
  esac
}

main "$@"
