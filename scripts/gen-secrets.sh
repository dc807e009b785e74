#!/usr/bin/env bash
# Makes the first secrets of an environment. What is there already is left as it is.
#
# Usage: scripts/gen-secrets.sh stage|prod [--host NAME]
#   --host NAME   the name in the self-signed certificate for prod (default localhost)
#
# The folder secrets/ENVIRONMENT is for its owner alone; the files in it can be read by the accounts of the containers,
# which see only those that the compose files give them. Keep a copy where your other secrets are: without secret_key
# nobody can use their authenticator app any more, and a backup cannot be used without it.
#
# For prod a self-signed certificate is made, which browsers warn of: put your own into tls_certificate and tls_key.
# Exit codes: 0 everything is there; 1 something could not be made; 2 wrong usage.
set -euo pipefail

readonly NAME=${0##*/}

talk() { printf '%s\n' "$*" >&2; }

refuse() {
  talk "$NAME: $*"
  talk "See $NAME --help."
  exit 2
}

show_help() { sed -n '2,/^set -euo/{/^set -euo/d;s/^# \{0,1\}//;p;}' "$0"; }

# What does not come from a random source is not written.
random_bytes() { head -c 32 /dev/urandom; }

random_password() { random_bytes | base64 | tr -d '\n=' | tr '/+' '_-'; }

# keep NAME VALUE: writes it whole or not at all, and never over what is there.
keep() {
  local file=$folder/$1 value=$2
  if [[ -e $file ]]; then
    talk "kept    $file"
    return
  fi
  (umask 077 && printf '%s' "$value" >"$file.new")
  chmod 0444 "$file.new"
  mv -n "$file.new" "$file"
  talk "made    $file"
}

read_secret() { cat "$folder/$1"; }

make_certificate() {
  if [[ -e $folder/tls_certificate && -e $folder/tls_key ]]; then
    talk "kept    $folder/tls_certificate, $folder/tls_key"
    return
  fi
  if ! command -v openssl >/dev/null; then
    talk "$NAME: openssl is not installed, so no certificate can be made for trying out."
    talk "Put a certificate (with its chain) into $folder/tls_certificate and its key into $folder/tls_key."
    exit 1
  fi
  local alternative=DNS:$host
  if [[ $host =~ ^[0-9.]+$|: ]]; then alternative=IP:$host; fi
  (umask 077 && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 90 -subj "/CN=$host" \
    -addext "subjectAltName=$alternative" -keyout "$folder/tls_key.new" -out "$folder/tls_certificate.new" 2>/dev/null)
  chmod 0444 "$folder/tls_key.new" "$folder/tls_certificate.new"
  mv "$folder/tls_key.new" "$folder/tls_key"
  mv "$folder/tls_certificate.new" "$folder/tls_certificate"
  talk "made    $folder/tls_certificate, self-signed for $host: replace it by one that browsers trust"
}

main() {
  local environment='' host=localhost folder
  while (($# > 0)); do
    case $1 in
      -h | --help)
        show_help
        exit 0
        ;;
      --host)
        (($# >= 2)) || refuse '--host needs a name'
        host=$2
        shift
        ;;
      --host=*) host=${1#*=} ;;
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
    *) refuse 'which environment: stage or prod?' ;;
  esac
  [[ $host =~ ^[A-Za-z0-9.:-]+$ ]] || refuse "\"$host\" is no name of a host"

  folder=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)/secrets/$environment
  (umask 077 && mkdir -p "$folder")
  chmod 0700 "$folder" "${folder%/*}"

  keep postgres_password "$(random_password)"
  keep app_password "$(random_password)"
  keep database_owner_url "postgresql://plimsoll:$(read_secret postgres_password)@postgres:5432/plimsoll"
  keep database_url "postgresql://plimsoll_app:$(read_secret app_password)@postgres:5432/plimsoll"
  keep secret_key "$(random_bytes | base64 | tr -d '\n')"
  if [[ $environment == prod ]]; then make_certificate; fi
}

main "$@"
