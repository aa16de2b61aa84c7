#!/bin/sh
# What the tests, the PDF, old Word documents and Spark need from Debian; nothing is installed twice.
set -eu
missing=""
have() { dpkg-query -W -f='${Status}' "$1" 2>/dev/null | grep -q "install ok installed"; }
for package in chromium fonts-noto-cjk libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 poppler-utils nginx-light \
  openjdk-17-jre-headless libreoffice-writer-nogui libreoffice-calc-nogui systemd-container faketime; do
  have "$package" || missing="$missing $package"
done
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ]; then as=""; elif command -v sudo >/dev/null; then as="sudo"; else
  echo "Please install as root:$missing" >&2
  exit 1
fi
$as apt-get update -qq
# shellcheck disable=SC2086
DEBIAN_FRONTEND=noninteractive $as apt-get install -y -qq --no-install-recommends $missing >/dev/null
