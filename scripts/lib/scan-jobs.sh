# shellcheck shell=bash
# Scanners at work: side by side where that is safe, watched, and explained where they fail. Sourced by security-scan.sh.

# shellcheck source-path=SCRIPTDIR source=scan-run.sh
declare -F is_offline >/dev/null || source "$(dirname "${BASH_SOURCE[0]}")/scan-run.sh"
# shellcheck source-path=SCRIPTDIR source=scan-container.sh
declare -F is_contained >/dev/null || source "$(dirname "${BASH_SOURCE[0]}")/scan-container.sh"

# A job is a subject's number and a tool. Their processes by job, and the process that decides when they are done.
jobs=() job_pids=() decider=''
# When scanning began, in bash's SECONDS.
began=$SECONDS

# run_jobs WIDTH: so many at once. In the order in which they were asked for: the next starts when the oldest is done.
run_jobs() {
  local width=$1 next=0 oldest
  for ((oldest = 0; oldest < ${#jobs[@]}; oldest++)); do
    while ((next < ${#jobs[@]} && next - oldest < width)); do
      is_drawing || announce "$next"
      start_job "$next"
      next=$((next + 1))
    done
    finish_job "$oldest"
  done
}

announce() { mention "scanning $(shown "${subjects[${jobs[$1]% *}]}") with ${jobs[$1]#* }"; }

start_job() {
  local number=${jobs[$1]% *} tool=${jobs[$1]#* }
  # Of its own for each: descriptor 3 is the decider's list.
  "scan_with_$tool" "${subjects[number]}" "$number" >"$WORKSPACE/$number/$tool.log" 2>&1 3>&- &
  job_pids[$1]=$!
  keep_watch
}

# What is stopped with the script.
keep_watch() { running=(${decider:+"$decider"} "${job_pids[@]}"); }

# Newer releases do not wait for a cache that another run uses. It is waited for here, no longer than a scan may take.
finish_job() {
  local job=$1 number=${jobs[$1]% *} tool=${jobs[$1]#* } status started=$SECONDS is_told=no
  local log=$WORKSPACE/$number/$tool.log
  while true; do
    status=0
    wait_drawing "$job" || status=$?
    unset "job_pids[$job]"
    keep_watch
    if ((status == 0 || SECONDS - started > $(setting timeout-seconds))) || ! is_locked "$log"; then break; fi
    if [[ $is_told == no ]]; then mention "$(shown "${subjects[number]}"): another run of $tool uses the same cache; waiting for it"; fi
    is_told=yes
    sleep 1
    start_job "$job"
  done
  if ((status == 0)) && [[ -s $WORKSPACE/$number/$tool.json ]]; then
    rm "$log"
  else
    explain "$tool" "${subjects[number]}" "$log" "$status" "$WORKSPACE/$number/failed"
  fi
}

is_locked() { grep -q 'may be in use by another process' "$1"; }

is_drawing() { [[ -t 2 && -z ${CI:-} && $IS_QUIET != yes && ${TERM:-dumb} != dumb ]]; }

# wait_drawing JOB: on a terminal the seconds are counted; its line is gone again afterwards.
wait_drawing() {
  local pid=${job_pids[$1]} status=0 width line
  if is_drawing; then
    read -r _ width < <(stty size <&2 2>/dev/null) || width=0
    # Some terminals do not know how wide they are.
    if ((width < 20)); then width=80; fi
    while kill -0 "$pid" 2>/dev/null; do
      line="scanning $(at_work) … $((SECONDS - began)) s"
      printf '\r\033[K%s' "${line:0:width-1}" >&2
      sleep 0.2
    done
    printf '\r\033[K' >&2
  fi
  wait "$pid" || status=$?
  return "$status"
}

# What is scanned just now, each once.
at_work() {
  local job name names=''
  for job in "${!job_pids[@]}"; do
    name=$(shown "${subjects[${jobs[job]% *}]}")
    if [[ ", $names, " != *", $name, "* ]]; then names+=${names:+, }$name; fi
  done
  printf '%s' "$names"
}

# explain TOOL SUBJECT LOG STATUS FILE: says what went wrong and what can be done, and leaves it in the file.
explain() {
  local tool=$1 subject=$2 log=$3 status=$4 found code=4 message
  found=$("why_${tool}_failed" "$log")
  if [[ $(<"$log") == *'no space left on device'* ]] || is_full; then
    message="the disk is full: $tool needs room in $reports and in its cache."
  elif [[ -n $found ]]; then
    code=${found%%$'\n'*} message=${found#*$'\n'}
  elif is_locked "$log"; then
    message="another run of $tool has used the same cache all the while. Wait for it, or set another cache for this one."
  elif grep -q 'context deadline exceeded' "$log"; then
    message="$tool took longer than $(setting timeout) (scan.timeout)."
  else
    message=$(why_unreadable "$tool" "$subject") || message="$tool failed ($status)."
  fi
  talk "$SCRIPT: $(shown "$subject"): $message"
  # Without colours, and of a long chain of causes the end.
  sed 's/\x1b\[[0-9;]*m//g' "$log" | { grep -v -i -E '(\s|^)(info|debug|notice)\s' || true; } | tail -n 5 | cut -c 1-2000 | tell_lines "$tool"
  printf '%s\n%s\n' "$code" "$message" >"$5" || fail_to_write
}

# Fails where it is no fault of what is scanned.
why_unreadable() {
  local tool=$1 subject=$2
  case $(kind_of "$subject") in
    archive)
      # Of an absolute path tar takes nothing for a host, nor for an option.
      if ! tar -tf "$(absolute "$subject")" >/dev/null 2>&1; then
        printf 'this is no tar archive, or one that is cut off.'
      elif ! tar -tf "$(absolute "$subject")" | grep -q -E '^(\./)?(manifest|index)\.json$'; then
        printf 'this is an archive, but of no image: docker save writes one.'
      else
        return 1
      fi
      ;;
    image)
      if is_in_engine "$subject"; then return 1; fi
      if is_offline; then
        printf 'cannot be read: no engine on this machine has it, and --offline asks no registry.'
      elif ! docker version >/dev/null 2>&1; then
        printf 'cannot be read: no Docker engine answers on this machine, and no registry gave it to %s.' "$tool"
      else
        printf 'cannot be read: no engine on this machine has it, and no registry gave it to %s.' "$tool"
      fi
      ;;
    path) return 1 ;;
  esac
}
