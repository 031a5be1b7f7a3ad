#!/usr/bin/env bash
# Proves the set-up in a Debian that has Python and make and nothing else: scripts/prove-clean-root.sh [COMMAND...]
# Builds it with debootstrap in a temporary folder, copies the last commit there, runs COMMAND (default: make test) as
# root in a chroot, then shows that a second set-up needs no network. Needs root and debootstrap; not part of CI.
# SUITE=bookworm and MIRROR=... choose the Debian; this machine's apt, pip and certificate settings are passed through.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

[ "$(id -u)" -eq 0 ] || { echo "需要 root，请用 sudo 运行。(root is needed)" >&2 && exit 1; }
command -v debootstrap >/dev/null || { echo "缺少 debootstrap：apt-get install debootstrap" >&2 && exit 1; }
if [ "${IN_OWN_NAMESPACE:-}" != yes ]; then # mounts made below vanish with the namespace, however this ends
    IN_OWN_NAMESPACE=yes exec unshare --mount --pid --fork --kill-child scripts/prove-clean-root.sh "$@"
fi

suite=${SUITE:-bookworm}
mirror=${MIRROR:-$(sed -nE '/^#/d; s/.*(https?:[^ ]+).*/\1/p' /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list \
    2>/dev/null | sed -n 1p || true)}
[ -n "$mirror" ] || { echo "请用 MIRROR=… 指明 Debian 软件源。(set MIRROR)" >&2 && exit 1; }
root=$(mktemp -d)
chmod 755 "$root" # it becomes "/", which every user has to pass
mounted=()
clean() {
    local place
    for place in "${mounted[@]}"; do umount --recursive --lazy "$place" 2>/dev/null || true; done
    rm -rf --one-file-system "$root"
}
trap clean EXIT

say() { echo "== $(date +%T) $*"; }

say "debootstrap $suite"
debootstrap --variant=minbase --include=ca-certificates,make,python3 "$suite" "$root" "$mirror" >"$root.log" 2>&1 ||
    { tail -n 20 "$root.log" >&2 && exit 1; }
rm -f "$root.log"

# How this machine reaches its mirrors: package sources, download options, name service, certificates.
if [ -f /etc/apt/sources.list.d/debian.sources ]; then
    here=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
    sed "s/$here/$suite/g" /etc/apt/sources.list.d/debian.sources >"$root/etc/apt/sources.list.d/debian.sources"
    rm -f "$root/etc/apt/sources.list"
fi
cat /etc/apt/apt.conf.d/* | grep '^Acquire::[^{]*;$' >"$root/etc/apt/apt.conf.d/90host" || true
cp --dereference /etc/resolv.conf /etc/hosts "$root/etc/"
cp --dereference /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
environment=(HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8)
for name in CI PIP_INDEX_URL PIP_CERT SSL_CERT_FILE UV_DEFAULT_INDEX http_proxy https_proxy no_proxy; do
    [ -z "${!name:-}" ] || environment+=("$name=${!name}")
done

mount -t proc proc "$root/proc" && mounted+=("$root/proc")
mount --rbind /dev "$root/dev" && mounted+=("$root/dev")
mount -t tmpfs tmpfs "$root/tmp" && mounted+=("$root/tmp")
mkdir -p "$root/srv/elsewhere/xunjian"
git archive HEAD | tar --extract --directory "$root/srv/elsewhere/xunjian"

inside() {
    chroot "$root" /usr/bin/env -i "${environment[@]}" \
        bash -c 'cd /srv/elsewhere/xunjian && exec "$@"' bash "$@" </dev/null
}
say "inside: $(inside python3 --version), $(inside dpkg-query --list | grep --count '^ii') packages"
[ $# -gt 0 ] || set -- make test
say "inside: $*"
time inside "$@"

say "once more, without network"
time unshare --net chroot "$root" /usr/bin/env -i "${environment[@]}" bash -c \
    'cd /srv/elsewhere/xunjian && scripts/setup.sh && scripts/setup-browser.sh && echo nothing to do' </dev/null
say "done"
