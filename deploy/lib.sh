# shellcheck shell=bash
# Functions that the scripts share. Source this file with the top of the checkout as the working directory.

# Debian installs nginx into a folder that is not in an ordinary user's PATH.
PATH=$PATH:/usr/sbin:/sbin

# The options of the release that the package contains and the benchmark measures. It works on machines without Swift, and
# with both kinds of database.
# It has a build folder of its own, because the programs in .build need the Swift libraries of this machine.
# shellcheck disable=SC2034  # the scripts that source this file use it
release=(-c release --static-swift-stdlib --disable-local-rpath --scratch-path .build-static --traits PostgreSQL)

# The Debian packages that every build needs, and one more for builds with the trait PostgreSQL.
# shellcheck disable=SC2034  # the scripts that source this file use them
build_packages=(libfcgi-dev liblz4-dev libmd4c-dev libsqlite3-dev libssl-dev) postgres_package=libpq-dev

say() { echo "$0: $*" >&2; }

die() {
    say "$*"
    exit 1
}

need_swift() {
    local version
    command -v swift >/dev/null ||
        die "this needs Swift 6.1 or newer, and there is no swift in PATH. How to install it: https://www.swift.org/install/linux"
    version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p') || true
    [[ $(printf '%s\n' 6.1 "$version" | sort -V | head -n 1) == 6.1 ]] ||
        die "this needs Swift 6.1 or newer, and $(command -v swift) is ${version:-of an unknown version}. How to install it: https://www.swift.org/install/linux"
}

installed() { [[ $(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null) == installed ]]; }

# Installs the named Debian packages that are missing. Needs root or sudo only if a package is missing.
need_packages() {
    local package as_root=() missing=()
    command -v dpkg-query >/dev/null || die "this needs Debian: there is no dpkg-query to look for these packages: $*"
    for package; do
        installed "$package" || missing+=("$package")
    done
    # In older versions, a client can take over the program: CVE-2025-23016.
    if installed libfcgi-dev && dpkg --compare-versions "$(dpkg-query -W -f='${Version}' libfcgi-dev)" lt 2.4.2-2+deb12u1; then
        missing+=(libfcgi-dev)
    fi
    ((${#missing[@]})) || return 0

    if ((EUID)); then
        command -v sudo >/dev/null ||
            die "these Debian packages are missing: ${missing[*]}. Run this as root, or install them with: apt-get install ${missing[*]}"
        as_root=(sudo)
    fi
    say "installing ${missing[*]}"
    (
        # Debian starts a service right after its installation, unless this file forbids it. Here, no nginx should take port 80.
        policy=/usr/sbin/policy-rc.d
        if [[ ! -e $policy ]]; then
            trap '"${as_root[@]}" rm -f "$policy"' EXIT
            printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" install -m 755 /dev/stdin "$policy" || exit
        fi
        "${as_root[@]}" apt-get update -q &&
            "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"
    ) || die "these Debian packages could not be installed: ${missing[*]}"
    [[ " ${missing[*]} " != *" nginx "* ]] ||
        say "Debian's own nginx is not running now, but starts with the machine. To prevent that: systemctl disable nginx"
}

# Prints the version of the sources, which is also that of the package.
version() { sed -n 's/^let version = "\(.*\)"$/\1/p' Sources/notes-fcgi/Version.swift; }

# Prints the name of the file that deploy/package makes.
package_file() { echo "notes_$(version)_$(dpkg --print-architecture).deb"; }
