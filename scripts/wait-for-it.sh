#!/bin/sh
# Waits until a target answers, then runs a command in place of this script.
#
# Usage: wait-for-it.sh [OPTION]... TARGET [-- COMMAND [ARGUMENT]...]
#
# TARGET is one of
#   HOST:PORT                 a connection is accepted
#   http://… or https://…     GET answers with success
#   postgres://HOST[:PORT]/…  PostgreSQL accepts sign-ins (a server that is still starting does not)
#
#   -t, --timeout SECONDS     stop waiting after this time; 0 waits forever (default 30)
#   -i, --interval SECONDS    time between attempts (default 1)
#   -q, --quiet               print nothing
#   -s, --strict              run COMMAND only if TARGET answered
#   -h, --help                this text
#
# Environment: none.
# Exit codes: that of COMMAND; without one 0 if TARGET answered, 124 if not in time; 2 for wrong usage.
# SIGTERM and SIGINT end the waiting with 143 and 130.
# POSIX sh; needs nc (for HOST:PORT and postgres) or wget and timeout (for URLs), as busybox has them.
set -eu

name=wait-for-it.sh
timeout=30
interval=1
quiet=false
strict=false
target=
pause=

# Without characters that control a terminal or a pipeline's runner.
one_line() {
  printf '%s' "$*" | tr -d '\000-\037\177' | sed 's/##/# #/g'
}

say() {
  "$quiet" || printf '%s: %s\n' "$name" "$(one_line "$*")" >&2
}

refuse() {
  printf '%s: %s\nSee %s --help.\n' "$name" "$(one_line "$*")" "$name" >&2
  exit 2
}

show_help() {
  sed -n '2,/^set -eu/{/^set -eu/d;s/^# \{0,1\}//;p;}' "$0"
}

is_whole_number() {
  case $1 in
    '' | *[!0-9]*) return 1 ;;
  esac
}

# HOST and PORT of HOST:PORT or [ADDRESS]:PORT into $host and $port.
split_address() {
  case $1 in
    \[*\]:*)
      host=${1#\[}
      host=${host%%\]*}
      port=${1##*\]:}
      ;;
    *:*)
      host=${1%:*}
      port=${1##*:}
      ;;
    *) return 1 ;;
  esac
  [ -n "$host" ] && is_whole_number "$port" && [ "$port" -ge 1 ] && [ "$port" -le 65535 ]
}

# The address in postgres://USER:PASSWORD@HOST:PORT/DATABASE?…
address_of_url() {
  address=${1#*://}
  address=${address%%[/?]*}
  address=${address##*@}
  case $address in
    \[*\] | *[!:0-9]*:*[!0-9]* | *:) printf '%s:5432' "${address%:}" ;;
    *:*) printf '%s' "$address" ;;
    *) printf '%s:5432' "$address" ;;
  esac
}

# Not every busybox knows -z; those that do not run a program once they are connected.
takes_connections() {
  case $(nc --help 2>&1) in
    *-z*) nc -z -w 2 "$host" "$port" </dev/null >/dev/null 2>&1 ;;
    *) nc -w 2 "$host" "$port" -e true </dev/null >/dev/null 2>&1 ;;
  esac
}

# Not every wget has a timeout of its own. The braces silence the shell, too, which tells of what was stopped.
answers_request() {
  { timeout 3 wget -q -O /dev/null "$target"; } >/dev/null 2>&1
}

# A StartupMessage for version 3.0 with a user that need not exist: a server that takes sign-ins answers with R (it wants
# to know who this is) or refuses this one; one that is starting or shutting down says so with the code 57P0x.
takes_sign_ins() {
  answer=$(printf '\000\000\000\027\000\003\000\000user\000plimsoll\000\000' | nc -w 2 "$host" "$port" 2>/dev/null |
    tr '\000' ' ' | cut -c 1-200 | head -n 1) || true
  case $answer in
    '' | *57P0*) return 1 ;;
    R* | E*) return 0 ;;
    *) return 1 ;;
  esac
}

parse_arguments() {
  while [ $# -gt 0 ]; do
    case $1 in
      -h | --help)
        show_help
        exit 0
        ;;
      -q | --quiet) quiet=true ;;
      -s | --strict) strict=true ;;
      -t | --timeout | -i | --interval)
        [ $# -ge 2 ] || refuse "$1 needs a number of seconds"
        is_whole_number "$2" || refuse "$1 needs a number of seconds, not \"$2\""
        case $1 in
          -t | --timeout) timeout=$2 ;;
          *) interval=$2 ;;
        esac
        shift
        ;;
      --timeout=* | --interval=*)
        is_whole_number "${1#*=}" || refuse "${1%%=*} needs a number of seconds"
        case $1 in
          --timeout=*) timeout=${1#*=} ;;
          *) interval=${1#*=} ;;
        esac
        ;;
      --) break ;;
      -*) refuse "there is no option $1" ;;
      *)
        [ -z "$target" ] || refuse "one target at a time: $target, $1"
        target=$1
        ;;
    esac
    shift
  done
  [ -n "$target" ] || refuse 'no target: give HOST:PORT or a URL'
}

choose_probe() {
  case $target in
    http://?* | https://?*) probe=answers_request shown=$target ;;
    postgres://?* | postgresql://?*)
      shown=$(address_of_url "$target")
      split_address "$shown" || refuse 'the URL has no host and port'
      probe=takes_sign_ins
      ;;
    *)
      split_address "$target" || refuse "\"$target\" is neither HOST:PORT nor a URL"
      probe=takes_connections shown=$target
      ;;
  esac
}

wait_for_target() {
  # Whole seconds: one more than was asked for is never less than it.
  start=$(date +%s)
  until "$probe"; do
    if [ "$timeout" -gt 0 ] && [ $(($(date +%s) - start)) -gt "$timeout" ]; then
      say "$shown did not answer within $timeout s"
      return 124
    fi
    # Waited for, so that a signal need not wait for it.
    sleep "$interval" &
    pause=$!
    wait "$pause"
    pause=
  done
  say "$shown answers after $(($(date +%s) - start)) s"
}

# stop CODE: nothing of this is left behind.
stop() {
  [ -z "$pause" ] || kill "$pause" 2>/dev/null || true
  exit "$1"
}

# The first process of a container dies of no signal that it does not ask for. COMMAND starts without these.
trap 'stop 143' TERM
trap 'stop 130' INT
parse_arguments "$@"
while [ $# -gt 0 ] && [ "$1" != -- ]; do shift; done
[ $# -eq 0 ] || shift
choose_probe
status=0
wait_for_target || status=$?
[ $# -gt 0 ] || exit "$status"
if [ "$status" -ne 0 ] && "$strict"; then
  say "so $1 is not started"
  exit "$status"
fi
exec "$@"
