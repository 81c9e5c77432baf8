# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# What must be on this machine. Sourced after say.sh.

# The packages that are missing on a Debian-like Linux, one a line: name, tab, reason.
missing_packages() {
  compgen -G '/usr/include/curl/curl.h' >/dev/null || compgen -G '/usr/include/*/curl/curl.h' >/dev/null ||
    printf 'libcurl4-openssl-dev\tHTTP: libcurl and its headers\n'
  compgen -G '/usr/include/openssl/evp.h' >/dev/null ||
    printf 'libssl-dev\tdigests of inputs and videos: libcrypto and its headers\n'
  compgen -G '/usr/include/sqlite3.h' >/dev/null || compgen -G '/usr/include/*/sqlite3.h' >/dev/null ||
    printf 'libsqlite3-dev\tthe record of tasks: SQLite and its headers\n'
  { command -v ffmpeg && command -v ffprobe; } >/dev/null ||
    printf 'ffmpeg\tthe emulator draws its videos with it; ffprobe looks at what arrived\n'
}

# The same for what only tests need.
missing_packages_of_tests() {
  command -v openssl >/dev/null || printf 'openssl\ta certificate for the emulator: some clients speak to it over TLS\n'
  { command -v initdb || compgen -G '/usr/lib/postgresql/*/bin/initdb'; } >/dev/null ||
    printf 'postgresql\ta server for the tests of the record that several machines share\n'
  compgen -G '/usr/*bin/pgbouncer' >/dev/null || printf 'pgbouncer\ta pool of connections to that server, for the same tests\n'
  # Debian keeps in python3-venv what makes an environment; it brings python3 along.
  python3 -c 'import ensurepip' 2>/dev/null ||
    printf 'python3-venv\tthe services'"'"' own clients, which try the emulator\n'
}

# Runs apt-get as root, its words going to the file $1.
apt() {
  local log=$1
  shift
  ${as_root:-} env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 "$@" \
    </dev/null >>"$log" 2>&1 || { tail -n 20 "$log" >&2 && die 69 "apt-get $1 failed; its whole log is $log"; }
}

# Installs what is missing, or says what to do and stops. Log file: $1. With "tests" as $2, what tests need, too.
install_needs() {
  local log=$1 missing names
  command -v swift >/dev/null || die 69 "Swift 6.2 or later is needed: https://www.swift.org/install"
  missing=$(missing_packages && if [ "${2:-}" = tests ]; then missing_packages_of_tests; fi)
  if [ "$(uname -s)" = Darwin ]; then
    command -v ffmpeg >/dev/null ||
      die 69 "ffmpeg is needed (the emulator draws its videos with it), and libcurl: brew install curl ffmpeg"
    return 0
  fi
  [ -n "$missing" ] || return 0
  names=$(cut -f1 <<<"$missing" | paste -s -d ' ' -)
  while IFS=$'\t' read -r name reason; do line "$name is missing ($reason)"; done <<<"$missing"
  command -v apt-get >/dev/null ||
    die 69 "This system has no apt-get. Please install its packages that match: $names"
  as_root=
  if [ "$(id -u)" != 0 ]; then
    as_root='sudo -n'
    $as_root true 2>/dev/null ||
      die 77 "Please run this first, then try again: sudo apt-get install --no-install-recommends $names"
  fi
  line "installing: apt-get install --no-install-recommends $names"
  apt "$log" update
  install_quietly "$log" "$names"
}

# Installs packages without servers of the machine's own: tests run theirs themselves. A subshell, which cleans up also where
# apt-get fails.
install_quietly() (
  log=$1 names=$2
  quiet=/etc/postgresql-common/createcluster.d/swift-video-generation.conf policy=/usr/sbin/policy-rc.d
  [ ! -e "$policy" ] || policy=
  trap '$as_root rm -f "$quiet" $policy' EXIT
  $as_root mkdir -p "${quiet%/*}"
  $as_root tee "$quiet" <<<'create_main_cluster = false' >/dev/null
  if [ -n "$policy" ]; then
    $as_root tee "$policy" <<<$'#!/bin/sh\nexit 101' >/dev/null
    $as_root chmod +x "$policy"
  fi
  # shellcheck disable=SC2086 # a list of plain names
  apt "$log" install --no-install-recommends $names
)
