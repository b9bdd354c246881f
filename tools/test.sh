#!/usr/bin/env bash
# Sets up, builds and tests: tools/test.sh [--long] [PRESET], where PRESET is release (the default), debug, asan, tsan or
# clang. Tests that take long, labelled so, run with --long only.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
selection=(--label-exclude '^long$')
if [ "${1:-}" = --long ]; then
  selection=()
  shift
fi
preset=${1:-release}

tools/setup.sh test
if [ "$preset" != release ]; then
  tools/setup.sh ci
fi
cmake --preset "$preset"
cmake --build --preset "$preset" --target chainrule_tests
ctest --preset "$preset" "${selection[@]}"
