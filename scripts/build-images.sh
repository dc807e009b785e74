#!/usr/bin/env bash
# Builds both images and prints what they add to their base.
#
# Usage: scripts/build-images.sh [OPTION]...
#   --platform LIST   such as linux/amd64,linux/arm64: needs --push and a builder that can (docker buildx create)
#   --push PREFIX     pushes to PREFIX-backend and PREFIX-frontend, such as ghcr.io/acme/plimsoll
#   --pull            asks for newer base images
#   --no-cache        builds everything anew
#
# Tags: local, the commit, and the version in package.json. SBOM and provenance are attached where the builder can.
# Environment: NODE_IMAGE, ALPINE_IMAGE (pin them by digest: node:26-alpine3.24@sha256:…).
# Exit codes: 0 built; 1 a build failed; 2 wrong usage.
set -euo pipefail

readonly NAME=${0##*/}

talk() { printf '%s\n' "$*" >&2; }

refuse() {
  talk "$NAME: $*"
  talk "See $NAME --help."
  exit 2
}

show_help() { sed -n '2,/^set -euo/{/^set -euo/d;s/^# \{0,1\}//;p;}' "$0"; }

commit() { git rev-parse --verify --quiet HEAD 2>/dev/null || printf 'unknown'; }

# Of the commit, so that two builds of it are the same.
commit_seconds() { git log -1 --format=%ct 2>/dev/null || printf '0'; }

version() { sed -n 's/^  "version": "\(.*\)",$/\1/p' package.json | head -n 1; }

# The docker driver keeps images without attestations; others write them.
can_attest() { [[ $(docker buildx inspect 2>/dev/null | sed -n 's/^Driver: *//p' | head -n 1) != docker ]]; }

build() {
  local part=$1 image=plimsoll-$1 tag
  local -a arguments=(--file "Dockerfile.$part"
    --build-arg "VERSION=$(version)" --build-arg "REVISION=$(commit)"
    --build-arg "CREATED=$(date -u -d "@$(commit_seconds)" +%Y-%m-%dT%H:%M:%SZ)"
    --build-arg "SOURCE_DATE_EPOCH=$(commit_seconds)")
  if [[ -n ${NODE_IMAGE:-} ]]; then arguments+=(--build-arg "NODE_IMAGE=$NODE_IMAGE"); fi
  if [[ -n ${ALPINE_IMAGE:-} ]]; then arguments+=(--build-arg "ALPINE_IMAGE=$ALPINE_IMAGE"); fi
  for tag in local "$(commit | cut -c 1-12)" "$(version)"; do arguments+=(--tag "$image:$tag"); done
  if [[ -n $push ]]; then
    arguments+=(--push)
    for tag in "$(commit | cut -c 1-12)" "$(version)"; do arguments+=(--tag "$push-$part:$tag"); done
  else
    arguments+=(--load)
  fi
  if [[ -n $platform ]]; then arguments+=(--platform "$platform"); fi
  if [[ -n $push ]] && can_attest; then arguments+=(--sbom=true --provenance=mode=max); fi
  docker buildx build "${arguments[@]}" "${passed_on[@]}" .
}

# The application, and the node binary with its libraries.
print_size() {
  local image=plimsoll-$1:local
  docker run --rm --network none --entrypoint sh "$image" -c \
    'printf "%s %s %s\n" "$(du -sk /app | cut -f 1)" "$(du -k /usr/local/bin/node | cut -f 1)"' |
    while read -r application node; do
      printf '%-24s application %5.1f MB, node %5.1f MB, image %s\n' "$image" \
        "$(bc_mb "$application")" "$(bc_mb "$node")" "$(docker image inspect --format '{{.Size}}' "$image" | awk '{ printf "%.1f MB", $1 / 1e6 }')"
    done
}

bc_mb() { awk -v kib="$1" 'BEGIN { printf "%.1f", kib * 1024 / 1e6 }'; }

main() {
  local platform='' push=''
  local -a passed_on=()
  while (($# > 0)); do
    case $1 in
      -h | --help)
        show_help
        exit 0
        ;;
      --platform | --push)
        (($# >= 2)) || refuse "$1 needs a value"
        if [[ $1 == --platform ]]; then platform=$2; else push=$2; fi
        shift
        ;;
      --pull | --no-cache) passed_on+=("$1") ;;
      *) refuse "there is no option $1" ;;
    esac
    shift
  done
  if [[ $platform == *,* && -z $push ]]; then refuse 'images of several platforms can only be pushed: add --push'; fi
  cd "$(dirname "${BASH_SOURCE[0]}")/.."
  docker buildx version >/dev/null 2>&1 || {
    talk "$NAME: docker buildx is needed. https://docs.docker.com/build/install-buildx/"
    exit 1
  }
  build backend
  build frontend
  if [[ -z $push ]]; then
    print_size backend
    print_size frontend
  fi
}

main "$@"
