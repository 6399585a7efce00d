#!/usr/bin/env bash
# Proves `make build` and `make test` on a Debian that holds nothing but Python and make, and prints how long they took.
#
#   usage (as root): tests/bare/prove.sh FOLDER [build] [test] [wheel]     without words: all three
#
# FOLDER gets FOLDER/base, made once with debootstrap, and FOLDER/root, made anew from it for each run, in which the
# committed state (git archive HEAD) lies in a folder with a space in its name.
#
# Registries and mirrors are those of the caller and are never written down here:
#   DEBIAN_MIRROR   the mirror; without it, the first one in this machine's apt sources
#   DEBIAN_SUITE    the release (bookworm)
#   PROVE_FILES     further files to copy to the same place in the root; pip's and npm's settings, resolv.conf and
#                   the certificate bundles named in the environment are copied anyway
# Variables named PIP_*, UV_*, npm_config_*, *_proxy, *CERT*, *CA_BUNDLE* are passed on.
set -euo pipefail

[ $# -ge 1 ] || { sed -n '2,/^set /p' "$0" | grep '^#' | cut -c3-; exit 2; }
[ "$(id -u)" = 0 ] || { echo 'prove: only root can make a Debian root' >&2; exit 3; }
command -v debootstrap >/dev/null || { echo 'prove: type: apt-get install debootstrap' >&2; exit 3; }

folder=$(mkdir -p "$1" && cd "$1" && pwd)
shift
steps=${*:-build test wheel}
repository=$(cd "$(dirname "$0")/../.." && pwd)
suite=${DEBIAN_SUITE:-bookworm}
mirror=${DEBIAN_MIRROR:-$(cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null |
  awk '/^URIs:/ && !found { print $2; found = 1 } /^deb / && !found { print $(NF > 3 && $2 ~ /^\[/ ? 3 : 2); found = 1 }' || true)}
base=$folder/base-$suite
root=$folder/root

say() { printf '\n== %s\n' "$*"; }

if [ ! -e "$base/.finished" ]; then
  say "debootstrap $suite, with python3 and make"
  rm -rf "$base"
  debootstrap --variant=minbase --include=python3,make "$suite" "$base" "$mirror" >"$folder/debootstrap.log" 2>&1 ||
    { tail -n 20 "$folder/debootstrap.log" >&2; exit 3; }
  touch "$base/.finished"
fi

rm -rf "$root"
cp -a "$base" "$root"
home="$root/srv/plain leaf"
mkdir -p "$home"
git -C "$repository" archive HEAD | tar -x -C "$home"
# Fonts of the machine must not leak in, and the clock and the language are odd on purpose.
printf 'LANG=tr_TR.UTF-8\nTZ=Pacific/Kiritimati\n' >"$folder/odd.env"

for file in /etc/resolv.conf /etc/hosts /etc/pip.conf /etc/npmrc "$HOME/.config/pip/pip.conf" "$HOME/.npmrc" \
  ${PROVE_FILES:-} ${SSL_CERT_FILE:-} ${PIP_CERT:-} ${NODE_EXTRA_CA_CERTS:-} ${REQUESTS_CA_BUNDLE:-}; do
  if [ -f "$file" ]; then
    target=$root${file/#$HOME//root}
    mkdir -p "$(dirname "$target")"
    cp -L --remove-destination "$file" "$target"
  fi
done

# The package ca-certificates writes the bundle anew when it is installed; from this folder it takes the caller's along.
if [ -f "${SSL_CERT_FILE:-}" ]; then
  mkdir -p "$root/usr/local/share/ca-certificates"
  cp -L "$SSL_CERT_FILE" "$root/usr/local/share/ca-certificates/caller.crt"
fi

# Runs a command in the root: `inside USER COMMAND…`, with the caller's registry settings and nothing else of theirs.
inside() {
  local user=$1
  shift
  local passed=()
  while IFS= read -r -d '' pair; do
    case ${pair%%=*} in
      PIP_* | UV_* | npm_config_* | NPM_CONFIG_* | *_proxy | *_PROXY | *CERT* | *CA_BUNDLE*) passed+=("$pair") ;;
    esac
  done < <(env -0)
  # shellcheck disable=SC2016
  unshare --mount --pid --fork bash -c '
    root=$1 user=$2; shift 2
    mount -t proc proc "$root/proc" && mount --rbind /dev "$root/dev" && mount -t tmpfs tmpfs "$root/dev/shm"
    exec chroot --userspec="$user" "$root" "$@"' inside "$root" "$user" \
    /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root ${CI:+CI="$CI"} \
    $(cat "$folder/odd.env") "${passed[@]}" \
    sh -c 'cd "/srv/plain leaf" && exec "$@"' sh "$@"
}

# Runs a command, keeps what it printed in FOLDER/NAME.log and says how long it took.
timed() {
  local name=$1 begin=$EPOCHREALTIME
  shift
  if inside root:root "$@" >"$folder/$name.log" 2>&1; then
    printf '%-28s %8.2f s\n' "$name" "$(bc -l <<<"$EPOCHREALTIME - $begin")"
  else
    printf '%-28s FAILED with %d after %.2f s\n' "$name" $? "$(bc -l <<<"$EPOCHREALTIME - $begin")"
    tail -n 60 "$folder/$name.log"
    exit 1
  fi
}

for step in $steps; do
  case $step in
    build)
      say 'make build as a user without rights: it has to name the command and leave with 3'
      chmod 755 "$root/srv" "$home"
      code=0
      inside 1000:1000 make build >"$folder/refused.log" 2>&1 || code=$?
      cat "$folder/refused.log"
      grep -q 'sudo apt-get install .*python3-venv.*libharfbuzz-subset0' "$folder/refused.log"
      # make itself leaves with 2 and prints the code of the command.
      grep -q 'Error 3' "$folder/refused.log" && [ "$code" = 2 ]
      say 'make build as root'
      timed make-build make build
      grep '^set-up' "$folder/make-build.log" || true
      timed make-build-again make build
      timed set-up-again .ci/setup.sh run
      timed doctor .venv/bin/plainleaf doctor
      du -sh "$root/srv/plain leaf/.venv" "$root/srv/plain leaf/output" | sed "s:$root::"
      ;;
    test)
      say 'make test as root'
      timed make-test make test
      grep '^set-up' "$folder/make-test.log" || true
      tail -n 12 "$folder/make-test.log"
      ;;
    wheel)
      say 'the wheel in an empty environment'
      timed make-wheel make wheel
      timed wheel-install sh -c 'python3 -m venv /srv/elsewhere && /srv/elsewhere/bin/pip -q install --only-binary :all: dist/*.whl'
      timed wheel-init /srv/elsewhere/bin/plainleaf init '/srv/our leaflets'
      timed wheel-build sh -c 'cd "/srv/our leaflets" && /srv/elsewhere/bin/plainleaf build --certify'
      ;;
    *)
      echo "prove: no step is called $step" >&2
      exit 2
      ;;
  esac
done
say "everything that was asked for works; the logs lie in $folder"
