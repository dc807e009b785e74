#!/usr/bin/env bash
# Pushes, signs, attests, verifies and promotes images in a registry.
#
# Usage: scripts/registry-setup.sh COMMAND [OPTION]... [ARGUMENT]...
#
#   login                          logs in to the registry; the password comes from REGISTRY_TOKEN or standard input
#   push IMAGE [NAME]              pushes an image of the daemon, or an archive (*.tar) of docker save or of buildx
#                                  (type=oci), to REGISTRY/NAME; prints REGISTRY/NAME@sha256:… for the other commands
#   sign NAME@DIGEST               signs it, and attests SBOMs, provenance and the verdict for each environment, from
#                                  its scan; attestations that are still true are kept
#   verify NAME@DIGEST ENVIRONMENT checks all of that (plimsoll verify)
#   promote NAME@DIGEST ENVIRONMENT checks, and tags it with the environment's name, without building anything
#   status NAME                    shows what is tagged for each environment, and whether it can still run there
#
#   --report FOLDER     sign: the scan (reports/IMAGE/latest)
#   --policy FILE       sign, status: the policy
#   --waivers FILE      sign: accepted risks, instead of those of the server in PLIMSOLL_URL
#   --key KEY           sign: the private key, a file or a KMS address (COSIGN_KEY); its password is in COSIGN_PASSWORD.
#                       verify, promote, status: the public key, a file (PLIMSOLL_VERIFY_KEY); repeatable, any one is enough
#   --identity ID --issuer URL     instead of a public key: the expected signer and its issuer (exact match)
#   --trusted-root FILE            with it: the trusted root of Sigstore; with --keyless, also when signing
#   --max-age DURATION  verify, promote, status: highest age of a verdict (7d)
#   --keyless           sign with the identity of the CI job or the person; the signature goes to a public log.
#                       --identity, --issuer and --trusted-root name the signer of existing signatures
#   --signing-config FILE          sign: another one than the default, which uses a key and no log
#   --dry-run           says what would be done, without changing anything
#   --quiet             prints only errors
#   -h, --help          this text
#
# Environment: REGISTRY (ghcr.io), REGISTRY_USER, REGISTRY_TOKEN; COSIGN_KEY, COSIGN_PASSWORD; PLIMSOLL_VERIFY_KEY,
# PLIMSOLL_VERIFY_IDENTITY, PLIMSOLL_VERIFY_ISSUER, PLIMSOLL_TRUSTED_ROOT; PLIMSOLL_URL, PLIMSOLL_TOKEN and
# PLIMSOLL_PROJECT: sign uses the waivers of that server (a token with waiver:read) and sends it the scan; promote also
# needs its verdict, and records there what runs where; PLIMSOLL: another command line than that of this checkout. Where
# that is not built, the one in the image plimsoll-backend:local is used; where there is no such image, it is built (Node
# 20.19 or newer). PLIMSOLL_IMAGE: use the one in this image; pulled if it has a digest. RETRY_UNIT (1000): the
# milliseconds before the second attempt.
# Credentials are stored as docker login stores them (DOCKER_CONFIG). They are never in an argument or a log.
#
# Exit codes: 0 done, pass; 1 refused; 2 wrong usage or configuration; 3 unknown: the verdict is stale or missing facts;
# 4 a tool or the registry failed; 130 interrupted.
set -euo pipefail

# shellcheck source-path=SCRIPTDIR source=lib/common.sh
source "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/lib/common.sh"
# shellcheck source-path=SCRIPTDIR source=lib/command-line.sh
source "$ROOT/scripts/lib/command-line.sh"

readonly ATTEMPTS=4

registry=${REGISTRY:-ghcr.io}

# --- Names --------------------------------------------------------------------------------------------------------

# As of a repository or NAME:TAG; a digest is what push finds out.
require_name() {
  [[ $1 =~ ^[a-z0-9][A-Za-z0-9._/:-]*$ ]] || refuse "\"$1\" is no name for an image, such as acme/api or ghcr.io/acme/api:1.2"
}

require_digest() {
  [[ $1 =~ @sha256:[0-9a-f]{64}$ ]] ||
    refuse "\"$1\" names no digest. A tag may point elsewhere tomorrow: take NAME@sha256:… as push prints it."
}

# This machine's own registry speaks plain http.
is_loopback() { [[ ${1%%/*} =~ ^(localhost|127\.[0-9.]+)(:[0-9]+)?$ ]]; }

# --- Commands -----------------------------------------------------------------------------------------------------

# The password goes from the environment or standard input to docker's standard input.
login() {
  local user=${REGISTRY_USER:-} password=''
  (($# == 0)) || refuse 'login takes no argument; the registry is in REGISTRY'
  require_docker
  [[ -n $user ]] || refuse 'no account: name it in REGISTRY_USER'
  # A trace of this script (bash -x) shows everything up to here, and no password.
  { set +x; } 2>/dev/null
  if [[ -n ${REGISTRY_TOKEN:-} ]]; then
    password=$REGISTRY_TOKEN
  elif [[ -t 0 ]]; then
    read -r -s -p "Password or token for $user at $registry: " password </dev/tty || true
    talk ''
  else
    IFS= read -r password || true
  fi
  password=${password%$'\r'}
  [[ -n $password ]] || refuse 'there is neither a REGISTRY_TOKEN nor a password on standard input'
  if is_dry "would log in to $registry as $user"; then return; fi
  require_engine
  retry "$ATTEMPTS" log_in_once "$user" "$password" || fail 4 "$registry cannot be logged in to"
  mention "logged in to $registry as $user"
}

log_in_once() {
  printf '%s' "$2" | docker login "$registry" --username "$1" --password-stdin >/dev/null 2>"$WORKSPACE/log" || {
    tell_log docker || true
    if is_refused; then fail 4 "$registry refuses that account or its password"; fi
    return 1
  }
}

# The last that a tool said, with the status that it ended with.
tell_log() {
  local status=$?
  tail -n 5 "$WORKSPACE/log" | tell_lines "$1"
  return "$status"
}

# A registry that says no says so again; only what may have been an accident is tried again.
is_refused() { grep -qiE '\b(401|403)\b|unauthorized|forbidden|denied|incorrect username|no basic auth' "$WORKSPACE/log"; }

is_dry() {
  [[ $dry_run == yes ]] || return 1
  talk "$1"
}

# Prints where it is, by digest.
push() {
  local image=${1:-} name target digest
  (($# == 1 || $# == 2)) || refuse 'push needs an image, and the name it gets'
  if [[ $image == *.tar ]]; then
    (($# == 2)) || refuse 'an archive needs a name: push FILE.tar NAME'
    [[ -r $image ]] || fail 4 "$image cannot be read"
    require_tool skopeo 'It is in most distributions.'
  else
    require_docker
  fi
  name=${2:-$image}
  require_name "$name"
  target=$(in_registry "$name")
  if [[ ${target##*/} != *:* ]]; then target+=:pushed; fi
  if [[ $image != *.tar ]]; then
    require_engine
    docker image inspect "$image" >/dev/null 2>&1 || fail 4 "the daemon has no image $image"
  fi
  if is_dry "would push $image to $target"; then return; fi
  mention "pushing $image to $target"
  if [[ $image == *.tar ]]; then
    # Skopeo takes a colon in a path for the end of the path.
    ln -s "$(absolute "$image")" "$WORKSPACE/archive"
    retry "$ATTEMPTS" push_archive "$target" || fail 4 "$image cannot be pushed to $target"
    digest=$(<"$WORKSPACE/digest")
  else
    docker tag "$image" "$target" 2>"$WORKSPACE/log" || {
      tell_log docker || true
      refuse "$image cannot be named $target"
    }
    retry "$ATTEMPTS" push_image "$target" || fail 4 "$image cannot be pushed to $target"
    # The daemon says what it has pushed; of the tag it could only be asked what it is by now.
    digest=$(sed -n 's/^.*digest: \(sha256:[0-9a-f]*\) size: .*$/\1/p' "$WORKSPACE/pushed" | tail -n 1)
  fi
  [[ $digest =~ ^sha256:[0-9a-f]{64}$ ]] || fail 4 "$target was pushed, but the push did not say under which digest"
  printf '%s@%s\n' "${target%:*}" "$digest"
}

push_image() { run_logged "$WORKSPACE/pushed" docker push "$1" || fail_or_retry docker "$1"; }

# run_logged FILE COMMAND [ARGUMENT]...: what it writes goes to the file, what it says to the log. The script itself goes on
# speaking aloud, also when it is interrupted meanwhile.
run_logged() { run_watched become_logged "$@"; }

# In the shell that run_watched starts, whose place the command takes.
become_logged() { exec "${@:2}" >"$1" 2>"$WORKSPACE/log" </dev/null; }

# An archive of docker save has a list of its own beside what OCI asks for.
push_archive() {
  local kind=oci-archive
  local -a plain=()
  if is_loopback "$1"; then plain=(--dest-tls-verify=false); fi
  if tar -tf "$WORKSPACE/archive" manifest.json >/dev/null 2>&1; then kind=docker-archive; fi
  run_logged /dev/null skopeo copy --quiet --all "${plain[@]}" --digestfile "$WORKSPACE/digest" \
    "$kind:$WORKSPACE/archive" "docker://$1" || fail_or_retry skopeo "$1"
}

# fail_or_retry TOOL TARGET: what it said, and the end if that will not change.
fail_or_retry() {
  tell_log "$1" || true
  if is_refused; then fail 4 "that is refused. May this account write to ${2%%@*}? Log in with \"$SCRIPT login\"."; fi
  return 1
}

# Everything that is not attached yet. A verdict about another image is refused before anything is signed.
sign() {
  local target
  local -a public=()
  (($# == 1)) || refuse 'sign needs NAME@sha256:…'
  target=$(in_registry "$1")
  require_digest "$target"
  require_cosign
  if [[ -z $report ]]; then report=reports/$(report_folder "$target")/latest; fi
  if [[ $keyless == yes ]]; then
    choose_trust
    public=("${trust[@]}")
  else
    [[ -n $key ]] || refuse 'no signing key: use --key KEY (or COSIGN_KEY), or --keyless in CI'
    cosign public-key --key "$key" --outfile "$WORKSPACE/public.pem" >/dev/null 2>"$WORKSPACE/log" </dev/null || {
      tell_log cosign || true
      fail 4 "the key $key cannot be used. Check its password in COSIGN_PASSWORD."
    }
    public=(--key "$WORKSPACE/public.pem")
  fi
  mkdir "$WORKSPACE/due"
  trusting "${public[@]}"
  plimsoll predicates "$target" --report "$report" --to "$WORKSPACE/due" "${public[@]}" "${deciding[@]}" >"$WORKSPACE/list" ||
    exit "$?"
  if [[ ! -s $WORKSPACE/list ]]; then
    mention "$target is signed and attested already"
  else
    attach
  fi
  send_scan
}

# What is listed as due.
attach() {
  local type file
  choose_signer
  while IFS=$'\t' read -r type file <&3; do
    if [[ $type == signature ]]; then
      if is_dry "would sign $target"; then continue; fi
      mention "signing $target"
      retry "$ATTEMPTS" cosign_once sign "${signer[@]}" "$target" || fail 4 "$target cannot be signed"
    else
      if is_dry "would attest ${file##*/} ($type)"; then continue; fi
      mention "attesting ${file##*/}"
      retry "$ATTEMPTS" cosign_once attest "${signer[@]}" --type "$type" --predicate "$file" "$target" ||
        fail 4 "${file##*/} of $target cannot be attested"
    fi
  done 3<"$WORKSPACE/list"
}

# Scanned before it was pushed, it is known to the server by another digest, and promote asks for this one.
send_scan() {
  [[ -n ${PLIMSOLL_URL:-} ]] || return 0
  if is_dry "would send the scan of $target to $PLIMSOLL_URL"; then return; fi
  plimsoll send-scan "$target" --report "$report" >"$WORKSPACE/link" || exit "$?"
  mention "$PLIMSOLL_URL knows the scan: $(<"$WORKSPACE/link")"
}

# From 3 on signatures are bundles that any OCI 1.1 client finds. A build of one's own names no version.
require_cosign() {
  local version
  require_tool cosign 'https://docs.sigstore.dev/cosign/system_config/installation/'
  version=$(cosign version 2>&1 | sed -n 's/^GitVersion: *v\{0,1\}\([0-9][0-9.]*\).*$/\1/p')
  if [[ -n $version ]] && ((${version%%.*} < 3)); then
    fail 4 "cosign 3 or newer is needed, and this is $version: https://docs.sigstore.dev/cosign/system_config/installation/"
  fi
}

# As security-scan.sh files it.
report_folder() {
  local name=${1%@*}
  printf '%s' "${name//[^A-Za-z0-9._\/-]/_}"
}

# How cosign signs. With a key nothing leaves for a public log, unless a signing config of one's own says so.
choose_signer() {
  signer=(--yes)
  if is_loopback "$target"; then signer+=(--allow-http-registry --allow-insecure-registry); fi
  if [[ -n $signing_config ]]; then
    signer+=(--signing-config "$signing_config")
  elif [[ $keyless != yes ]]; then
    local -a nothing=(--no-default-fulcio --no-default-rekor --no-default-tsa)
    {
      cosign signing-config create "${nothing[@]}" --no-default-oidc --out "$WORKSPACE/signing-config.json" &&
        # Without one cosign would ask Sigstore for its own, which no key needs.
        cosign trusted-root create "${nothing[@]}" --no-default-ctfe --out "$WORKSPACE/trusted-root.json"
    } >/dev/null 2>"$WORKSPACE/log" || {
      tell_log cosign || true
      fail 4 'cosign 3 or newer is needed: this one writes no signing config'
    }
    signer+=(--signing-config "$WORKSPACE/signing-config.json" --trusted-root "$WORKSPACE/trusted-root.json")
  fi
  if [[ $keyless != yes ]]; then
    signer+=(--key "$key")
    return
  fi
  if [[ -n ${trusted_root:-${PLIMSOLL_TRUSTED_ROOT:-}} ]]; then
    signer+=(--trusted-root "${trusted_root:-$PLIMSOLL_TRUSTED_ROOT}")
  fi
  # Without a terminal no person can answer, so it does not wait.
  if [[ ! -t 2 ]]; then signer+=(--fulcio-auth-flow token); fi
}

# For a person without a CI job's identity, cosign prints where to sign in. Otherwise its output is only needed
# after a failure.
cosign_once() {
  if [[ $keyless == yes && -t 2 ]]; then
    run_watched cosign "$@" >/dev/null || return
  else
    run_logged /dev/null cosign "$@" || {
      if grep -q 'retrieving ID token' "$WORKSPACE/log"; then
        fail 4 'no identity to sign with. A GitHub Actions job needs "id-token: write"; other CI needs SIGSTORE_ID_TOKEN.'
      fi
      fail_or_retry cosign "${!#}"
    }
  fi
}

# Whose signatures count, for plimsoll; what is not said here it takes from the environment.
choose_trust() {
  local each
  trust=()
  for each in "${keys[@]}"; do trust+=(--key "$each"); done
  if [[ -n $identity ]]; then trust+=(--certificate-identity "$identity"); fi
  if [[ -n $issuer ]]; then trust+=(--certificate-oidc-issuer "$issuer"); fi
  if [[ -n $trusted_root ]]; then trust+=(--trusted-root "$trusted_root"); fi
  if [[ -n $max_age ]]; then trust+=(--max-age "$max_age"); fi
  trusting "${trust[@]}"
}

# What is said is not mixed with what the environment says of the other way.
trusting() {
  case " $* " in
    *' --key '*) export PLIMSOLL_VERIFY_IDENTITY='' PLIMSOLL_VERIFY_ISSUER='' ;;
    *' --certificate-'*) export PLIMSOLL_VERIFY_KEY='' ;;
  esac
  if [[ $keyless == yes ]]; then export PLIMSOLL_VERIFY_KEY=''; fi
}

verify() {
  (($# == 2)) || refuse 'verify what, for which environment? NAME@sha256:… ENVIRONMENT'
  require_digest "$1"
  choose_trust
  plimsoll verify "$(in_registry "$1")" --environment "$2" "${trust[@]}"
}

promote() {
  local -a dry=()
  (($# == 2)) || refuse 'promote what, to which environment? NAME@sha256:… ENVIRONMENT'
  require_digest "$1"
  choose_trust
  if [[ $dry_run == yes ]]; then dry=(--dry-run); fi
  plimsoll promote "$(in_registry "$1")" "$2" "${trust[@]}" "${dry[@]}"
}

status() {
  local -a named=()
  (($# == 1)) || refuse 'status needs NAME'
  choose_trust
  if [[ ${deciding[0]:-} == --policy ]]; then named=("${deciding[@]:0:2}"); fi
  plimsoll status "$(in_registry "$1")" "${trust[@]}" "${named[@]}"
}

prepare_plimsoll() {
  local each
  local -a seen=("$report" "$policy" "$waivers" "$trusted_root" "${PLIMSOLL_TRUSTED_ROOT:-}" "${PLIMSOLL_VERIFY_KEY:-}")
  for each in "${keys[@]}"; do seen+=("$each"); done
  choose_plimsoll
  contain_plimsoll "$(network_for "$(in_registry "${arguments[0]:-}")" "${PLIMSOLL_URL:-}")" "$WORKSPACE" "${seen[@]}"
}

# --- The run ------------------------------------------------------------------------------------------------------

main() {
  local command='' report='' key='' identity='' issuer='' trusted_root='' max_age='' signing_config=''
  local policy='' waivers='' keyless=no dry_run=no
  local -a arguments=() keys=() deciding=() trust=() signer=()
  IS_QUIET=no
  INTERRUPTED_NOTE='what was pushed or attached before stays; the same command again does the rest'
  while (($# > 0)); do
    case $1 in
      -h | --help)
        show_help
        exit 0
        ;;
      --report | --key | --identity | --issuer | --trusted-root | --max-age | --signing-config | --policy | --waivers)
        [[ -n ${2:-} ]] || refuse "$1 needs a value"
        case $1 in
          --report) report=$2 ;;
          --key) keys+=("$2") ;;
          --identity) identity=$2 ;;
          --issuer) issuer=$2 ;;
          --trusted-root) trusted_root=$2 ;;
          --max-age) max_age=$2 ;;
          --signing-config) signing_config=$2 ;;
          --policy) policy=$2 ;;
          --waivers) waivers=$2 ;;
        esac
        shift
        ;;
      --keyless) keyless=yes ;;
      --dry-run) dry_run=yes ;;
      --quiet) IS_QUIET=yes ;;
      -*) refuse "there is no option $1" ;;
      *) if [[ -z $command ]]; then command=$1; else arguments+=("$1"); fi ;;
    esac
    shift
  done
  if [[ -n $policy ]]; then deciding+=(--policy "$policy"); fi
  if [[ -n $waivers ]]; then deciding+=(--waivers "$waivers"); fi
  if [[ $command == sign ]]; then
    ((${#keys[@]} < 2)) || refuse 'one key signs; several can only be believed'
    [[ $keyless == no || ${#keys[@]} -eq 0 ]] || refuse 'signed with a key, or without one? --key and --keyless say both'
    key=${keys[0]:-${COSIGN_KEY:-}}
    keys=()
  fi
  case $command in
    login | push | sign | verify | promote | status) ;;
    '') refuse 'no command: use login, push, sign, verify, promote or status' ;;
    *) refuse "there is no command \"$command\": login, push, sign, verify, promote or status" ;;
  esac
  make_workspace
  case $command in sign | verify | promote | status) prepare_plimsoll ;; esac
  "$command" "${arguments[@]}"
}

main "$@"
