# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# Words for people. Colours only where a terminal shows them and nobody asked for none.

if [ -t 1 ] && [ -z "${NO_COLOR:-}" ] && [ "${TERM:-dumb}" != dumb ]; then
  bold=$'\033[1m' red=$'\033[31m' green=$'\033[32m' plain=$'\033[0m'
else
  bold='' red='' green='' plain=''
fi

heading() { printf '\n%s%s%s\n' "$bold" "$1" "$plain"; }

line() { printf '  %s\n' "$1"; }

# die CODE MESSAGE...: the code is one of sysexits.h, as in videogen itself.
die() {
  local code=$1
  shift
  printf '%s%s:%s %s\n' "$red" "${0##*/}" "$plain" "$*" >&2
  exit "$code"
}
