# shellcheck shell=bash
# Where a scanner comes from: what is installed, else its container. Sourced by security-scan.sh.
#
# A container gets as little of the machine as it needs. Seen from inside, the cache is /cache, the run's folder
# /run-of-scan, what is scanned /scanned (read-only), and room for large temporary files /tmp. The engine's socket is there
# only where an image is scanned that the engine may have, because a process that can use the socket is root on the machine.

# shellcheck source-path=SCRIPTDIR source=scan-run.sh
declare -F is_offline >/dev/null || source "$(dirname "${BASH_SOURCE[0]}")/scan-run.sh"

# By tool: the pinned image, where it runs in a container.
declare -A containers=([trivy]='')

# choose_scanner TOOL WHERE TO GET IT. Nothing is ever taken by tag alone: a tag can be pointed elsewhere, and has been.
choose_scanner() {
  local tool=$1 pinned
  pinned=$(setting "container-$1")
  if has_tool "$tool"; then return; fi
  [[ -n $pinned ]] || fail 4 "$tool is not installed ($2), and the policy pins no container for it (scan.containers.$tool)."
  has_tool docker || fail 4 "neither $tool ($2) nor docker is installed, so nothing can scan."
  require_engine
  if ! is_in_engine "$pinned"; then
    ! is_offline || fail 4 "the container of $tool is not on this machine, and --offline pulls none: docker pull $pinned"
    mention "pulling $pinned"
    run_watched docker pull --quiet "$pinned" >/dev/null || fail 4 "$pinned cannot be pulled."
  fi
  containers[$tool]=$pinned
}

is_contained() { [[ -n ${containers[$1]:-} ]]; }

# in_run TOOL FILE: a file of the run's folder, as the scanner sees it.
in_run() {
  if is_contained "$1"; then printf '/run-of-scan/%s' "$2"; else printf '%s/%s' "$WORKSPACE" "$2"; fi
}

# exec_scanner TOOL KIND PATH ARGUMENT...: becomes the scanner. KIND and PATH are what it is to see of the machine: path,
# archive, image or none.
exec_scanner() {
  local tool=$1 kind=$2 path=$3 cache name
  shift 3
  if ! is_contained "$tool"; then
    # What it leaves there when it is stopped goes with the run.
    export TMPDIR=$WORKSPACE/tmp
    exec "$tool" "$@"
  fi
  cache=$("${tool}_cache")
  # As the calling user, who then owns the files that are written.
  local -a container=(docker run --rm --user "$(id -u):$(id -g)" --cap-drop ALL --security-opt no-new-privileges
    --read-only --log-driver none --env HOME=/tmp --env TMPDIR=/tmp --env GRYPE_DB_CACHE_DIR=/cache
    --mount "$(mounted "$cache" /cache)" --mount "$(mounted "$WORKSPACE" /run-of-scan)"
    --mount "$(mounted "$WORKSPACE/tmp" /tmp)")
  if is_offline; then container+=(--network none); fi
  # By name alone: values are in no argument.
  while IFS= read -r name; do
    case $name in
      TRIVY_CACHE_DIR | GRYPE_DB_CACHE_DIR) ;;
      TRIVY_* | GRYPE_* | HTTP_PROXY | HTTPS_PROXY | NO_PROXY | http_proxy | https_proxy | no_proxy) container+=(--env "$name") ;;
    esac
  done < <(compgen -e)
  case $kind in
    path) container+=(--mount "$(mounted "$path" /scanned),readonly" --workdir /scanned) ;;
    archive) container+=(--mount "$(mounted "$path" /scanned.tar),readonly") ;;
    image) if [[ -S $(engine_socket) ]]; then
      container+=(--mount "$(mounted "$(engine_socket)" /var/run/docker.sock)" --group-add "$(stat -L -c %g "$(engine_socket)")")
    fi ;;
  esac
  exec "${container[@]}" "${containers[$tool]}" "$@"
}

engine_socket() {
  local host=${DOCKER_HOST:-unix:///var/run/docker.sock}
  if [[ $host == unix://* ]]; then printf '%s' "${host#unix://}"; fi
}

# mounted SOURCE TARGET: for --mount, which reads CSV: a path may hold commas and quotes.
mounted() { printf 'type=bind,"source=%s",target=%s' "${1//\"/\"\"}" "$2"; }

# Some builds of Trivy say nothing at all of an image that they cannot find.
is_in_engine() { has_tool docker && docker image inspect "$1" >/dev/null 2>&1; }
