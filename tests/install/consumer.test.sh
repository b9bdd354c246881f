#!/usr/bin/env bash
# Installs the build to a temporary folder and builds strangers' projects against it with find_package(chainrule): one
# that uses everything, and one where only fmt and Highway are to be found.
set -euo pipefail
. "$CHAINRULE_SOURCE_DIR/tests/install/support.sh"
skip_if_sanitized

quietly cmake --install "$CHAINRULE_BUILD_DIR" --prefix "$scratch/installed"
no_absolute_paths "$(dirname "$(find "$scratch/installed" -name chainrule-config.cmake)")"
"$scratch/installed/bin/chainrule" --version

# Every installed header is included. The exception, *-inl.hpp, is included by its owner once per CPU target.
mkdir "$scratch/consumer"
(cd "$scratch/installed/include" && find chainrule -name '*.hpp' ! -name '*-inl.hpp' | LC_ALL=C sort |
  sed 's/.*/#include <&>/') >"$scratch/consumer/every_header.hpp"
cp "$CHAINRULE_SOURCE_DIR/tests/install/consumer/"* "$scratch/consumer"
build_consumer consumer "$scratch/installed"

hide_others
build_consumer engine_consumer "$scratch/installed" "${hidden[@]}"
if ldd "$scratch/build_engine_consumer/engine_consumer" | grep -E 'tbb|blas|gvc|cgraph'; then
  echo "a program that uses engine and ops loads more than fmt and Highway"
  exit 1
fi
