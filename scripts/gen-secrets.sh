#!/usr/bin/env bash
# Makes the first secrets of an environment. What is there already is left as it is.
#
# Usage: scripts/gen-secrets.sh stage|prod [--host NAME] [--directory DIRECTORY]
#
#   --host NAME             the name in the self-signed certificate for prod (default localhost)
#   --directory DIRECTORY   where they go (default secrets/ENVIRONMENT); PLIMSOLL_SECRETS tells Docker Compose of it
#   -h, --help              this text
#
# Only its owner can open the folder (0700). If you run this as root, only the account that needs a file can read it (0400).
# Other accounts cannot give files away, so everyone who can open the folder can read the files (0444). These are
# the containers: each sees those that the compose files give it.
#
# Keep a copy where your other secrets are: without secret_key, no authenticator app works any more, also after
# a backup was restored. For prod a self-signed certificate is made, which browsers warn of: put your own (with its chain)
# into tls_certificate and its key into tls_key.
#
# Names go to standard output, one a line: "made NAME" or "kept NAME".
# Environment: none.
# Exit codes: 0 everything is there; 1 something could not be made; 2 wrong usage; 130 interrupted: what was made by then
# stays, and none of it is half a secret.
set -euo pipefail

# shellcheck source-path=SCRIPTDIR source=lib/common.sh
source "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/lib/common.sh"
FAILED_TO_RUN=1

# The accounts of the containers.
readonly POSTGRES=70 API=1001 GATEWAY=101

random_key() { head -c 32 /dev/urandom | base64 | tr -d '\n'; }

# Of letters that mean nothing in a URL.
random_password() { random_key | tr -d '=' | tr '/+' '_-'; }

# give FILE ACCOUNT: under its last name only when it is whole and has its mode. Never over what is there.
give() {
  local unfinished=$1 target=$2 account=$3
  if [[ $(id -u) -eq 0 ]]; then
    chown "$account:$account" "$unfinished" 2>/dev/null || fail 1 "$target could not be given to the account $account"
    chmod 0400 "$unfinished"
  else
    chmod 0444 "$unfinished"
  fi
  # A link fails where something is, which a move does not.
  ln "$unfinished" "$target" || fail 1 "$target could not be made"
  rm -f "$unfinished"
  printf 'made %s\n' "${target##*/}"
}

# keep NAME ACCOUNT VALUE
keep() {
  local target=$folder/$1 unfinished
  if [[ -e $target ]]; then
    [[ -s $target ]] || fail 1 "$target is empty: remove it, or put the secret into it"
    printf 'kept %s\n' "$1"
    return
  fi
  unfinished=$WORKSPACE/$1
  printf '%s' "$3" 2>/dev/null >"$unfinished" || fail 1 "$target could not be written: is there space?"
  give "$unfinished" "$target" "$2"
}

read_secret() { cat "$folder/$1"; }

make_certificate() {
  local key=$folder/tls_key certificate=$folder/tls_certificate alternative=DNS:$host
  if [[ -e $key && -e $certificate ]]; then
    printf 'kept tls_certificate\nkept tls_key\n'
    return
  fi
  if [[ -e $key || -e $certificate ]]; then
    fail 1 "of tls_certificate and tls_key only one is in $folder, and they belong together: add the other, or remove it"
  fi
  has_tool openssl ||
    fail 1 "openssl is not installed, so no certificate can be made for trying out. Put one into $certificate (with its chain, PEM) and its key into $key."
  if [[ $host =~ ^[0-9.]+$ || $host == *:* ]]; then alternative=IP:$host; fi
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 90 -subj "/CN=$host" \
    -addext "subjectAltName=$alternative" -addext 'extendedKeyUsage=serverAuth' \
    -keyout "$WORKSPACE/tls_key" -out "$WORKSPACE/tls_certificate" 2>/dev/null ||
    fail 1 "openssl could not make a certificate for $host"
  # Both or none.
  trap '' HUP INT TERM
  give "$WORKSPACE/tls_key" "$key" "$GATEWAY"
  give "$WORKSPACE/tls_certificate" "$certificate" "$GATEWAY"
  talk "$certificate is self-signed for $host, for 90 days: replace it by one that browsers trust."
}

main() {
  local environment='' host=localhost folder=''
  while (($# > 0)); do
    case $1 in
      -h | --help)
        show_help
        exit 0
        ;;
      --host | --directory)
        [[ -n ${2:-} ]] || refuse "$1 needs a value"
        if [[ $1 == --host ]]; then host=$2; else folder=$2; fi
        shift
        ;;
      --host=* | --directory=*)
        [[ -n ${1#*=} ]] || refuse "${1%%=*} needs a value"
        if [[ $1 == --host=* ]]; then host=${1#*=}; else folder=${1#*=}; fi
        ;;
      -*) refuse "there is no option $1" ;;
      *)
        [[ -z $environment ]] || refuse "one environment at a time: $environment, $1"
        environment=$1
        ;;
    esac
    shift
  done
  case $environment in
    stage | prod) ;;
    dev) refuse 'dev needs no secrets: its passwords are in docker-compose.override.yml, for this machine alone' ;;
    '') refuse 'no environment: name stage or prod' ;;
    *) refuse "there is no environment \"$environment\": stage or prod" ;;
  esac
  [[ $host =~ ^[A-Za-z0-9.:-]+$ ]] || refuse "\"$host\" is no name of a host"
  [[ -n $folder ]] || folder=$ROOT/secrets/$environment

  umask 077
  mkdir -p "$folder" || fail 1 "$folder could not be made"
  chmod 0700 "$folder" || fail 1 "$folder is not this account's: choose another --directory"
  make_workspace_in "$folder"
  INTERRUPTED_NOTE='what was made stays; the same command again makes the rest'

  keep postgres_password "$POSTGRES" "$(random_password)"
  keep app_password "$POSTGRES" "$(random_password)"
  keep database_owner_url "$API" "postgresql://plimsoll:$(read_secret postgres_password)@postgres:5432/plimsoll"
  keep database_url "$API" "postgresql://plimsoll_app:$(read_secret app_password)@postgres:5432/plimsoll"
  keep secret_key "$API" "$(random_key)"
  if [[ $environment == prod ]]; then make_certificate; fi
}

main "$@"
