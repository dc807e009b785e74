#!/usr/bin/env bash
# Verifies the images for an environment, and starts it from them only if they can run there.
#
# Usage: scripts/deploy.sh stage|prod [--strict] [BACKEND@DIGEST FRONTEND@DIGEST]
#
#   --strict     with docker-compose.security.yml on top
#   -h, --help   this text
#
# Both must be signed and attested, with a current verdict of pass for the environment (plimsoll verify). Then they are
# pulled by digest and started (scripts/compose.sh ENVIRONMENT up). When everything is healthy, they are written to
# .env.ENVIRONMENT as BACKEND_IMAGE and FRONTEND_IMAGE, so that the next start of the machine uses the same. Without
# arguments, the images in that file are verified and started. If one of them cannot run, nothing is changed.
#
# Environment: the trusted signers, see "plimsoll verify --help" (PLIMSOLL_VERIFY_KEY or an identity); PLIMSOLL,
# another command line than that of this checkout; RETRY_UNIT, the first wait before another attempt, in milliseconds (1000); what
# scripts/compose.sh reads.
# Exit codes: 0 running; 1 refused, or it did not become healthy; 2 wrong usage or configuration; 3 a verdict is stale or unknown;
# 4 the registry cannot be reached, or a tool is missing; 130 interrupted.
set -euo pipefail

# shellcheck source-path=SCRIPTDIR source=lib/common.sh
source "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/lib/common.sh"

readonly ATTEMPTS=4
readonly PINNED='@sha256:[0-9a-f]{64}$'

compose() { "$ROOT/scripts/compose.sh" "$environment" "${strict[@]}" "$@"; }

# image_of SERVICE: what Docker Compose would start.
image_of() { jq --raw-output --arg service "$1" '.services[$service].image' "$WORKSPACE/config"; }

verify() {
  local image=$1 status=0
  run_watched "${PLIMSOLL_COMMAND[@]}" verify "$image" --environment "$environment" >&2 || status=$?
  ((status == 0)) || fail "$status" "$image cannot run in $environment. Nothing was changed."
}

# With what else stands there, and at once.
keep() {
  local settings=$ROOT/.env.$environment
  {
    if [[ -f $settings ]]; then grep -v -E '^(BACKEND|FRONTEND)_IMAGE=' "$settings" || true; fi
    printf 'BACKEND_IMAGE=%s\nFRONTEND_IMAGE=%s\n' "$BACKEND_IMAGE" "$FRONTEND_IMAGE"
  } >"$WORKSPACE/settings"
  if [[ -f $settings ]]; then chmod --reference="$settings" "$WORKSPACE/settings"; fi
  mv "$WORKSPACE/settings" "$settings"
}

main() {
  local environment=${1:-} image
  local -a strict=() images=()
  case $environment in
    -h | --help)
      show_help
      exit 0
      ;;
    stage | prod) shift ;;
    '') refuse 'no environment: name stage or prod' ;;
    *) refuse "nothing is deployed to \"$environment\": stage or prod" ;;
  esac
  while (($# > 0)); do
    case $1 in
      --strict) strict=(--strict) ;;
      -*) refuse "there is no option $1" ;;
      *) images+=("$1") ;;
    esac
    shift
  done
  ((${#images[@]} == 0 || ${#images[@]} == 2)) || refuse 'name both images, BACKEND@DIGEST FRONTEND@DIGEST, or none'
  require_docker
  require_tool jq 'It is in most distributions.'
  INTERRUPTED_NOTE="what runs is shown by scripts/compose.sh $environment ps"
  # Beside the settings, so that they can be replaced at once.
  make_workspace_in "$ROOT"
  if ((${#images[@]} == 2)); then export BACKEND_IMAGE=${images[0]} FRONTEND_IMAGE=${images[1]}; fi
  compose config --format json >"$WORKSPACE/config" || exit "$?"
  BACKEND_IMAGE=$(image_of backend)
  FRONTEND_IMAGE=$(image_of frontend)
  # What was verified is what is started, whatever .env says by then.
  export BACKEND_IMAGE FRONTEND_IMAGE
  for image in "$BACKEND_IMAGE" "$FRONTEND_IMAGE"; do
    [[ $image =~ $PINNED ]] || refuse "\"$image\" names no digest. A tag may point elsewhere tomorrow: NAME@sha256:…"
  done
  for image in "$BACKEND_IMAGE" "$FRONTEND_IMAGE"; do verify "$image"; done
  for image in "$BACKEND_IMAGE" "$FRONTEND_IMAGE"; do
    retry "$ATTEMPTS" docker pull --quiet "$image" >&2 || fail 4 "$image cannot be pulled"
  done
  compose up --no-build || exit 1
  keep
}

main "$@"
