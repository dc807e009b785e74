# shellcheck shell=bash
# What the scripts share: how they talk, refuse, clean up and try again. Sourced, never run.
#
#   source "$(dirname "${BASH_SOURCE[0]}")/lib/common.sh"
#
# stdout is for data; everything here speaks on stderr. Exit codes are those of the whole project: 0 pass, 1 fail,
# 2 wrong usage or configuration, 3 unknown, 4 something failed to run. 130 and 143 are an interrupted run.

readonly SCRIPT=${0##*/}

talk() { printf '%s\n' "$*" >&2; }

# Left out with --quiet; what went wrong never is.
mention() {
  if [[ ${IS_QUIET:-} != yes ]]; then talk "$*"; fi
}

# Wrong usage or configuration.
refuse() {
  talk "$SCRIPT: $*"
  talk "See $SCRIPT --help."
  exit 2
}

# fail CODE MESSAGE
fail() {
  local code=$1
  shift
  talk "$SCRIPT: $*"
  exit "$code"
}

# The header of the script: its comment up to the first line that is none.
show_help() { sed -n '2,${/^#/!q;s/^# \{0,1\}//;p;}' "$0"; }

has_tool() { command -v "$1" >/dev/null 2>&1; }

# require_tool NAME WHERE TO GET IT
require_tool() {
  has_tool "$1" || fail 4 "$1 is not installed. ${*:2}"
}

# retry ATTEMPTS COMMAND [ARGUMENT]...: waits 1, 2, 4 … seconds in between, and longer at random, so that many jobs
# that were refused at once do not come back at once. RETRY_UNIT is the first wait in milliseconds.
retry() {
  local attempts=$1 unit=${RETRY_UNIT:-1000} attempt status wait
  shift
  for ((attempt = 1; ; attempt++)); do
    status=0
    "$@" || status=$?
    if ((status == 0 || attempt >= attempts)); then return "$status"; fi
    wait=$((unit * (1 << (attempt - 1)) + RANDOM * unit / 65536))
    talk "$SCRIPT: that failed ($status); attempt $((attempt + 1)) of $attempts in $((wait / 1000)).$(printf '%03d' $((wait % 1000))) s"
    sleep "$((wait / 1000)).$(printf '%03d' $((wait % 1000)))"
  done
}

# Commands that run in the background, so that a signal is answered at once and not when they are done.
running=()

stop_running() {
  local pid
  for pid in "${running[@]}"; do kill -TERM "$pid" 2>/dev/null || true; done
  for pid in "${running[@]}"; do wait "$pid" 2>/dev/null || true; done
  running=()
}

# run_watched COMMAND [ARGUMENT]...: as calling it, but it is stopped with the script.
run_watched() {
  local status=0
  "$@" &
  running=("$!")
  wait "$!" || status=$?
  running=()
  return "$status"
}

WORKSPACE=''

clean_up() {
  stop_running
  if [[ -n $WORKSPACE ]]; then rm -rf -- "$WORKSPACE"; fi
}

interrupted() {
  talk ''
  talk "$SCRIPT: interrupted; ${INTERRUPTED_NOTE:-nothing was kept}"
  exit "$1"
}

trap clean_up EXIT
trap 'interrupted 130' INT
trap 'interrupted 143' TERM
trap 'interrupted 129' HUP

# make_workspace_in FOLDER: a folder of this run alone, which goes with the run.
make_workspace_in() {
  WORKSPACE=$(umask 077 && mktemp -d "$1/.plimsoll-XXXXXXXX") ||
    fail 4 "no folder can be made in $1: is there space, and may this account write there?"
}

make_workspace() { make_workspace_in "${TMPDIR:-/tmp}"; }

# A path that stays true after a change of folder.
absolute() {
  case $1 in
    /*) printf '%s\n' "$1" ;;
    *) printf '%s\n' "$PWD/$1" ;;
  esac
}

# plimsoll COMMAND …: the command line of this checkout, or the one that PLIMSOLL names.
plimsoll() {
  if [[ -n ${PLIMSOLL:-} ]]; then
    "$PLIMSOLL" "$@"
  else
    node "$(dirname "${BASH_SOURCE[0]}")/../../backend/bin/plimsoll.js" "$@"
  fi
}
