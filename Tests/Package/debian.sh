# shellcheck shell=bash
# Functions of the tests that install the package in a Debian 12 of their own. Source this file after deploy/lib.sh.

cache=/var/tmp/notes-debootstrap-$EUID # kept for the next run

# Starts the script again as root, unless root runs it.
need_root() { # script
    ((EUID)) || return 0
    command -v sudo >/dev/null || die "this needs root: run it as root, or install sudo"
    exec sudo -- "$PWD/$1"
}

# Starts the script again with the name of a new temporary folder. Mounts and processes of that script end together with it.
run_in_namespaces() { # script
    dir=$(mktemp -d /var/tmp/notes-test.XXXXXX)
    trap 'kill -KILL "$inside" 2>/dev/null || true; wait; rm -rf "$dir"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    unshare --mount --pid --fork --kill-child --mount-proc -- "$PWD/$1" "$dir" &
    inside=$!
    wait "$inside"
}

# Prints address and suite of each apt source that belongs to Debian itself.
sources() {
    # shellcheck disable=SC2016  # apt replaces these names
    apt-get indextargets --format '$(REPO_URI) $(RELEASE)' 'Created-By: Packages' 'Origin: Debian' 'Component: main' |
        awk '$2 ~ /^bookworm(-updates|-security)?$/' | sort -u
}

# Makes a bare Debian 12 in a new folder. Its apt uses the mirror of this machine, and keeps its downloads in $cache/archives if
# that folder is mounted.
make_debian() { # folder
    [[ -e $cache ]] || mkdir -m 700 "$cache"
    [[ -O $cache && ! -L $cache ]] || die "$cache belongs to another user"
    [[ $(sources) ]] || apt-get update -q
    if [[ ! -e $cache/root.tar ]]; then
        local mirror http_proxy=
        mirror=$(sources | awk '$2 == "bookworm" { print $1; exit }')
        [[ $mirror ]] || die "apt on this machine has no source for Debian 12"
        eval "$(apt-config shell http_proxy Acquire::http::Proxy)"
        http_proxy=$http_proxy debootstrap --variant=minbase --include=ca-certificates bookworm "$1" "$mirror"
        tar -C "$1" --one-file-system -cf "$cache/root.tar.new" .
        mv "$cache/root.tar.new" "$cache/root.tar"
    else
        mkdir "$1"
        tar -C "$1" -xpf "$cache/root.tar"
    fi
    sources | sed 's/^/deb /; s/$/ main/' >"$1/etc/apt/sources.list"
    apt-config dump Acquire >"$1/etc/apt/apt.conf.d/90machine"
    mkdir -p "$cache/archives/partial"
    # An installation must not start services: this Debian has no systemd, and shares the network of the machine.
    printf '#!/bin/sh\nexit 101\n' >"$1/usr/sbin/policy-rc.d"
    chmod 755 "$1/usr/sbin/policy-rc.d"
}

# Checks a statement and prints it.
expect() { # statement, command that succeeds if the statement is true
    local what=$1
    shift
    "$@" || die "this is not true: $what"
    say "$what"
}
