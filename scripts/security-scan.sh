#!/usr/bin/env bash
# Scans images and sources, stores the reports, and says whether they can ship under the policy.
#
# Usage: scripts/security-scan.sh [OPTION]... IMAGE... | --path FOLDER | --all
#
#   IMAGE                an image of the daemon or of a registry, or an archive of docker save (*.tar)
#   --path FOLDER        a source tree with its Dockerfiles and compose files; repeatable
#   --all                the images and paths that the policy names under scan
#   --environment NAME   evaluate for this environment (the policy's last one); repeatable
#   --policy FILE        another policy than security-config.yml
#   --waivers FILE       accepted risks
#   --vex FILE           a VEX document, or oci: those attached to each image in its registry; repeatable
#   --vex-key FILE       a public key (PEM) that attested VEX documents are signed with; repeatable
#   --vex-trusted-root FILE  trusted root of Sigstore, for VEX documents that are signed without a key
#   --reports FOLDER     where reports are filed (reports); it also needs space for the largest image
#   --grype              scan with Grype, too
#   --offline            no network: the scanner's database is used as it is; without one, the result is unknown
#   --json               a line of JSON for each image or path instead of a table
#   --quiet              a line for each instead of a table
#   -h, --help           this text
#
# Looks for vulnerabilities, secrets, misconfigurations and licences, as the policy's scan part says, with the Trivy that
# is installed, or else with the container that the policy pins by digest. Trivy 0.47 or newer is supported. The reports go to
# REPORTS/IMAGE/DIGEST/TIME, with SARIF, SBOMs and a summary; REPORTS/IMAGE/latest points to the newest complete one.
#
# Environment: PLIMSOLL_URL, PLIMSOLL_TOKEN, PLIMSOLL_PROJECT: a server that also gets the reports. Its verdict decides.
#   TRIVY_CACHE_DIR, TRIVY_USERNAME, TRIVY_PASSWORD, GRYPE_DB_CACHE_DIR and other variables that the scanners read themselves.
#   CI: no progress is drawn. NO_COLOR: no colours, even on a terminal. PLIMSOLL: another command line than that of
#   this checkout. Where that is not built, the one in the image plimsoll-backend:local is used; where there is no such
#   image, it is built (Node 20.19 or newer). PLIMSOLL_IMAGE: use the one in this image; pulled if it has a digest.
#
# Exit codes: 0 pass; 1 fail; 2 wrong usage or configuration; 3 unknown; 4 a scanner failed or something could not be
# read or written; 130 interrupted. Of several the worst: 4, 1, 3, 0.
set -euo pipefail

LIBRARY=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/lib
# shellcheck source-path=SCRIPTDIR source=lib/common.sh
source "$LIBRARY/common.sh"
# shellcheck source-path=SCRIPTDIR source=lib/command-line.sh
source "$LIBRARY/command-line.sh"
# shellcheck source-path=SCRIPTDIR source=lib/scan-run.sh
source "$LIBRARY/scan-run.sh"
# shellcheck source-path=SCRIPTDIR source=lib/scan-container.sh
source "$LIBRARY/scan-container.sh"
# shellcheck source-path=SCRIPTDIR source=lib/scan-trivy.sh
source "$LIBRARY/scan-trivy.sh"
# shellcheck source-path=SCRIPTDIR source=lib/scan-grype.sh
source "$LIBRARY/scan-grype.sh"
# shellcheck source-path=SCRIPTDIR source=lib/scan-jobs.sh
source "$LIBRARY/scan-jobs.sh"

# What fails here by itself is no verdict: 1 would say that the policy shuts the gate.
set -o errtrace
trap 'talk "$SCRIPT: line $LINENO: \"$BASH_COMMAND\" failed"; exit 4' ERR

# The folders of the run, one for each subject.
prepare_folders() {
  local number tool
  mkdir "$WORKSPACE/tmp" || fail_to_write
  for number in "${!subjects[@]}"; do
    mkdir "$WORKSPACE/$number" || fail_to_write
    printf '%s' "${subjects[number]#path:}" >"$WORKSPACE/$number/subject" || fail_to_write
    if [[ $(kind_of "${subjects[number]}") == path ]]; then
      (CDPATH='' cd -- "${subjects[number]#path:}" && printf '%s' "$PWD") >"$WORKSPACE/$number/tree" || fail_to_write
    fi
    for tool in "${tools[@]}"; do jobs+=("$number $tool"); done
  done
}

# The command that decides and files is started together with the scanners and gets the folders when they are done, so that
# the run does not wait for it to load.
start_decider() {
  local -a arguments=(--reports "$reports" --policy "$(setting policy)" --look "$(joined "${looks[@]}")"
    --output "${output:-table}" --database-metadata "$(trivy_cache)/db/metadata.json")
  local each
  for each in "${environments[@]}"; do arguments+=(--environment "$each"); done
  if [[ -n $waivers ]]; then arguments+=(--waivers "$waivers"); fi
  for each in "${vex[@]}"; do arguments+=(--vex "$each"); done
  for each in "${vex_keys[@]}"; do arguments+=(--vex-key "$each"); done
  if [[ -n $vex_root ]]; then arguments+=(--vex-trusted-root "$vex_root"); fi
  mkfifo "$WORKSPACE/folders" || fail_to_write
  exec 3<>"$WORKSPACE/folders"
  "${PLIMSOLL_COMMAND[@]}" scan-report - "${arguments[@]}" <"$WORKSPACE/folders" 3>&- &
  decider=$!
  keep_watch
}

# The exit code is the decider's.
decide() {
  local number status=0
  for number in "${!subjects[@]}"; do printf '%s\0' "$WORKSPACE/$number" >&3; done
  printf '\0' >&3
  exec 3>&-
  wait "$decider" || status=$?
  decider=''
  keep_watch
  if ((status > 4)); then fail 4 "deciding was broken off ($status)."; fi
  exit "$status"
}

main() {
  local tool
  local -a addresses=("${PLIMSOLL_URL:-}")
  HOME=${HOME:-~}
  INTERRUPTED_NOTE='nothing of this run was kept'
  read_arguments "$@"
  if [[ $is_all == no ]] && ((${#images[@]} + ${#paths[@]} == 0)); then refuse 'nothing to scan: name an image, --path FOLDER or --all'; fi
  if [[ -n ${PLIMSOLL_URL:-} && -z ${PLIMSOLL_TOKEN:-} ]]; then refuse 'a server is named (PLIMSOLL_URL), but no token is in PLIMSOLL_TOKEN'; fi
  choose_plimsoll
  mkdir -p -- "$reports" 2>/dev/null || fail 4 "the folder $reports cannot be made: is there space, and may this account write there?"
  reports=$(absolute "$reports")
  # Beside the reports, so that what is whole is moved there at once and not copied.
  make_workspace_in "$reports"
  # Which images are meant may be up to the policy.
  if has_element oci "${vex[@]}"; then addresses+=(registry "${images[@]}"); fi
  contain_plimsoll "$(network_for "${addresses[@]}")" "$reports" "$policy" "$waivers" "$(trivy_cache)/db" "${paths[@]}" \
    "${vex[@]}" "${vex_keys[@]}" "$vex_root"
  read_settings
  gather_subjects
  prepare_folders
  for tool in "${tools[@]}"; do "prepare_$tool"; done
  start_decider
  began=$SECONDS
  # Two at once only where nothing is fetched: what fetches a database keeps others out of it.
  run_jobs "$(if is_offline; then printf 2; else printf 1; fi)"
  decide
}

main "$@"
