#!/bin/sh
# A browser for the browser tests: Playwright's own where it can be downloaded, else the system's Chromium.
# Ends with an error when neither is to be had: the tests must not skip silently.
bin=$1
for name in chromium chromium-browser google-chrome; do
    command -v "$name" >/dev/null 2>&1 && { echo "browser: $(command -v "$name")"; exit 0; }
done
timeout 300 "$bin/playwright" install chromium >/dev/null 2>&1 && { echo "browser: Playwright's Chromium"; exit 0; }
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null && { echo "browser: $(command -v chromium)"; exit 0; }
fi
echo "No browser: install Chromium with your system's package manager (package chromium), then run make test again." >&2
exit 1
