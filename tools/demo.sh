#!/usr/bin/env bash
# The main job: sets up and builds, tells how the lecture's graph learns, draws it, and trains the same graph on real data.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

tools/setup.sh demo
tools/build.sh release chainrule
chainrule=build/release/chainrule

heading() { printf '\n%s\n%s\n\n' "$1" "${1//?/=}"; }

heading "The lecture: one example, forward and backward"
"$chainrule" demo lecture

heading "Its diagram"
for suffix in dot svg png; do
  "$chainrule" dot lecture --show values,cotangents -o "build/lecture.$suffix"
  echo "  build/lecture.$suffix"
done

heading "Its page, live in a browser"
"$chainrule" page lecture -o build/lecture.html
echo "  build/lecture.html"

heading "The same on real data: logistic regression over 569 breast masses"
train=(train logistic --data graphs/data/breast_cancer.csv --standardise --alpha 0.1 --iterations 1000)
echo "chainrule ${train[*]}"
echo
"$chainrule" "${train[@]}" -o build/model.json
