#!/usr/bin/env bash
# Compares what two builds of the program print, byte for byte: tools/compare.sh OLD_BINARY NEW_BINARY.
# Every command over every ready-made graph and some expressions; prints what differs, and exits 1 if anything does.
set -uo pipefail
old=$(realpath "$1")
new=$(realpath "$2")
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
compared=0
different=0

printf 'x1,x2,y\n1,2,1\n0.5,-1,0\n-2,0.25,1\n3,1,0\n0,0,1\n' >"$work/examples.csv"
printf 'x1,x2,y\n1,2,1\n0.5,-1,0\n-2,0.25,2\n3,1,0\n' >"$work/classes.csv"
printf 'input x[2,3] = [[1,2,3],[4,5,6]]\nparam w[3] = [0.1,-0.2,0.3]\ns = softmax(x * w, axis=-1)\nL = sum(s * x) + logsumexp(w)\nloss L\n' >"$work/tensors.graph"

# same ARGUMENT...: both programs print the same on both channels, and exit alike.
same() {
  local side
  for side in old new; do
    (cd "$work" && "${!side}" "$@" </dev/null >"$work/$side.out" 2>"$work/$side.err"; echo "status $?" >>"$work/$side.err")
  done
  compared=$((compared + 1))
  if ! cmp -s "$work/old.out" "$work/new.out" || ! cmp -s "$work/old.err" "$work/new.err"; then
    different=$((different + 1))
    echo "differs: chainrule $*"
    diff <(cat "$work/old.out" "$work/old.err") <(cat "$work/new.out" "$work/new.err") | cut -c1-160 | head -n 8
  fi
}

# over GRAPH_ARGUMENT...: every command that takes a graph.
over() {
  same eval "$@"
  same eval "$@" --json
  same eval "$@" --describe
  same grad "$@" --json --hessian
  same grad "$@" --describe
  for mode in reverse forward sweep; do same grad "$@" --json --mode "$mode"; done
  for style in lecture ops gradient; do same dot "$@" --style "$style" --show values,cotangents; done
  same step "$@" --json
  same doctor "$@" --json
  same page "$@"
  for language in en uk; do same explain "$@" --lang "$language"; done
  for format in markdown latex; do same explain "$@" --format "$format"; done
  same explain "$@" --json --questions
  same demo "$@"
  same convert "$1" "$work/converted.json"
}

over lecture
over lecture --set w1=40 --set y=0
over lecture_m
over lecture_m --data "$work/examples.csv"
over logistic --data "$work/examples.csv"
over linear --data "$work/examples.csv"
over softmax --data "$work/classes.csv"
over mlp:3,2 --data "$work/examples.csv"
over gmm:2,3 --data "$work/examples.csv"
over "$work/tensors.graph"
over --expr 'x^2*y + sigmoid(x)*tanh(y)/(1+exp(-x*y))' --set x=1.5 --set y=-2
over --expr 'log(x)*sqrt(y) + max(x,y) + erf(x) + atan(y)' --set x=1.5 --set y=2
same ops --json
same ops
same train logistic --data graphs/data/breast_cancer.csv --json
same train logistic --data "$work/examples.csv" --iterations 50 --json --standardise
same --version
same --help
for command in eval grad dot step page train demo explain doctor check convert ops; do same "$command" --help; done

echo "$compared compared, $different different"
exit $((different > 0))
