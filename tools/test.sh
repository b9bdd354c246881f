#!/usr/bin/env bash
# Sets up, builds and tests: tools/test.sh [PRESET], where PRESET is release (the default), debug, asan, tsan or clang.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
preset=${1:-release}

tools/setup.sh
cmake --preset "$preset"
cmake --build --preset "$preset"
ctest --preset "$preset"
