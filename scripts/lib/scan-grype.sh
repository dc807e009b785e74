# shellcheck shell=bash
# Grype, a second opinion on vulnerabilities. Sourced by security-scan.sh.

# shellcheck source-path=SCRIPTDIR source=scan-run.sh
declare -F is_offline >/dev/null || source "$(dirname "${BASH_SOURCE[0]}")/scan-run.sh"
# shellcheck source-path=SCRIPTDIR source=scan-container.sh
declare -F is_contained >/dev/null || source "$(dirname "${BASH_SOURCE[0]}")/scan-container.sh"

grype_cache() { absolute "${GRYPE_DB_CACHE_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/grype/db}"; }

prepare_grype() {
  choose_scanner grype https://github.com/anchore/grype
  if is_contained grype; then
    mkdir -p "$(grype_cache)" || fail 4 "the folder $(grype_cache) cannot be made; grype keeps its database there."
  fi
  # The policy decides how old its database can be; its report has the date.
  export GRYPE_CHECK_FOR_APP_UPDATE=false GRYPE_DB_VALIDATE_AGE=false
  if is_offline; then export GRYPE_DB_AUTO_UPDATE=false; fi
}

# scan_with_grype SUBJECT NUMBER: becomes the scanner.
scan_with_grype() {
  local subject=$1 kind seen='' inside source
  kind=$(kind_of "$subject")
  if [[ $kind != image ]]; then seen=$(absolute "${subject#path:}"); fi
  inside=$seen
  if is_contained grype; then inside=/scanned$(if [[ $kind == archive ]]; then printf .tar; fi); fi
  case $kind in
    path) source=dir:$inside ;;
    archive) source=docker-archive:$inside ;;
    # A name alone might be taken for a file or folder that is called so.
    image) if is_in_engine "$subject"; then source=docker:$subject; else source=registry:$subject; fi ;;
  esac
  # Not in what is scanned: a .grype.yaml there could excuse it.
  cd -- "$WORKSPACE" || exit 4
  exec_scanner grype "$kind" "$seen" --quiet --output json --file "$(in_run grype "$2/grype.json")" "$source"
}

why_grype_failed() {
  if grep -q -i -E 'vulnerability (db|database)|database (does not exist|is invalid|metadata not found)' "$1"; then
    printf '3\nunknown: grype has no vulnerability database that it can use, and none could be fetched.'
  fi
}
