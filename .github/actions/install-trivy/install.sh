#!/usr/bin/env bash
# Puts the release of Trivy that release.env names into a folder, if its bytes have the checksum that stands there.
#
# Usage: .github/actions/install-trivy/install.sh FOLDER
#
# Prints the path of the binary. In GitHub Actions it adds the folder to the PATH of the steps that follow.
#
# Environment: TRIVY_MIRROR, another place that has Trivy's releases (VERSION/trivy_…_Linux-64bit.tar.gz); GITHUB_PATH.
# Exit codes: 0 it is there; 2 wrong usage; 4 this is no Linux on x86_64, it cannot be fetched, or it is something else.
set -euo pipefail

# shellcheck source-path=SCRIPTDIR source=../../../scripts/lib/common.sh
source "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../../../scripts/lib/common.sh"

readonly RELEASE=$ROOT/.github/actions/install-trivy/release.env
readonly ATTEMPTS=4

value_of() { sed -n "s/^$1=//p" "$RELEASE"; }

fetch() {
  curl --fail --silent --show-error --location --proto '=https,http' --connect-timeout 20 --max-time 300 \
    --output "$2" "$1" || return
}

main() {
  local folder version checksum archive mirror
  if [[ ${1:-} == -h || ${1:-} == --help ]]; then
    show_help
    exit 0
  fi
  [[ $# -eq 1 && -n $1 && $1 != -* ]] || refuse 'install it where? FOLDER'
  folder=$(absolute "$1")
  require_tool curl 'It is in every distribution.'
  [[ $(uname -s)-$(uname -m) == Linux-x86_64 ]] ||
    fail 4 "release.env pins the archive for Linux on x86_64, and this is $(uname -s) on $(uname -m). Install Trivy before."
  version=$(value_of VERSION)
  checksum=$(value_of SHA256)
  [[ $version =~ ^v[0-9]+\.[0-9]+\.[0-9]+$ && $checksum =~ ^[0-9a-f]{64}$ ]] ||
    fail 4 "$RELEASE must have a VERSION such as v0.75.0 and the SHA256 of its archive."
  mirror=${TRIVY_MIRROR:-https://github.com/aquasecurity/trivy/releases/download}
  archive=trivy_${version#v}_Linux-64bit.tar.gz
  make_workspace
  retry "$ATTEMPTS" fetch "${mirror%/}/$version/$archive" "$WORKSPACE/$archive" ||
    fail 4 "$archive cannot be fetched from $mirror"
  printf '%s  %s\n' "$checksum" "$WORKSPACE/$archive" | sha256sum --check --strict --status ||
    fail 4 "$archive is not what release.env pins: its checksum is $(sha256sum "$WORKSPACE/$archive" | cut -c 1-64). Do not use it; find out why."
  tar --extract --gzip --file "$WORKSPACE/$archive" --directory "$WORKSPACE" --no-same-owner trivy ||
    fail 4 "$archive holds no trivy"
  { mkdir -p "$folder" && install -m 0755 "$WORKSPACE/trivy" "$folder/trivy"; } || fail 4 "nothing can be written to $folder"
  if [[ -n ${GITHUB_PATH:-} ]]; then printf '%s\n' "$folder" >>"$GITHUB_PATH"; fi
  talk "Trivy $version, by checksum"
  printf '%s\n' "$folder/trivy"
}

main "$@"
