#!/bin/sh
# Starts nginx as the gateway of one environment.
#
# Usage: start.sh
# Environment:
#   GATEWAY_SERVES   plain (http), tls (https) or development (http, and reloading pages)
#   PUBLIC_URL       the origin at which people open the web console; https for tls
# Exit codes: 2 for a wrong environment, else nginx's.
set -eu

refuse() {
  printf 'gateway: %s\n' "$*" >&2
  exit 2
}

serves=${GATEWAY_SERVES:-}
case $serves in
  plain | tls | development) ;;
  *) refuse 'GATEWAY_SERVES is missing or not valid: expected plain, tls or development' ;;
esac

# It becomes a part of the configuration.
origin=${PUBLIC_URL:-}
origin=${origin%/}
case $origin in
  http://* | https://*) host=${origin#*://} ;;
  *) host= ;;
esac
case $host in
  '' | *[!]A-Za-z0-9.:[-]*)
    refuse 'PUBLIC_URL is missing or not valid: expected the origin of the web console, such as https://plimsoll.example.org' ;;
esac
case $origin in
  https://*:443) origin=${origin%:443} ;;
  http://*:80) origin=${origin%:80} ;;
esac

if [ "$serves" = tls ]; then
  case $origin in
    https://*) ;;
    *) refuse 'PUBLIC_URL is plain http: production needs https' ;;
  esac
  for name in tls_certificate tls_key; do
    [ -r "/run/secrets/$name" ] || refuse "/run/secrets/$name cannot be read: expected a file in PEM for the account $(id -u)"
  done
fi

cat >/tmp/public.conf <<CONF
map \$host \$public_origin { default "$origin"; }
map \$host \$public_host { default "${origin#*://}"; }
CONF
exec nginx -e /dev/stderr -c "/etc/plimsoll/$serves.conf"
