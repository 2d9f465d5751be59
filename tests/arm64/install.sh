#!/usr/bin/env bash
# install.sh FOLDER: puts into the folder what ARM64 programs of .NET take on an x86-64 Debian 12 or 13: the C library and what else
# the runtime loads, from Debian, and the runtime, from NuGet. Installs QEMU on the machine if it has none; takes root for that alone.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
folder=$(realpath "$1")

if ! command -v qemu-aarch64-static qemu-aarch64 >/dev/null; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends qemu-user
fi

# An apt of its own, so that the machine's does not learn of another architecture. libssl3t64 is the name in Debian 13.
apt=$folder/apt
mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$apt/packages"
: >"$apt/status"
apt_get() {
  apt-get -qq -o APT::Architecture=arm64 -o APT::Architectures=arm64 -o APT::Sandbox::User=root -o Dir::State="$apt" \
    -o Dir::State::lists="$apt/lists" -o Dir::State::status="$apt/status" -o Dir::Cache="$apt/cache" "$@"
}
apt_get update
fetch() { (cd "$apt/packages" && apt_get download "$@"); }
fetch libc6 libgcc-s1 libstdc++6 zlib1g libzstd1 # the last two for libssl of Debian 13
fetch libssl3t64 2>/dev/null || fetch libssl3
mkdir -p "$folder/sysroot/usr/lib"
ln -sfn usr/lib "$folder/sysroot/lib"
for package in "$apt"/packages/*.deb; do
  dpkg-deb --fsys-tarfile "$package" | tar -x --keep-directory-symlink -C "$folder/sysroot"
done
rm -r "$apt"

dotnet restore "$here/Runtime.csproj" -v q
dotnet msbuild "$here/Runtime.csproj" -t:InstallRuntime -p:Destination="$folder" -v:q -nologo
touch "$folder/ready"
