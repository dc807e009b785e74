#!/usr/bin/env bash
# Scans images and sources, files the reports, and says whether the policy lets them ship.
#
# Usage: scripts/security-scan.sh [OPTION]... IMAGE... | --path FOLDER | --all
#
#   IMAGE                an image of the daemon or of a registry, or an archive that docker save wrote (*.tar)
#   --path FOLDER        a source tree with its Dockerfiles and compose files; may be repeated
#   --all                the images and paths that the policy names under scan
#   --environment NAME   decide for this environment (the policy's last one)
#   --policy FILE        another policy than security-config.yml
#   --waivers FILE       accepted risks
#   --reports FOLDER     where reports are filed (reports)
#   --grype              ask grype, too
#   --offline            no network: the scanner's database is used as it is; where there is none, nothing is known
#   --json               a line of JSON for each image or path instead of a table
#   --quiet              a line for each instead of a table
#   -h, --help           this text
#
# Looks for vulnerabilities, secrets, misconfigurations and licences, as the policy's scan part says, with the Trivy that
# is installed or else with the container that the policy pins by digest. Releases from 0.47 on are driven; which one it
# is, its own help tells. What they wrote goes to REPORTS/IMAGE/DIGEST/TIME, with SARIF, SBOMs and a summary made of it;
# REPORTS/IMAGE/latest points to the newest that is whole.
#
# Environment: PLIMSOLL_URL, PLIMSOLL_TOKEN, PLIMSOLL_PROJECT: a Plimsoll that gets the reports, too. Its verdict decides.
#   TRIVY_CACHE_DIR, TRIVY_USERNAME, TRIVY_PASSWORD and all else that Trivy reads itself. CI: no progress is drawn.
#   PLIMSOLL: another command line than that of this checkout.
#
# Exit codes: 0 pass; 1 fail; 2 wrong usage or configuration; 3 unknown; 4 a scanner failed or something could not be
# read or written; 130 interrupted. Of several the worst: 4, 1, 3, 0.
set -euo pipefail

# shellcheck source-path=SCRIPTDIR source=lib/common.sh
source "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/lib/common.sh"

# The scanner's names for what is looked for; Trivy called misconfigurations config before 0.52.
declare -A SCANNERS=([vulnerabilities]=vuln [secrets]=secret [misconfigurations]=misconfig [licences]=license)

declare -A settings=()
tools=() looks=() skips=() images=() paths=()

read_settings() {
  local line name value
  local -a asked=()
  if [[ -n $policy ]]; then asked+=(--policy "$policy"); fi
  if [[ -n $environment ]]; then asked+=(--environment "$environment"); fi
  plimsoll scan-settings "${asked[@]}" >"$WORKSPACE/settings" || exit "$?"
  while IFS= read -r line; do
    name=${line%%=*} value=${line#*=}
    case $name in
      tool) tools+=("$value") ;;
      look) looks+=("$value") ;;
      skip) skips+=("$value") ;;
      image) if [[ $is_all == yes ]]; then images+=("$value"); fi ;;
      path) if [[ $is_all == yes ]]; then paths+=("$value"); fi ;;
      *) settings[$name]=$value ;;
    esac
  done <"$WORKSPACE/settings"
}

joined() {
  local IFS=,
  printf '%s' "$*"
}

has_element() {
  local wanted=$1 each
  shift
  for each; do [[ $each != "$wanted" ]] || return 0; done
  return 1
}

# --- Trivy --------------------------------------------------------------------------------------------------------

trivy_cache() { printf '%s' "${TRIVY_CACHE_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/trivy}"; }

# trivy, or its container. Nothing is ever taken by tag alone: a tag can be pointed elsewhere, and has been.
choose_trivy() {
  local pinned=${settings[container-trivy]:-}
  if has_tool trivy; then
    trivy=(trivy)
  elif [[ -z $pinned ]]; then
    fail 4 'trivy is not installed, and the policy pins no container for it (scan.containers.trivy).'
  elif ! has_tool docker; then
    fail 4 'neither trivy nor docker is installed, so nothing can scan.'
  else
    mkdir -p "$(trivy_cache)"
    trivy=(docker run --rm --cap-drop ALL --security-opt no-new-privileges
      --volume "$(trivy_cache):$(trivy_cache)" --volume "$WORKSPACE:$WORKSPACE"
      --env "TRIVY_CACHE_DIR=$(trivy_cache)" --env TRIVY_USERNAME --env TRIVY_PASSWORD --network "$(scanner_network)")
    if [[ -S /var/run/docker.sock ]]; then trivy+=(--volume /var/run/docker.sock:/var/run/docker.sock); fi
    mounted=${#trivy[@]}
    trivy+=("$pinned")
  fi
}

scanner_network() { if [[ $is_offline == yes ]]; then printf 'none'; else printf 'bridge'; fi; }

# trivy_seeing PATH ARGUMENT...: becomes Trivy. Its container is to see this path of the machine, and nothing else of it.
trivy_seeing() {
  if [[ ${trivy[0]} == trivy ]]; then exec trivy "${@:2}"; fi
  exec "${trivy[@]:0:mounted}" --volume "$1:$1:ro" --workdir "$1" "${trivy[@]:mounted}" "${@:2}"
}

# The binary's help, kept until the binary changes: some take seconds to start.
read_trivy_help() {
  local cache=${XDG_CACHE_HOME:-$HOME/.cache}/plimsoll identity
  if [[ ${trivy[0]} == trivy ]]; then
    identity=$(stat -L -c '%n-%s-%Y-%i' "$(command -v trivy)")
  else
    identity=${settings[container-trivy]}
  fi
  cache=$cache/trivy-help-$(printf '%s' "$identity" | cksum | tr ' ' -)
  if [[ -s $cache ]]; then
    trivy_help=$(<"$cache")
    return
  fi
  "${trivy[@]}" image --help >"$WORKSPACE/help" 2>"$WORKSPACE/help.log" ||
    fail 4 "trivy does not start: $(tail -n 1 "$WORKSPACE/help.log")"
  trivy_help=$(<"$WORKSPACE/help")
  # Without a cache it only takes longer.
  { mkdir -p "${cache%/*}" && cp "$WORKSPACE/help" "$cache.$$" && mv "$cache.$$" "$cache"; } 2>/dev/null || true
}

knows() { [[ $trivy_help == *"--$1"[[:space:]]* ]]; }

# The dialect of the binary at hand.
speak_trivy() {
  local flag kind
  local -a scanners=()
  read_trivy_help
  knows scanners || fail 4 'this Trivy is older than 0.37, the first with --scanners.'
  # In the list of what --scanners takes.
  if [[ $(grep -E -- '--scanners' <<<"$trivy_help") != *misconfig* ]]; then SCANNERS[misconfigurations]=config; fi
  for kind in "${looks[@]}"; do scanners+=("${SCANNERS[$kind]}"); done
  trivy_common=(--format json --list-all-pkgs --scanners "$(joined "${scanners[@]}")" --timeout "${settings[timeout]}"
    --no-progress --exit-code 0)
  for flag in skip-version-check disable-telemetry; do
    if knows "$flag"; then trivy_common+=("--$flag"); fi
  done
  if [[ $is_offline == yes ]]; then
    trivy_common+=(--offline-scan)
    for flag in skip-db-update skip-java-db-update skip-check-update skip-policy-update skip-vex-repo-update; do
      if knows "$flag"; then trivy_common+=("--$flag"); fi
    done
  fi
  trivy_image=()
  if has_element misconfigurations "${looks[@]}" && knows image-config-scanners; then
    trivy_image=(--image-config-scanners "${SCANNERS[misconfigurations]},secret")
  fi
}

# A scan without a database would look clean.
check_database() {
  local metadata
  metadata=$(trivy_cache)/db/metadata.json
  [[ $is_offline == yes ]] || return 0
  has_element trivy "${tools[@]}" && has_element vulnerabilities "${looks[@]}" || return 0
  [[ -s $metadata && -s $(trivy_cache)/db/trivy.db ]] ||
    fail 3 "unknown: there is no vulnerability database in $(trivy_cache)/db, and --offline gets none. Run \"trivy image --download-db-only\" where there is a network, and copy that folder here."
}

# scan_with_trivy SUBJECT FOLDER. This and the next end in exec, so that what is stopped is the scanner itself.
scan_with_trivy() {
  local subject=$1 folder=$2 each seen
  local -a skipped=()
  case $(kind_of "$subject") in
    path)
      seen=$(absolute "${subject#path:}")
      for each in "${skips[@]}"; do
        if [[ -f $seen/$each ]]; then skipped+=(--skip-files "$each"); else skipped+=(--skip-dirs "$each"); fi
      done
      # Relative names in reports: the same tree gives the same report wherever it lies.
      cd "$seen"
      trivy_seeing "$seen" fs "${trivy_common[@]}" "${skipped[@]}" --output "$folder/trivy.json" .
      ;;
    archive)
      seen=$(absolute "$subject")
      trivy_seeing "$seen" image "${trivy_common[@]}" "${trivy_image[@]}" --output "$folder/trivy.json" --input "$seen"
      ;;
    image)
      trivy_seeing "$folder" image "${trivy_common[@]}" "${trivy_image[@]}" --output "$folder/trivy.json" "$subject"
      ;;
  esac
}

# --- Grype --------------------------------------------------------------------------------------------------------

scan_with_grype() {
  local subject=$1 folder=$2 source=$1
  case $(kind_of "$subject") in
    path) source=dir:$(absolute "${subject#path:}") ;;
    archive) source=docker-archive:$(absolute "$subject") ;;
  esac
  export GRYPE_CHECK_FOR_APP_UPDATE=false
  if [[ $is_offline == yes ]]; then export GRYPE_DB_AUTO_UPDATE=false; fi
  exec grype --quiet --output json --file "$folder/grype.json" "$source"
}

# --- What is scanned ----------------------------------------------------------------------------------------------

kind_of() {
  case $1 in
    path:*) printf 'path' ;;
    *.tar | *.tar.gz | *.tgz) printf 'archive' ;;
    *) printf 'image' ;;
  esac
}

# Before a scanner is started that takes minutes to find out.
check_subject() {
  case $(kind_of "$1") in
    path) [[ -d ${1#path:} && -r ${1#path:} ]] || fail 4 "${1#path:} is no folder that can be read." ;;
    archive) [[ -f $1 && -r $1 ]] || fail 4 "$1 is no file that can be read." ;;
    image) [[ $1 != -* && $1 != *[[:space:]]* ]] || refuse "\"$1\" is no name of an image" ;;
  esac
}

is_drawing() { [[ -t 2 && -z ${CI:-} && $IS_QUIET != yes ]]; }

# wait_drawing PID TEXT: on a terminal the seconds are counted.
wait_drawing() {
  local pid=$1 text=$2 status=0
  if is_drawing; then
    while kill -0 "$pid" 2>/dev/null; do
      printf '\r\033[K%s … %d s' "$text" "$((SECONDS - started))" >&2
      sleep 0.2
    done
    printf '\r\033[K' >&2
  fi
  wait "$pid" || status=$?
  return "$status"
}

# Some builds of Trivy say nothing at all of an image that they cannot find.
is_in_engine() { has_tool docker && docker image inspect "$1" >/dev/null 2>&1; }

# The scanner's own words, as far as they help, and what can be done.
explain() {
  local tool=$1 subject=${2#path:} log=$3 status=$4
  case $(<"$log") in
    *'no space left on device'*) talk "$SCRIPT: $subject: the disk is full; $tool needs room in ${TMPDIR:-/tmp}, its cache and $reports." ;;
    *'unable to find the specified image'*)
      talk "$SCRIPT: $subject cannot be read: no engine on this machine has it, and no registry gave it to $tool."
      ;;
    *'may be in use by another process'*) talk "$SCRIPT: $subject: another Trivy uses the same cache. Wait for it, or set TRIVY_CACHE_DIR." ;;
    *'context deadline exceeded'*) talk "$SCRIPT: $subject: $tool took longer than ${settings[timeout]} (scan.timeout)." ;;
    *)
      if [[ $(kind_of "$2") == image ]] && ! is_in_engine "$subject"; then
        talk "$SCRIPT: $subject cannot be read: no engine on this machine has it, and no registry gave it to $tool."
      else
        talk "$SCRIPT: $subject: $tool failed ($status)."
      fi
      ;;
  esac
  # Without colours, and of a long chain of causes the end.
  sed 's/\x1b\[[0-9;]*m//g' "$log" | grep -v -i -E '(\s|^)(info|debug)\s' | tail -n 5 | cut -c 1-2000 | sed "s/^/  $tool: /" >&2
}

# scan SUBJECT FOLDER: 0, or 4 when a scanner failed.
scan() {
  local subject=$1 folder=$2 tool status started=$SECONDS
  mkdir "$folder"
  printf '%s\n' "${subject#path:}" >"$folder/subject"
  if [[ $(kind_of "$subject") == path ]]; then (cd "${subject#path:}" && pwd) >"$folder/tree"; fi
  for tool in "${tools[@]}"; do
    is_drawing || mention "scanning ${subject#path:} with $tool"
    status=0
    case $tool in
      trivy) scan_with_trivy "$subject" "$folder" ;;
      grype) scan_with_grype "$subject" "$folder" ;;
    esac >"$folder/$tool.log" 2>&1 &
    running=("$!")
    wait_drawing "$!" "scanning ${subject#path:} with $tool" || status=$?
    running=()
    if ((status != 0)) || [[ ! -s $folder/$tool.json ]]; then
      explain "$tool" "$subject" "$folder/$tool.log" "$status"
      return 4
    fi
    rm "$folder/$tool.log"
  done
}

# --- The run ------------------------------------------------------------------------------------------------------

read_arguments() {
  while (($# > 0)); do
    case $1 in
      -h | --help)
        show_help
        exit 0
        ;;
      --path | --environment | --policy | --waivers | --reports)
        [[ -n ${2:-} ]] || refuse "$1 needs a value"
        case $1 in
          --path) paths+=("$2") ;;
          --environment) environment=$2 ;;
          --policy) policy=$2 ;;
          --waivers) waivers=$2 ;;
          --reports) reports=$2 ;;
        esac
        shift
        ;;
      --all) is_all=yes ;;
      --grype) with_grype=yes ;;
      --offline) is_offline=yes ;;
      --json) output=json ;;
      --quiet) IS_QUIET=yes output=${output:-line} ;;
      --)
        shift
        images+=("$@")
        return
        ;;
      -*) refuse "there is no option $1" ;;
      *) images+=("$1") ;;
    esac
    shift
  done
}

main() {
  local policy='' environment='' waivers='' reports=reports output='' is_all=no is_offline=no with_grype=no
  local each number=0 failed=0 verdict=0 mounted=0 trivy_help=''
  local -a trivy=() trivy_common=() trivy_image=() subjects=() folders=() report=()
  IS_QUIET=no
  INTERRUPTED_NOTE='nothing of this run was kept'
  read_arguments "$@"
  if [[ $is_all == no ]] && ((${#images[@]} + ${#paths[@]} == 0)); then refuse 'scan what? An image, --path FOLDER or --all'; fi
  require_tool node 'Node 20.19 or newer: https://nodejs.org'
  mkdir -p "$reports" 2>/dev/null || fail 4 "the folder $reports cannot be made: is there space, and may this account write there?"
  reports=$(absolute "$reports")
  # Beside the reports, so that what is whole is moved there at once and not copied.
  make_workspace_in "$reports"
  read_settings
  if [[ $with_grype == yes ]] && ! has_element grype "${tools[@]}"; then tools+=(grype); fi
  for each in "${images[@]}"; do subjects+=("$each"); done
  for each in "${paths[@]}"; do subjects+=("path:$each"); done
  ((${#subjects[@]} > 0)) || refuse 'the policy names nothing to scan (scan.images, scan.paths)'
  for each in "${subjects[@]}"; do check_subject "$each"; done
  if has_element grype "${tools[@]}"; then require_tool grype 'https://github.com/anchore/grype'; fi
  if has_element trivy "${tools[@]}"; then
    choose_trivy
    speak_trivy
    check_database
  fi

  for each in "${subjects[@]}"; do
    number=$((number + 1))
    if scan "$each" "$WORKSPACE/$number"; then folders+=("$WORKSPACE/$number"); else failed=4; fi
  done
  if ((${#folders[@]} > 0)); then
    report=(--environment "${settings[environment]}" --policy "${settings[policy]}" --reports "$reports"
      --look "$(joined "${looks[@]}")" --output "${output:-table}" --database-metadata "$(trivy_cache)/db/metadata.json")
    if [[ -n $waivers ]]; then report+=(--waivers "$waivers"); fi
    run_watched "${PLIMSOLL_COMMAND[@]}" scan-report "${folders[@]}" "${report[@]}" || verdict=$?
  fi
  ((failed == 0)) || exit "$failed"
  exit "$verdict"
}

main "$@"
