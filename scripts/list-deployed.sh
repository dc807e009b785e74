#!/usr/bin/env bash
# Lists what is deployed, by digest, and whether a trusted signer signed it. A scheduled rescan uses this list.
#
# Usage: scripts/list-deployed.sh --environment NAME [--environment NAME]... IMAGE...
#
#   IMAGE                a repository such as acme/api (of REGISTRY) or ghcr.io/acme/api
#   --environment NAME   an environment of the policy; repeatable
#   -h, --help           this text
#
# An artifact counts as deployed if the environment's tag names it or, with PLIMSOLL_URL, if that server has it recorded.
# stdout is a JSON list of {environment, reference, name, digest, key, signed}: name is the last part of the image's
# name, key can be used in file names.
#
# Environment: REGISTRY (ghcr.io); the trusted signers, see "plimsoll verify --help"; PLIMSOLL_URL, PLIMSOLL_TOKEN.
# Exit codes: 0 listed, even if nothing is deployed or an artifact can no longer run (1 and 3 of plimsoll verify); 2 wrong
# usage or configuration; 4 the registry or the server cannot be reached, or a tool is missing; 130 interrupted.
set -euo pipefail

# shellcheck source-path=SCRIPTDIR source=lib/common.sh
source "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/lib/common.sh"

environments=() images=()

# answer_of COMMAND...: what it says, also where that is no (1) or unknown (3).
answer_of() {
  local status=0
  plimsoll "$@" || status=$?
  case $status in
    0 | 1 | 3) ;;
    *) return "$status" ;;
  esac
}

# A line each: environment, tab, reference.
tagged() {
  answer_of status "$1" --output json >"$WORKSPACE/status" || return
  jq --raw-output '.image as $image | .environments[] | select(.digest) | "\(.environment)\t\($image)@\(.digest)"' "$WORKSPACE/status"
}

recorded() {
  plimsoll deployments --environment "$1" --image "$2" --output names >"$WORKSPACE/names" || return
  awk -v environment="$1" '{ print environment "\t" $1 }' "$WORKSPACE/names"
}

list() {
  local environment image
  for image in "${images[@]}"; do
    tagged "$image" || return
    [[ -n ${PLIMSOLL_URL:-} ]] || continue
    for environment in "${environments[@]}"; do recorded "$environment" "$image" || return; done
  done
}

is_asked_for() {
  local each
  for each in "${environments[@]}"; do [[ $each != "$1" ]] || return 0; done
  return 1
}

main() {
  local environment reference
  while (($# > 0)); do
    case $1 in
      -h | --help)
        show_help
        exit 0
        ;;
      --environment)
        [[ -n ${2:-} && $2 != -* ]] || refuse "$1 needs a value"
        environments+=("$2")
        shift
        ;;
      -*) refuse "there is no option $1" ;;
      *) images+=("$(in_registry "$1")") ;;
    esac
    shift
  done
  ((${#environments[@]} > 0)) || refuse 'no environment: use --environment NAME'
  ((${#images[@]} > 0)) || refuse 'no image: name one or several'
  require_tool node 'Node 20.19 or newer: https://nodejs.org'
  require_tool jq 'It is in most distributions.'
  make_workspace
  list >"$WORKSPACE/list" || exit "$?"
  sort --unique "$WORKSPACE/list" >"$WORKSPACE/sorted"
  while IFS=$'\t' read -r environment reference; do
    is_asked_for "$environment" || continue
    answer_of verify "$reference" --environment "$environment" --output json >"$WORKSPACE/verified" || exit "$?"
    jq --arg environment "$environment" --arg reference "$reference" '{
        $environment, $reference, name: (.image | split("/") | last), digest,
        key: "\($environment)-\(.image | split("/") | last)-\(.digest[7:19])",
        signed: ([.checks[] | select(.name == "signature") | .outcome == "pass"] | length > 0 and all)
      }' "$WORKSPACE/verified"
  done <"$WORKSPACE/sorted" >"$WORKSPACE/deployed"
  jq --slurp . "$WORKSPACE/deployed"
}

main "$@"
