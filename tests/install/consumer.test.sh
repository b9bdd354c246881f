#!/usr/bin/env bash
# Installs the build to a temporary folder and builds a stranger's project against it with find_package(chainrule).
set -euo pipefail

if [ -n "${CHAINRULE_SANITIZE:-}" ]; then
  echo "a sanitized build is not for installing"
  exit 77
fi
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

cmake --install "$CHAINRULE_BUILD_DIR" --prefix "$scratch/installed" >"$scratch/log" || { cat "$scratch/log"; exit 1; }
cp -r "$CHAINRULE_SOURCE_DIR/tests/install/consumer" "$scratch/consumer"
# Every installed header is included. The exception, *-inl.hpp, is included by its owner once per CPU target.
(cd "$scratch/installed/include" && find chainrule -name '*.hpp' ! -name '*-inl.hpp' | LC_ALL=C sort |
  sed 's/.*/#include <&>/') >"$scratch/consumer/every_header.hpp"

cmake -S "$scratch/consumer" -B "$scratch/build" -G Ninja -DCMAKE_CXX_COMPILER="$CXX" \
  -DCMAKE_PREFIX_PATH="$scratch/installed"
cmake --build "$scratch/build"
"$scratch/build/consumer"
if [ -n "${CHAINRULE_BINARY:-}" ]; then
  "$scratch/installed/bin/chainrule" --version
fi
