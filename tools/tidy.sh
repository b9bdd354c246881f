#!/usr/bin/env bash
# Runs clang-tidy: tools/tidy.sh over everything, tools/tidy.sh --since REVISION over the sources that changed since,
# the most recently changed first and at most $TIDY_MOST of them (all, unless it is set).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

tools/setup.sh ci
cmake --preset tidy >/dev/null  # only configured, never built: what CMake would compile is enough

sources() { sed -n "s|^ *\"file\": \"$PWD/\\(.*\\)\".*|\\1|p" build/tidy/compile_commands.json | grep -v '^build/' | LC_ALL=C sort -u; }
# Files that only moved are left out.
changed() { git log --format= --name-only --diff-filter=AM -M "$1..HEAD" -- '*.cpp' | awk '!seen[$0]++'; }

if [ "${1:-}" = --since ]; then
  mapfile -t files < <(changed "$2" | grep -Fxf <(sources) || true)
else
  mapfile -t files < <(sources)
fi
most=${TIDY_MOST:-${#files[@]}}
if [ ${#files[@]} -gt "$most" ]; then
  echo "tidy: ${#files[@]} files changed; the $most that changed last are checked, tools/tidy.sh checks all"
  files=("${files[@]:0:$most}")
fi
[ ${#files[@]} -gt 0 ] || { echo "tidy: no source changed"; exit 0; }

printf '%s\0' "${files[@]}" |
  xargs -0 -n 1 -P "$(nproc)" clang-tidy --quiet -p build/tidy 2> >(grep -vE 'warnings? (generated|treated as error)' >&2)
echo "tidy: ${#files[@]} files checked"
