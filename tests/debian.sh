#!/bin/sh
# Install what the tests need beside Python, if this is Debian and we may; else say what will be skipped.
# Chromium and a Chinese font for tests/browser, PostgreSQL for the export to it. With CI=true nothing may be skipped.
missing=""
for package in chromium fonts-noto-cjk postgresql; do
  dpkg-query --show --showformat='${Status}' "$package" 2>/dev/null | grep -q "ok installed" || missing="$missing $package"
done
[ -z "$missing" ] && exit 0

if [ "$(id -u)" = 0 ]; then may=""; else may="sudo -n"; fi
if command -v apt-get >/dev/null && $may true 2>/dev/null; then
  echo "Installing$missing ..."
  $may env DEBIAN_FRONTEND=noninteractive sh -c "apt-get update -qq && apt-get install -y -qq --no-install-recommends $missing" >/dev/null && exit 0
  why="apt-get could not install them"
else
  why="installing them takes apt-get, and root or sudo without a password"
fi
echo "--- skipped: the tests that need$missing ($why)"
[ "$CI" != true ]
