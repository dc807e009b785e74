# shellcheck shell=bash
# Where the command line (plimsoll) comes from: this checkout's if it is built, else the one in the API's image, else it is
# built. Sourced by security-scan.sh and registry-setup.sh.
#
# In a container it gets as little of the machine as it needs: the folder it is called in and the files that are named, to
# read; one folder to write to; a network only where it asks a registry or a server; the account that called, and no
# capability. Paths are the same inside.

# shellcheck source-path=SCRIPTDIR source=common.sh
[[ -v SCRIPT ]] || source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

# What scripts/build-images.sh makes.
readonly OWN_IMAGE=plimsoll-backend:local

# Set where the command line runs in a container.
plimsoll_image=''

choose_plimsoll() {
  if [[ -n ${PLIMSOLL:-} ]]; then
    require_tool node 'Node 20.19 or newer: https://nodejs.org'
  elif [[ -n ${PLIMSOLL_IMAGE:-} ]]; then
    require_docker
    require_engine
    fetch_plimsoll_image
    plimsoll_image=$PLIMSOLL_IMAGE
  elif is_plimsoll_built && has_tool node; then
    return
  elif has_docker_image "$OWN_IMAGE"; then
    mention "the command line of this checkout is not built: the one in $OWN_IMAGE is used"
    plimsoll_image=$OWN_IMAGE
  elif has_tool node; then
    build_plimsoll
  else
    fail "$FAILED_TO_RUN" "node is not installed (Node 20.19 or newer: https://nodejs.org), and Docker has no image $OWN_IMAGE" \
      'that has the command line. PLIMSOLL_IMAGE names another image.'
  fi
}

is_plimsoll_built() { [[ -e $ROOT/backend/bundle/cli/plimsoll.js || -e $ROOT/backend/dist/cli/plimsoll.js ]]; }

has_docker_image() { has_tool docker && docker image inspect "$1" >/dev/null 2>&1; }

# Only what is pinned is pulled: a tag can be pointed elsewhere.
fetch_plimsoll_image() {
  if has_docker_image "$PLIMSOLL_IMAGE"; then return; fi
  [[ $PLIMSOLL_IMAGE =~ @sha256:[0-9a-f]{64}$ ]] ||
    refuse "Docker has no image $PLIMSOLL_IMAGE, and only an image with a digest is pulled (PLIMSOLL_IMAGE=NAME@sha256:…)"
  mention "pulling $PLIMSOLL_IMAGE"
  run_watched docker pull --quiet "$PLIMSOLL_IMAGE" >/dev/null || fail "$FAILED_TO_RUN" "$PLIMSOLL_IMAGE cannot be pulled"
}

build_plimsoll() {
  mention 'the command line of this checkout is not built: it is built now, once'
  run_watched node "$ROOT/scripts/build-command-line.mjs" >&2 || fail "$FAILED_TO_RUN" 'the command line cannot be built'
}

# contain_plimsoll NETWORK WRITTEN [READ]...: where it runs in a container, what it is to see. A path that is empty or not
# there is left out: the command line says itself what it misses.
contain_plimsoll() {
  local network=$1 written=$2 path name credentials=${DOCKER_CONFIG:-$HOME/.docker}/config.json
  local -A mounts=()
  shift 2
  [[ -n $plimsoll_image ]] || return 0
  PLIMSOLL_COMMAND=(docker run --rm --interactive --init --pull never --network "$network"
    --user "$(id -u):$(id -g)" --cap-drop ALL --security-opt no-new-privileges --read-only --pids-limit 128
    --log-driver none --tmpfs /tmp --env HOME=/tmp --workdir "$PWD")
  mounts[$written]=$(mounted_in_place "$written")
  for path in "$PWD" "$@"; do
    [[ -n $path && -e $path ]] || continue
    path=$(absolute "$path")
    # The root cannot be mounted; what is below the folder is seen with it.
    if [[ $path == / || $path == "$PWD"/* || -n ${mounts[$path]:-} ]]; then continue; fi
    mounts[$path]=$(mounted_in_place "$path"),readonly
  done
  for path in "${mounts[@]}"; do PLIMSOLL_COMMAND+=(--mount "$path"); done
  if [[ $network != none && -f $credentials ]]; then
    PLIMSOLL_COMMAND+=(--mount "type=bind,\"source=${credentials//\"/\"\"}\",target=/credentials/config.json,readonly"
      --env DOCKER_CONFIG=/credentials)
  fi
  # By name alone: values are in no argument.
  while IFS= read -r name; do
    case $name in
      PLIMSOLL_IMAGE) ;;
      PLIMSOLL_* | NO_COLOR | CI | HTTP_PROXY | HTTPS_PROXY | NO_PROXY | http_proxy | https_proxy | no_proxy)
        PLIMSOLL_COMMAND+=(--env "$name")
        ;;
    esac
  done < <(compgen -e)
  PLIMSOLL_COMMAND+=(--entrypoint plimsoll "$plimsoll_image")
  # Told here, the engine's own exit code is not taken for an answer.
  run_watched "${PLIMSOLL_COMMAND[@]}" --version </dev/null >/dev/null ||
    fail "$FAILED_TO_RUN" "the command line in $plimsoll_image cannot be run"
}

# For --mount, which reads CSV: a path may hold commas and quotes.
mounted_in_place() { printf 'type=bind,"source=%s","target=%s"' "${1//\"/\"\"}" "${1//\"/\"\"}"; }

# network_for ADDRESS...: of registries and servers. This machine's own are not reached from another network.
network_for() {
  local each network=none
  for each; do
    each=${each#*://}
    [[ -n $each ]] || continue
    if [[ ${each%%/*} =~ ^(localhost|127\.[0-9.]+|\[::1\])(:[0-9]+)?$ ]]; then
      network=host
    elif [[ $network == none ]]; then
      network=bridge
    fi
  done
  printf '%s' "$network"
}
