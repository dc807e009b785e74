# shellcheck shell=bash
# Trivy, in the words of the release at hand (0.47 to today's). Sourced by security-scan.sh.

# shellcheck source-path=SCRIPTDIR source=scan-run.sh
declare -F is_offline >/dev/null || source "$(dirname "${BASH_SOURCE[0]}")/scan-run.sh"
# shellcheck source-path=SCRIPTDIR source=scan-container.sh
declare -F is_contained >/dev/null || source "$(dirname "${BASH_SOURCE[0]}")/scan-container.sh"

# The scanner's names for what is looked for; Trivy called misconfigurations config before 0.52.
declare -A SCANNERS=([vulnerabilities]=vuln [secrets]=secret [misconfigurations]=misconfig [licences]=license)

trivy_help='' trivy_common=() trivy_image=()

trivy_cache() { absolute "${TRIVY_CACHE_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/trivy}"; }

prepare_trivy() {
  choose_scanner trivy https://trivy.dev
  if is_contained trivy; then
    mkdir -p "$(trivy_cache)" || fail 4 "the folder $(trivy_cache) cannot be made; trivy keeps its database there."
  fi
  read_trivy_help
  speak_trivy
  check_trivy_database
}

# The help of the release at hand, kept until it changes: some take seconds to start.
read_trivy_help() {
  local cache=${XDG_CACHE_HOME:-$HOME/.cache}/plimsoll identity
  if is_contained trivy; then
    identity=${containers[trivy]}
  else
    identity=$(stat -L -c '%n-%s-%Y-%i' "$(command -v trivy)")
  fi
  cache=$cache/trivy-help-$(printf '%s' "$identity" | cksum | tr ' ' -)
  if [[ -s $cache ]]; then
    trivy_help=$(<"$cache")
    return
  fi
  (exec_scanner trivy none '' image --help) >"$WORKSPACE/help" 2>"$WORKSPACE/help.log" &
  running=("$!")
  wait "$!" || { if is_full; then fail_to_write; else fail 4 "trivy does not start: $(tail -n 1 "$WORKSPACE/help.log")"; fi; }
  running=()
  trivy_help=$(<"$WORKSPACE/help")
  # Without a cache it only takes longer.
  { mkdir -p "${cache%/*}" && cp "$WORKSPACE/help" "$cache.$$" && mv "$cache.$$" "$cache"; } 2>/dev/null || true
}

knows() { [[ $trivy_help == *"--$1"[[:space:]]* ]]; }

# Sets what every call is given, as the release at hand calls it.
speak_trivy() {
  local flag kind
  local -a scanners=()
  knows scanners || fail 4 'this Trivy is too old: it has no --scanners. Use 0.47 or newer.'
  # In the list of what --scanners takes.
  if [[ $(grep -E -- '--scanners' <<<"$trivy_help") != *misconfig* ]]; then SCANNERS[misconfigurations]=config; fi
  for kind in "${looks[@]}"; do scanners+=("${SCANNERS[$kind]}"); done
  # What is scanned must not excuse itself: no trivy.yaml, .trivyignore or trivy-secret.yaml that lies in it is read.
  { printf '{}\n' >"$WORKSPACE/empty.yaml" && : >"$WORKSPACE/nothing"; } || fail_to_write
  trivy_common=(--config "$(in_run trivy empty.yaml)" --ignorefile "$(in_run trivy nothing)"
    --secret-config "$(in_run trivy empty.yaml)" --cache-dir "$(if is_contained trivy; then printf /cache; else trivy_cache; fi)"
    --format json --list-all-pkgs --scanners "$(joined "${scanners[@]}")" --timeout "$(setting timeout-seconds)s"
    --no-progress --exit-code 0)
  for flag in skip-version-check disable-telemetry; do
    if knows "$flag"; then trivy_common+=("--$flag"); fi
  done
  if has_element misconfigurations "${looks[@]}" && knows image-config-scanners; then
    trivy_image=(--image-config-scanners "${SCANNERS[misconfigurations]},secret")
  fi
  if is_offline; then
    trivy_common+=(--offline-scan)
    for flag in skip-db-update skip-java-db-update skip-check-update skip-policy-update skip-vex-repo-update; do
      if knows "$flag"; then trivy_common+=("--$flag"); fi
    done
    # No registry is asked, which would only take time.
    if knows image-src; then trivy_image+=(--image-src 'docker,containerd,podman'); fi
  fi
}

needs_database() { has_element vulnerabilities "${looks[@]}"; }

has_trivy_database() { [[ -s $(trivy_cache)/db/metadata.json && -s $(trivy_cache)/db/trivy.db ]]; }

# A scan without a database would look clean.
check_trivy_database() {
  if ! is_offline || ! needs_database || has_trivy_database; then return; fi
  fail 3 "unknown: there is no vulnerability database in $(trivy_cache)/db, and --offline gets none. Run \"trivy image --download-db-only\" where there is a network, and copy that folder here."
}

# scan_with_trivy SUBJECT NUMBER: becomes the scanner, so that what is stopped is the scanner itself.
scan_with_trivy() {
  local subject=$1 report each seen
  local -a skipped=()
  report=$(in_run trivy "$2/trivy.json")
  case $(kind_of "$subject") in
    path)
      seen=$(absolute "${subject#path:}")
      while IFS= read -r each; do
        if [[ -f $seen/$each ]]; then skipped+=(--skip-files "$each"); else skipped+=(--skip-dirs "$each"); fi
      done < <(skipped_names)
      # Relative names in reports: the same tree gives the same report wherever it lies.
      CDPATH='' cd -- "$seen" || exit 4
      exec_scanner trivy path "$seen" fs "${trivy_common[@]}" "${skipped[@]}" --output "$report" .
      ;;
    archive)
      seen=$(absolute "$subject")
      exec_scanner trivy archive "$seen" image "${trivy_common[@]}" "${trivy_image[@]}" --output "$report" \
        --input "$(if is_contained trivy; then printf /scanned.tar; else printf '%s' "$seen"; fi)"
      ;;
    image) exec_scanner trivy image '' image "${trivy_common[@]}" "${trivy_image[@]}" --output "$report" "$subject" ;;
  esac
}

# Not --offline, and yet no database: it could not be fetched. The same where the log says so and an old one is there.
why_trivy_failed() {
  local log=$1
  needs_database || return 0
  if ! has_trivy_database; then
    printf '3\nunknown: there is no vulnerability database in %s, and none could be fetched. Where there is no network, copy one there and pass --offline.' "$(trivy_cache)/db"
  elif grep -q -i -E 'failed to download vulnerability DB|error in vulnerability DB initialize|OCI artifact error' "$log" &&
    ! grep -q 'may be in use' "$log"; then
    printf '3\nunknown: the vulnerability database could not be brought up to date. To judge with the one that is there, pass --offline.'
  fi
}
