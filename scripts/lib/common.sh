# shellcheck shell=bash
# What the scripts share: how they talk, refuse, clean up and try again. Sourced, never run.
#
#   source "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/lib/common.sh"
#
# stdout is for data; everything here speaks on stderr. Exit codes are those of the whole project: 0 pass or done, 1 fail,
# 2 wrong usage or configuration, 3 unknown, 4 something failed to run; 129, 130 and 143 are an interrupted run.

# What every array below needs. Up to here nothing is written in a way that bash 3 does not read.
if ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] < 404)); then
  printf '%s: bash 4.4 or newer is needed, and this is %s. On macOS: brew install bash\n' "${0##*/}" "$BASH_VERSION" >&2
  exit 2
fi

readonly SCRIPT=${0##*/}
# Of the checkout, also where a script was called through a link.
ROOT=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd)
readonly ROOT

# A script may set these. One that has no verdict to give fails with 1 alone.
FAILED_TO_RUN=4
IS_QUIET=no
INTERRUPTED_NOTE='nothing was kept'

# One line, in which no text of others can control a terminal or a pipeline's runner. Runners
# look for ##[…] and ##vso[…] anywhere in a line, and for ::…:: at its beginning, with which none of ours begins.
talk() {
  local text=${*//[[:cntrl:]]/?}
  printf '%s\n' "${text//\#\#/# #}" >&2
}

# tell_lines TOOL: the same for what a tool has said, a line for each of its own.
tell_lines() { LC_ALL=C tr -d '\000-\010\013-\037\177' | sed -e "s/^/  $1: /" -e 's/##/# #/g' >&2; }

# Left out with --quiet; what went wrong never is.
mention() {
  if [[ $IS_QUIET != yes ]]; then talk "$*"; fi
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
  has_tool "$1" || fail "$FAILED_TO_RUN" "$1 is not installed. ${*:2}"
}

require_docker() { require_tool docker 'https://docs.docker.com/engine/install/'; }

require_engine() {
  docker version --format '{{.Server.Version}}' >/dev/null 2>&1 ||
    fail "$FAILED_TO_RUN" 'the Docker engine does not answer. Check that it is running and that this account has access to it.'
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

# run_watched COMMAND [ARGUMENT]...: as calling it, but it is stopped with the script. A program, for of a function only
# the shell that runs it would be stopped.
run_watched() {
  local status=0
  "$@" <&0 &
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
  talk "$SCRIPT: interrupted; $INTERRUPTED_NOTE"
  exit "$1"
}

# A script sets no trap on EXIT of its own: what is to go with the run, it makes in the workspace.
trap clean_up EXIT
trap 'interrupted 130' INT
trap 'interrupted 143' TERM
trap 'interrupted 129' HUP

# make_workspace_in FOLDER: a folder of this run alone, which goes with the run. Beside what is made in it, that can be
# moved into its place at once when it is whole.
make_workspace_in() {
  local made
  made=$(umask 077 && mktemp -d "$(absolute "$1")/.plimsoll-XXXXXXXX" 2>&1) ||
    fail "$FAILED_TO_RUN" "no folder can be made in $1 (${made##*: }): is there space, and may this account write there?"
  WORKSPACE=$made
}

make_workspace() { make_workspace_in "${TMPDIR:-/tmp}"; }

# A path that stays true after a change of folder.
absolute() {
  case $1 in
    /*) printf '%s\n' "$1" ;;
    *) printf '%s\n' "$PWD/$1" ;;
  esac
}

# in_registry NAME: with the registry in front (REGISTRY), unless one is named already.
in_registry() {
  local host=${1%%/*}
  if [[ $1 == */* && ($host == *[.:]* || $host == localhost) ]]; then
    printf '%s' "$1"
  else
    printf '%s/%s' "${REGISTRY:-ghcr.io}" "$1"
  fi
}

# The command line of this checkout, or the one that PLIMSOLL names; command-line.sh knows more places.
if [[ -n ${PLIMSOLL:-} ]]; then
  PLIMSOLL_COMMAND=("$PLIMSOLL")
else
  PLIMSOLL_COMMAND=(node "$ROOT/backend/bin/plimsoll.js")
fi

plimsoll() { run_watched "${PLIMSOLL_COMMAND[@]}" "$@"; }
