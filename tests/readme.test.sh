#!/usr/bin/env bash
# Builds and runs each C++ example of the README as it stands, and holds it to what the README says of it.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

awk -v dir="$work" '/^```cpp$/ {n++; on = 1; next} /^```$/ {on = 0} on {print > (dir "/example" n ".cpp")}' \
  "$CHAINRULE_SOURCE_DIR/README.md"

sanitize=${CHAINRULE_SANITIZE:+-fsanitize=$CHAINRULE_SANITIZE}
examples=0
for source in "$work"/example*.cpp; do
  "$CXX" -std=c++20 -ffp-contract=off ${sanitize:+"$sanitize"} -I "$CHAINRULE_BUILD_DIR/include" "$source" \
    -L "$CHAINRULE_BUILD_DIR" -lchainrule_ops -lchainrule_engine -lfmt -o "${source%.cpp}"
  "${source%.cpp}" | tee "${source%.cpp}.txt"
  examples=$((examples + 1))
done

[ "$examples" -eq 3 ] || { echo "expected 3 examples in the README, found $examples"; exit 1; }
grep -qx 'dz = a - y' "$work/example1.txt"
grep -qE '^f = 1\.[0-9]+, df/dx = -?[0-9.]+$' "$work/example2.txt"
grep -q '^ds/dx = .*sigmoid\|^ds/dx = .*σ' "$work/example3.txt"

# The graph file that the README shows gives the lecture's gradient.
sed -n '/^input  x1/,/^loss L/p' "$CHAINRULE_SOURCE_DIR/README.md" >"$work/lecture.graph"
if [ -n "${CHAINRULE_BINARY:-}" ]; then
  [ "$("$CHAINRULE_BINARY" grad "$work/lecture.graph" --json)" = "$("$CHAINRULE_BINARY" grad lecture --json)" ]
fi
