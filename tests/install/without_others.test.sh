#!/usr/bin/env bash
# Builds the libraries where only fmt and Highway are to be found, installs them and builds a stranger's project against
# them. ccache, where there is one, gives most of what the tested build has compiled already.
set -euo pipefail
. "$CHAINRULE_SOURCE_DIR/tests/install/support.sh"
skip_if_sanitized
hide_others

quietly cmake -S "$CHAINRULE_SOURCE_DIR" -B "$scratch/build" -G Ninja -DCMAKE_CXX_COMPILER="$CXX" \
  -DCMAKE_BUILD_TYPE="$CHAINRULE_BUILD_TYPE" -DCHAINRULE_TOOLS=OFF -DCHAINRULE_BLAS=OFF "${hidden[@]}"
quietly cmake --build "$scratch/build"
quietly cmake --install "$scratch/build" --prefix "$scratch/installed"
build_consumer engine_consumer "$scratch/installed" "${hidden[@]}"
build_consumer graphs_consumer "$scratch/installed" "${hidden[@]}"
