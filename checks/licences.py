"""The licences of every crate that is in the program, as one text: `licences.py TARGET`, from the root of the repository.

The module that `allegiance explore` puts into pages is a part of the program, so that its crates count too. Crates for tests
and builds are not in it. A crate that brings no text is listed with the licence that it names.
"""

import json
import subprocess
import sys
from pathlib import Path

MODULE = ("wasm32-unknown-unknown", "explore")
NAMES = ("LICENSE", "LICENCE", "COPYING", "NOTICE", "UNLICENSE", "COPYRIGHT")


def within(target, package):
    """Name and version of the crates that are linked into a package."""
    tree = ["cargo", "tree", "--locked", "--target", target, "--package", package]
    tree += ["--edges", "normal,no-proc-macro", "--prefix", "none", "--format", "{p}"]
    lines = subprocess.run(tree, check=True, capture_output=True, text=True).stdout.split("\n")
    return {tuple(line.split()[:2]) for line in lines if line.strip()}


def texts(folder):
    """The texts of licences beside a crate's sources."""
    files = [file for file in folder.iterdir() if file.is_file() and file.name.upper().startswith(NAMES)]
    return [(file.name, file.read_text(encoding="utf-8", errors="replace").strip()) for file in sorted(files)]


def main(target):
    linked = within(target, "allegiance") | within(*MODULE)
    command = ["cargo", "metadata", "--locked", "--format-version", "1"]
    command += [f"--filter-platform={platform}" for platform in (target, MODULE[0])]
    packages = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)["packages"]
    packages = sorted((package for package in packages if package["source"]), key=lambda package: package["name"])
    packages = [package for package in packages if (package["name"], "v" + package["version"]) in linked]
    names = {package["name"] for package in packages}
    assert len(names) > 50 and {"clap", "wasm-bindgen"} <= names, f"{len(names)} crates, or one is missing: {sorted(names)}"
    print(f"The program is made of {len(packages)} crates of others beside its own sources. Their licences:\n")
    for package in packages:
        licence = package["license"] or ""
        assert licence, f"{package['name']} names no licence"
        print(f"{package['name']} {package['version']}: {licence}")
    for package in packages:
        found = texts(Path(package["manifest_path"]).parent)
        for name, text in found:
            print(f"\n{'=' * 80}\n{package['name']} {package['version']}, {name}\n{'=' * 80}\n\n{text}")
        if not found:
            print(f"\n{'=' * 80}\n{package['name']} {package['version']} brings no text; it is under {package['license']}\n{'=' * 80}")


if __name__ == "__main__":
    main(sys.argv[1])
