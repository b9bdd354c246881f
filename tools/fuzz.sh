#!/usr/bin/env bash
# Fuzzes everything that reads from outside, with libFuzzer and the sanitizers: tools/fuzz.sh [SECONDS of each target].
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
seconds=${1:-60}

tools/setup.sh ci
cmake --preset fuzz
for seeds in tests/fuzz/seeds/*/; do
  name=$(basename "$seeds")
  cmake --build --preset fuzz --target "chainrule_fuzz_$name"
  corpus=build/fuzz/corpus/$name
  mkdir -p "$corpus"
  echo "== $name"
  "build/fuzz/chainrule_fuzz_$name" -max_total_time="$seconds" -max_len=4096 -rss_limit_mb=4096 -timeout=20 \
    -print_final_stats=0 -verbosity=0 -artifact_prefix="build/fuzz/$name-" "$corpus" "$seeds"
done
