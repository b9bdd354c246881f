#!/usr/bin/env bash
# A malformed op must not compile, and the compiler must say in a sentence what is missing.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0

# expect NAME SENTENCE: the op on standard input is described; an empty sentence means that it compiles.
expect() {
  {
    echo '#include <chainrule/ops/functions.hpp>'
    echo 'using namespace chainrule;'
    cat
    echo 'int main() { return info<Op>.arity == 0; }'
  } >"$work/$1.cpp"
  local compiled=yes
  "$CXX" -std=c++20 -fsyntax-only -I "$CHAINRULE_BUILD_DIR/include" "$work/$1.cpp" 2>"$work/$1.txt" || compiled=no
  if { [ -z "$2" ] && [ $compiled = no ]; } || { [ -n "$2" ] && { [ $compiled = yes ] || ! grep -qF "$2" "$work/$1.txt"; }; }; then
    echo "$1: compiled = $compiled, wanted: ${2:-that it compiles}"
    head -20 "$work/$1.txt"
    failures=$((failures + 1))
  fi
}

value='template <class T> static T value(T x) { return x * x; }'
partials='template <class T> static Partials<T, 1> partials(T x, T) { return {x + x}; }'

expect sound '' <<END
struct Op { static constexpr OpText<1> text{.name = "op", .args = {"x"}}; $value $partials };
END
expect bad_name "an op's name is lower-case letters" <<END
struct Op { static constexpr OpText<1> text{.name = "My Op", .args = {"x"}}; $value $partials };
END
expect unnamed_operand 'an op names each of its operands in text.args' <<END
struct Op { static constexpr OpText<1> text{.name = "op"}; $value $partials };
END
expect empty_domain 'an interval of text.domain is empty' <<END
struct Op { static constexpr OpText<1> text{.name = "op", .args = {"x"}, .domain = {{{2, 1}}}}; $value $partials };
END
expect no_value 'an op needs: template <class T> static T value' <<END
struct Op { static constexpr OpText<1> text{.name = "op", .args = {"x"}}; $partials };
END
expect no_partials 'an op needs: template <class T> static Partials<T, N> partials' <<END
struct Op { static constexpr OpText<1> text{.name = "op", .args = {"x"}}; $value };
END
expect too_few_partials 'an op needs one partial per operand' <<END
struct Op {
  static constexpr OpText<2> text{.name = "op", .args = {"x", "y"}};
  template <class T> static T value(T x, T y) { return x * y; }
  template <class T> static Partials<T, 1> partials(T, T y, T) { return {y}; }
};
END

[ $failures -eq 0 ]
