#!/usr/bin/env bash
# Runs a command inside a Debian 13 root: for TorchSharp's libtorch, whose C++ runtime older systems lack, and for OpenBLAS,
# BLIS and oneDNN of one known version to measure beside.
#   run-in-debian13.sh COMMAND [ARG ...]      as root, on Debian or Ubuntu; the command starts in the current folder
# The first run makes the root with debootstrap, under $DEBIAN13_ROOT or else in the user's cache folder (about 400 MB). It
# sees this system's .NET, its NuGet packages and this repository at their own paths. DEBIAN_MIRROR names another mirror.
set -euo pipefail

[[ $# -gt 0 ]] || { sed -n '2,6s/^# *//p' "$0" >&2; exit 2; }
[[ $EUID -eq 0 ]] || { echo "run-in-debian13.sh: needs root, for mounts and chroot" >&2; exit 1; }
for tool in debootstrap dotnet unshare; do
  command -v "$tool" >/dev/null || { echo "run-in-debian13.sh: $tool not found" >&2; exit 1; }
done

root=${DEBIAN13_ROOT:-${XDG_CACHE_HOME:-$HOME/.cache}/simdgrad/debian13}
if [[ ! -e $root/.ready ]]; then
  echo "Making a Debian 13 root in $root" >&2
  mkdir -p "$root"
  packages=libstdc++6,libgomp1,libopenblas0-pthread,libblis4-pthread,libdnnl3.6,ca-certificates
  debootstrap --variant=minbase --include=$packages trixie "$root" \
    "${DEBIAN_MIRROR:-http://deb.debian.org/debian}" >"$root.log" 2>&1 || { tail -n 5 "$root.log" >&2; exit 1; }
  touch "$root/.ready"
fi

# The mounts live in a mount namespace of this process alone: whoever removes the root removes nothing that was mounted in it.
export root
dotnet=$(dirname "$(readlink -f "$(command -v dotnet)")")
repository=$(realpath "$(dirname "$0")/..")
packages=$(realpath -m "${NUGET_PACKAGES:-$HOME/.nuget}")
export dotnet repository packages
exec unshare --mount --propagation private bash -euo pipefail -c '
  for folder in "$dotnet" "$repository" "$packages" /dev /sys; do
    mkdir -p "$folder" "$root$folder"
    mount --rbind "$folder" "$root$folder"
  done
  mkdir -p "$root/proc"
  mount -t proc proc "$root/proc"
  ln -sf "$dotnet/dotnet" "$root/usr/bin/dotnet"
  exec chroot "$root" /usr/bin/env -C "$PWD" "$@"' run-in-debian13.sh "$@"
