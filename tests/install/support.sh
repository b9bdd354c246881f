# What the tests of the installed package share.
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

skip_if_sanitized() {
  if [ -n "${CHAINRULE_SANITIZE:-}" ]; then
    echo "a sanitized build is not for installing"
    exit 77
  fi
}

# Runs the command; what it prints is shown only if it fails.
quietly() { "$@" >"$scratch/log" 2>&1 || { cat "$scratch/log"; exit 1; }; }

# hide_others: from now on CMake finds fmt, threads and Highway, and no other library that chainrule can use.
hide_others() {
  mkdir -p "$scratch/pkgconfig"
  cp "$(pkg-config --variable=pcfiledir libhwy)/libhwy.pc" "$scratch/pkgconfig"
  export PKG_CONFIG_LIBDIR=$scratch/pkgconfig
  unset PKG_CONFIG_PATH
  hidden=()
  for package in TBB nlohmann_json CLI11 doctest benchmark; do
    hidden+=("-DCMAKE_DISABLE_FIND_PACKAGE_$package=TRUE")
  done
}

# build_consumer NAME PREFIX [OPTION...]: configures, builds and runs tests/install/NAME.
build_consumer() {
  local name=$1 prefix=$2
  shift 2
  cp -rn "$CHAINRULE_SOURCE_DIR/tests/install/$name" "$scratch/"
  quietly cmake -S "$scratch/$name" -B "$scratch/build_$name" -G Ninja -DCMAKE_CXX_COMPILER="$CXX" \
    -DCMAKE_PREFIX_PATH="$prefix" "$@"
  quietly cmake --build "$scratch/build_$name"
  "$scratch/build_$name/$name"
}

# no_absolute_paths FOLDER: what is exported names no place of this machine.
no_absolute_paths() {
  if grep -nE '"/[^"]|;/' "$1"/chainrule-*targets*.cmake; then
    echo "the exported targets name places of this machine"
    exit 1
  fi
}
