#!/usr/bin/env bash
# What is handed out: one archive for Linux on x86-64 with glibc 2.17 (2012) or newer, and its check sum, in release/. It holds the
# program, stripped; completions; manual pages; scenarios; the licences of the program, of every crate in it and in the module
# that it holds, of its fonts and of Rust's library. The program is then tried in an empty root with nothing but the C library,
# and must write the same run as the development build.
# Needs python3 with pip and venv, Rust by rustup and 3 GB of disk; installs cargo-zigbuild and zig, pinned, into .venv-release;
# the standard library of the target is that of the host. A quarter of an hour of processor time. The trial needs root or user
# namespaces; without either it says so and fails.
set -euo pipefail
cd "$(dirname "$0")/.."
export LC_ALL=C # the order of names
target=x86_64-unknown-linux-gnu
oldest=2.17
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -1)
venv=.venv-release
name=allegiance-$version-x86_64-linux
[ "$(uname -sm)" = "Linux x86_64" ] || { echo "a release is made on Linux, x86-64" >&2; exit 1; }
grep -qxF "version: $version" CITATION.cff || { echo "CITATION.cff is not of version $version" >&2; exit 1; }
if ! cmp -s checks/release.txt "$venv/installed.txt"; then
  rm -rf "$venv"
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check --no-deps -r checks/release.txt
  cp checks/release.txt "$venv/installed.txt"
fi
export PATH=$PWD/$venv/bin:$PATH
# No path of this machine in the program. The flags are not those of the development build below.
flags="--remap-path-prefix=$PWD=allegiance --remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=cargo"
RUSTFLAGS=$flags cargo-zigbuild zigbuild --release --locked --quiet --target "$target.$oldest" --target-dir target/zig
built=target/zig/$target/release/allegiance

needed=$(grep -aoE 'GLIBC_2\.[0-9]+' "$built" | sort -uV | tail -1)
[ "$(printf '%s\n' "GLIBC_$oldest" "$needed" | sort -V | tail -1)" = "GLIBC_$oldest" ] || { echo "needs $needed" >&2; exit 1; }
! grep -aqF -e "$HOME/" -e "$PWD/" "$built" || { echo "the program holds a path of this machine" >&2; exit 1; }

rm -rf "release/$name"
mkdir -p "release/$name/completions" "release/$name/man"
(
  cd "release/$name"
  cp "../../$built" allegiance
  cp -r ../../{README.md,CHANGELOG.md,CITATION.cff,SECURITY.md,LICENSE-MIT,LICENSE-APACHE,assets/fonts/LICENSE-DejaVu.txt,scenarios} .
  cp "$(rustc --print sysroot)/share/doc/rust/COPYRIGHT-library.html" RUST-LIBRARY.html
  for shell in bash zsh fish elvish powershell; do ./allegiance completions "$shell" >"completions/allegiance.$shell"; done
  ./allegiance man -o man
  python3 -B ../../checks/licences.py "$target" >THIRD-PARTY.txt
  find . -type f ! -name SHA256SUMS -print0 | sort -z | xargs -0 sha256sum >SHA256SUMS
)
# The same bytes for the same program: no time of day, no owner, no habits of whoever makes it.
tar --sort=name --mtime=@0 --mode=u+rw,go=rX --owner=0 --group=0 --numeric-owner -C release -cf - "$name" | gzip -n9 >"release/$name.tar.gz"
(cd release && sha256sum "$name.tar.gz" >"$name.tar.gz.sha256")

root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
tar -xzf "release/$name.tar.gz" -C "$root" --strip-components=1
for library in $(ldd "$built" | grep -o '/[^ ]*'); do
  mkdir -p "$root$(dirname "$library")"
  cp -L "$library" "$root$library"
done
mkdir "$root/tmp"
small=(scenarios/belarus-2020.toml --set simulation.draws=6 --set simulation.paths=8)
# By its path, which an empty environment and many users do not have in PATH.
within=("$(PATH=$PATH:/usr/sbin:/sbin command -v chroot)" "$root")
[ "$(id -u)" = 0 ] || within=(unshare -r "${within[@]}")
env -i "${within[@]}" /allegiance run "${small[@]}" -o /out >/dev/null
env -i "${within[@]}" /allegiance export /out --xlsx -o /out.xlsx >/dev/null
CARGO_TARGET_DIR=target cargo build --locked --quiet
target/debug/allegiance run "${small[@]}" -o "$root/plain" >/dev/null
diff -r "$root/out" "$root/plain"
du -h "release/$name.tar.gz"
echo "needs $needed; tried in an empty root, the same run as the development build"
