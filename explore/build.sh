#!/usr/bin/env bash
# Builds the engine of `allegiance explore`, the library as a module of WebAssembly, and keeps it with the sum of the sources
# that it came from.
#   explore/build.sh               into assets/explore: engine.wasm.gz and engine.sources
#   explore/build.sh FOLDER        into another folder
#   explore/build.sh --sources     only prints the sum of the sources, which checks/engine.sh compares
# Needs the Rust of rust-toolchain.toml by rustup. Where rustup cannot fetch the target, Debian's rustc-web, cargo-web,
# rust-web-src and lld-19 build a module that computes the same, with other bytes.
set -euo pipefail
cd "$(dirname "$0")/.."
export LC_ALL=C

# Every file that goes into the module, in the order of the alphabet: the sum of each with its name, and the sum of these.
sources() {
  find src explore/src assets/fonts -type f ! -path 'src/cli/*' ! -path src/main.rs -print |
    cat - <(printf '%s\n' Cargo.toml Cargo.lock explore/Cargo.toml explore/build.sh explore/link.sh rust-toolchain.toml) |
    sort | tr '\n' '\0' | xargs -0 sha256sum | sha256sum | cut -d' ' -f1
}

if [ "${1:-}" = --sources ]; then
  sources
  exit
fi

folder=${1:-assets/explore}
target=wasm32-unknown-unknown
build=(cargo build --profile engine --locked --package explore --target "$target")
# No path of the machine may be in the module. A machine gives no random numbers in it: nothing asks for any.
remapped="--remap-path-prefix=$PWD=. --remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}/registry/src=crates"
flags="--cfg getrandom_backend=\"unsupported\" -C target-feature=+simd128,+relaxed-simd $remapped"
if command -v rustup >/dev/null && { rustup target list --installed | grep -qx "$target" || rustup target add "$target"; }; then
  # The linker is no flag: the names in the module would depend on its path.
  CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=$PWD/explore/link.sh \
    RUSTFLAGS="$flags --remap-path-prefix=$(rustc --print sysroot)=rust -C linker-flavor=wasm-ld" "${build[@]}"
else
  echo "rustup has no $target: built by Debian's Rust, so that the bytes are not those of the kept module" >&2
  PATH="/usr/bin:$PATH" RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=/usr/lib/llvm-19/bin/lld \
    RUSTFLAGS="$flags -C linker-flavor=wasm-ld" /usr/bin/cargo "${build[@]:1}" -Z build-std=std,panic_abort
fi
mkdir -p "$folder"
gzip -9n <"${CARGO_TARGET_DIR:-target}/$target/engine/explore.wasm" >"$folder/engine.wasm.gz"
sources >"$folder/engine.sources"
