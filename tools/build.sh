#!/usr/bin/env bash
# Configures and builds, and says how far it is: tools/build.sh PRESET TARGET... What the tools print is shown only if
# they fail.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
preset=$1
shift

log=$(mktemp)
trap 'rm -f "$log"' EXIT
on_terminal=no
[ -t 2 ] && on_terminal=yes

# progress DONE TOTAL SECONDS: the time left is that of the steps so far, once there are enough of them to tell.
progress() {
  local text="Building $preset: $1 of $2" left=$(($3 * ($2 - $1) / $1))
  if [ $(($1 * 10)) -ge "$2" ] && [ "$1" -lt "$2" ]; then
    text+=$([ $left -lt 60 ] && echo ", less than a minute left" || echo ", about $(((left + 59) / 60)) minutes left")
  fi
  if [ $on_terminal = yes ]; then
    printf '\r\033[K%s' "$text" >&2
  elif [ "$1" -ge "${next:-0}" ]; then  # every tenth
    echo "$text" >&2
    next=$(($1 + ($2 + 9) / 10))
  fi
}

build() {
  cmake --preset "$preset" || return 1
  NINJA_STATUS='@%f@%t@%e@' cmake --build --preset "$preset" --target "$@"
}

while IFS= read -r line; do
  echo "$line" >>"$log"
  if [[ $line =~ ^@([0-9]+)@([0-9]+)@([0-9]+)[.0-9]*@ ]] && [ "${BASH_REMATCH[1]}" -gt 0 ]; then
    progress "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}" "${BASH_REMATCH[3]}"
  fi
done < <(build "$@" 2>&1; echo "@status@$?")
[ $on_terminal = no ] || printf '\r\033[K' >&2

status=$(sed -n 's/^@status@//p' "$log" | tail -n 1)
if [ "$status" != 0 ]; then
  sed '/^@status@/d; s/^@[0-9]*@[0-9]*@[0-9.]*@/  /' "$log" >&2
  exit 1
fi
