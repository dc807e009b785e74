# shellcheck shell=bash
# What a run of security-scan.sh is asked for: its arguments, the policy's settings, and what is scanned. Sourced, never run.

# shellcheck source-path=SCRIPTDIR source=common.sh
[[ -v SCRIPT ]] || source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

# Arguments.
policy='' waivers='' reports=reports output='' is_all=no offline=no with_grype=no
images=() paths=() environments=() vex=() vex_keys=() vex_root=''

# The policy's part on scanning: lists, and by name what there is one of.
tools=() looks=() skips=()
declare -A settings=()

# What is scanned, as it was asked for; paths are written path:FOLDER. The folders of the run go by its numbers.
subjects=()

is_offline() { [[ $offline == yes ]]; }

setting() { printf '%s' "${settings[$1]:-}"; }

# What of a source tree is not looked at, a line each.
skipped_names() { if ((${#skips[@]} > 0)); then printf '%s\n' "${skips[@]}"; fi; }

fail_to_write() { fail 4 "nothing can be written to $reports: is the disk full?"; }

# Less than a megabyte is left where the run writes.
is_full() { (($(df -Pk "$WORKSPACE" | tail -n 1 | tr -s ' ' | cut -d ' ' -f 4) < 1024)); }

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

kind_of() {
  case $1 in
    path:*) printf 'path' ;;
    *.tar | *.tar.gz | *.tgz) printf 'archive' ;;
    *) printf 'image' ;;
  esac
}

# On one line of a terminal.
shown() {
  local name=${1#path:}
  printf '%s' "${name//[[:cntrl:]]/?}"
}

read_arguments() {
  while (($# > 0)); do
    case $1 in
      -h | --help)
        show_help
        exit 0
        ;;
      --path | --environment | --policy | --waivers | --vex | --vex-key | --vex-trusted-root | --reports)
        [[ -n ${2:-} ]] || refuse "$1 needs a value"
        case $1 in
          --path) paths+=("$2") ;;
          --environment) environments+=("$2") ;;
          --policy) policy=$2 ;;
          --waivers) waivers=$2 ;;
          --vex) vex+=("$2") ;;
          --vex-key) vex_keys+=("$2") ;;
          --vex-trusted-root) vex_root=$2 ;;
          --reports) reports=$2 ;;
        esac
        shift
        ;;
      --all) is_all=yes ;;
      --grype) with_grype=yes ;;
      --offline) offline=yes ;;
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

read_settings() {
  local line name value
  local -a asked=()
  if [[ -n $policy ]]; then asked+=(--policy "$policy"); fi
  for value in "${environments[@]}"; do asked+=(--environment "$value"); done
  environments=()
  run_watched "${PLIMSOLL_COMMAND[@]}" scan-settings "${asked[@]}" >"$WORKSPACE/settings" || exit "$?"
  while IFS= read -r line; do
    name=${line%%=*} value=${line#*=}
    case $name in
      environment) environments+=("$value") ;;
      tool) tools+=("$value") ;;
      look) looks+=("$value") ;;
      skip) skips+=("$value") ;;
      image) if [[ $is_all == yes ]]; then images+=("$value"); fi ;;
      path) if [[ $is_all == yes ]]; then paths+=("$value"); fi ;;
      *) settings[$name]=$value ;;
    esac
  done <"$WORKSPACE/settings"
  if [[ $with_grype == yes ]] && ! has_element grype "${tools[@]}"; then tools+=(grype); fi
}

# What was asked for, each once.
gather_subjects() {
  local each
  [[ -z $waivers || -r $waivers ]] || refuse "there is no waivers file at $waivers"
  for each in "${vex[@]}" "${vex_keys[@]}"; do
    [[ $each == oci || -r $each ]] || refuse "there is no file $each"
  done
  [[ -z $vex_root || -r $vex_root ]] || refuse "there is no file $vex_root"
  if is_offline && has_element oci "${vex[@]}"; then refuse '--vex oci asks registries, and --offline has no network'; fi
  for each in "${images[@]}" "${paths[@]/#/path:}"; do
    if ! has_element "$each" "${subjects[@]}"; then subjects+=("$each"); fi
  done
  ((${#subjects[@]} > 0)) || refuse 'the policy names nothing to scan (scan.images, scan.paths)'
  for each in "${subjects[@]}"; do check_subject "$each"; done
}

# Before a scanner is started that takes minutes to find out.
check_subject() {
  local path=${1#path:}
  case $(kind_of "$1") in
    path)
      [[ -d $path && -r $path && -x $path ]] || fail 4 "$path is no folder that can be read."
      [[ -n $(find "$(absolute "$path")/" -mindepth 1 -print -quit 2>/dev/null) ]] ||
        fail 4 "$path is empty: there is nothing to scan."
      ;;
    archive) [[ -f $1 && -r $1 ]] || fail 4 "$1 is no file that can be read." ;;
    image) [[ $1 != -* && $1 != *[[:space:][:cntrl:]]* ]] || refuse "\"$(shown "$1")\" is no name of an image" ;;
  esac
}
