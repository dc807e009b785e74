#!/usr/bin/env bash
# Builds both images and prints how much they add to their base images.
#
# Usage: scripts/build-images.sh [OPTION]...
#   --platform LIST   such as linux/amd64,linux/arm64; several need --push and a builder that can (docker buildx create)
#   --push PREFIX     pushes to PREFIX-backend and PREFIX-frontend, such as ghcr.io/acme/plimsoll
#   --pull            pulls newer base images
#   --no-cache        builds without the cache
#   --compare         builds a plain image of each part too (deploy/bench) and prints how many times larger it is
#   -h, --help        this text
#
# Tags: plimsoll-backend and plimsoll-frontend with local, the commit and the version in package.json; with --push only
# PREFIX-… with the commit and the version. A tree that differs from its commit is tagged COMMIT-dirty. SBOM and
# provenance are attached to pushed images if the builder supports it.
#
# Environment: NODE_IMAGE and ALPINE_IMAGE (pin them by digest: alpine:3.24@sha256:…); SOURCE_DATE_EPOCH (the commit's
# time); IMAGE_SOURCE, IMAGE_URL and IMAGE_DOCUMENTATION, for the labels (the first from the remote "origin", the others
# from the first).
# Exit codes: 0 built; 1 a build failed or Docker is missing; 2 wrong usage; 130 interrupted; incomplete
# images are not tagged.
set -euo pipefail

# shellcheck source-path=SCRIPTDIR source=lib/common.sh
source "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/lib/common.sh"
FAILED_TO_RUN=1

# git says nothing about a tree that is another's, or none: then the images are of an unknown commit.
commit() {
  local found
  found=$(git rev-parse --verify --quiet HEAD 2>/dev/null) || found=unknown
  if [[ $found != unknown && -n $(git status --porcelain 2>/dev/null) ]]; then found+=-dirty; fi
  printf '%s' "$found"
}

short() { if [[ $1 =~ ^([0-9a-f]{12})[0-9a-f]*(.*)$ ]]; then printf '%s%s' "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}"; else printf '%s' "$1"; fi; }

# Of the commit, so that two builds of it are the same.
commit_seconds() { git log -1 --format=%ct 2>/dev/null || printf '0'; }

version() { sed -n 's/^  "version": "\(.*\)",$/\1/p' package.json | head -n 1; }

# As a page that a browser opens, without what may be in front of the host.
source_page() {
  local remote
  remote=$(git remote get-url origin 2>/dev/null) || return 0
  if [[ $remote =~ ^(https|ssh)://([^/@]*@)?([^/]+)/(.+)$ ]]; then
    printf 'https://%s/%s' "${BASH_REMATCH[3]%%:*}" "${BASH_REMATCH[4]%.git}"
  elif [[ $remote =~ ^[^/@]+@([^/:]+):(.+)$ ]]; then
    printf 'https://%s/%s' "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]%.git}"
  fi
}

# The name that a registry knows alpine:3.24 by, without a digest.
full_name() {
  local name=${1%%@*}
  case $name in
    *.*/* | *:*/* | localhost/*) printf '%s' "$name" ;;
    */*) printf 'docker.io/%s' "$name" ;;
    *) printf 'docker.io/library/%s' "$name" ;;
  esac
}

# Of the reference, or of what it stands for here; an image that was never in a registry has none.
base_digest() {
  if [[ $1 == *@sha256:* ]]; then
    printf '%s' "${1#*@}"
  else
    docker image inspect --format '{{range .RepoDigests}}{{println .}}{{end}}' "$1" 2>/dev/null | sed -n 's/^[^@]*@//p' | head -n 1
  fi
}

# The docker driver keeps images without attestations, unless containerd keeps its images; others write them.
can_attest() {
  [[ $(docker buildx inspect 2>/dev/null | sed -n 's/^Driver: *//p' | head -n 1) != docker ]] ||
    docker info --format '{{.DriverStatus}}' 2>/dev/null | grep -q containerd.snapshotter
}

default_of() { sed -n "s/^ARG $1=//p" Dockerfile.backend | head -n 1; }

require_buildx() {
  require_docker
  require_engine
  docker buildx version >/dev/null 2>&1 || fail 1 'docker buildx is needed. https://docs.docker.com/build/install-buildx/'
}

build() {
  local part=$1 alpine=${ALPINE_IMAGE:-$(default_of ALPINE_IMAGE)} seconds=${SOURCE_DATE_EPOCH:-$(commit_seconds)}
  local revision digest page tag name
  revision=$(commit)
  digest=$(base_digest "$alpine")
  page=${IMAGE_SOURCE:-$(source_page)}
  local -a arguments=(--file "Dockerfile.$part"
    --build-arg "NODE_IMAGE=${NODE_IMAGE:-$(default_of NODE_IMAGE)}" --build-arg "ALPINE_IMAGE=$alpine"
    --build-arg "VERSION=$(version)" --build-arg "REVISION=$revision"
    --build-arg "CREATED=$(TZ=UTC0 printf '%(%Y-%m-%dT%H:%M:%SZ)T' "$seconds")" --build-arg "SOURCE_DATE_EPOCH=$seconds"
    --build-arg "SOURCE=$page" --build-arg "URL=${IMAGE_URL:-$page}"
    --build-arg "DOCUMENTATION=${IMAGE_DOCUMENTATION:-${page:+$page#readme}}"
    --build-arg "BASE_NAME=$(full_name "$alpine")")
  if [[ -n $digest ]]; then arguments+=(--label "org.opencontainers.image.base.digest=$digest"); fi
  if [[ -n $push ]]; then
    arguments+=(--push)
    name=$push-$part
    if can_attest; then arguments+=(--sbom=true --provenance=mode=max); fi
  else
    arguments+=(--load --tag "plimsoll-$part:local")
    name=plimsoll-$part
  fi
  for tag in "$(short "$revision")" "$(version)"; do arguments+=(--tag "$name:$tag"); done
  if [[ -n $platform ]]; then arguments+=(--platform "$platform"); fi
  run_watched docker buildx build "${arguments[@]}" "${passed_on[@]}" . >&2 || fail 1 "the $part image could not be built"
}

build_plain() {
  run_watched docker buildx build --file "deploy/bench/Dockerfile.$1.plain" --load --tag "plimsoll-$1:plain" \
    --build-arg "NODE_IMAGE=${NODE_IMAGE:-$(default_of NODE_IMAGE)}" "${passed_on[@]}" . >&2 ||
    fail 1 "the plain $1 image could not be built"
}

bytes_of_image() { docker image inspect --format '{{.Size}}' "$1" 2>/dev/null || printf '0'; }

bytes_of_node() { docker run --rm --network none --entrypoint sh "$1" -c 'wc -c </usr/local/bin/node'; }

print_size() {
  local image=plimsoll-$1:local
  awk -v image="$image" -v all="$(bytes_of_image "$image")" -v node="$(bytes_of_node "$image")" \
    -v base="$(bytes_of_image "${ALPINE_IMAGE:-$(default_of ALPINE_IMAGE)}")" 'BEGIN {
      printf "%-26s %6.1f MB = base %.1f + node %.1f + added %.1f MB\n", image, all / 1e6, base / 1e6, node / 1e6, (all - base - node) / 1e6
    }'
}

print_comparison() {
  local image=plimsoll-$1:plain
  awk -v image="$image" -v plain="$(bytes_of_image "$image")" -v own="$(bytes_of_image "plimsoll-$1:local")" \
    -v base="$(bytes_of_image "${ALPINE_IMAGE:-$(default_of ALPINE_IMAGE)}")" -v node="$(bytes_of_node "$image")" 'BEGIN {
      printf "%-26s %6.1f MB: %.1f times as large; added to base and node: %.1f MB, %.1f times as much\n",
        image, plain / 1e6, plain / own, (plain - base - node) / 1e6, (plain - base - node) / (own - base - node)
    }'
}

main() {
  local platform='' push='' has_comparison=false part
  local -a passed_on=()
  while (($# > 0)); do
    case $1 in
      -h | --help)
        show_help
        exit 0
        ;;
      --platform | --push)
        [[ -n ${2:-} && $2 != -* ]] || refuse "$1 needs a value"
        if [[ $1 == --platform ]]; then platform=$2; else push=$2; fi
        shift
        ;;
      --compare) has_comparison=true ;;
      --pull | --no-cache) passed_on+=("$1") ;;
      *) refuse "there is no option $1" ;;
    esac
    shift
  done
  if [[ $platform == *,* && -z $push ]]; then refuse 'images of several platforms can only be pushed: add --push'; fi
  if [[ -n $push && ! $push =~ ^[a-z0-9.:_/-]+$ ]]; then refuse "\"$push\" is no name of an image"; fi
  if "$has_comparison" && [[ -n $push ]]; then refuse 'what is compared is not pushed'; fi
  if [[ -n ${SOURCE_DATE_EPOCH:-} && ! $SOURCE_DATE_EPOCH =~ ^[0-9]+$ ]]; then refuse 'SOURCE_DATE_EPOCH is not a number of seconds'; fi
  INTERRUPTED_NOTE='what was built before is kept'
  cd "$ROOT"
  require_buildx
  for part in backend frontend; do build "$part"; done
  if [[ -n $push ]]; then exit 0; fi
  for part in backend frontend; do print_size "$part"; done
  if "$has_comparison"; then
    for part in backend frontend; do build_plain "$part"; done
    for part in backend frontend; do print_comparison "$part"; done
  fi
}

main "$@"
