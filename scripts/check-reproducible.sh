#!/usr/bin/env bash
# Builds gateway.jar twice, from two copies of the sources in two places, under two time zones and two umasks,
# and fails unless both jars are the same bytes. Leaves the checkout's own target/ alone.
set -euo pipefail

root="$(cd "$(dirname "$0")/.." && pwd)"
scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT

build() { # name, time zone, umask
  local place="$scratch/$1"
  mkdir -p "$place"
  tar -C "$root" --exclude=./.git --exclude=target -cf - . | tar -C "$place" -xf -
  (
    umask "$3"
    cd "$place"
    find . -type f -exec touch {} +
    TZ="$2" mvn -B -q -Dquick -DskipTests -pl proto,gateway package
  ) >&2
  sha256sum < "$place/gateway/target/gateway.jar" | cut -d' ' -f1
}

first="$(build one UTC 022)"
second="$(build another/place Pacific/Chatham 027)"
if [[ "$first" != "$second" ]]; then
  echo "gateway.jar is not reproducible: $first and $second" >&2
  exit 1
fi
echo "gateway.jar is reproducible: sha256 $first"
