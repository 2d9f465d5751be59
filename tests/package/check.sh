#!/usr/bin/env bash
# Packs the library and uses the package as an app would, in a temporary folder: what is in it, training, compiling ahead of
# time. Prints a line for each check; the first that fails ends it.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
digits=$root/docs/examples/Digits/data/digits.csv.gz
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
log=$work/log

# check NAME COMMAND...: the command must succeed; its output is shown only if it does not.
check() {
  local name=$1
  shift
  if ! "$@" >"$log" 2>&1; then
    cat "$log"
    echo "failed: $name"
    exit 1
  fi
  echo "passed: $name"
}

# prints TEXT COMMAND...: the command succeeds and TEXT is a line of its output.
prints() {
  local text=$1
  shift
  "$@" | tee output && { grep -qxF -e "$text" output || { echo "expected the line '$text'"; return 1; }; }
}

smaller_than() { (($(stat -c %s "$2") < $1)); }
not() { ! "$@"; }

# A package cache of its own, since version 0.1.0 in the usual one is of an earlier day. The compiler is large, so what the
# usual one has of the other packages is linked.
usual=${NUGET_PACKAGES:-$HOME/.nuget/packages}
export NUGET_PACKAGES=$work/packages
mkdir "$NUGET_PACKAGES"
[[ ! -d $usual ]] || find "$usual" -mindepth 1 -maxdepth 1 ! -iname simdgrad -exec ln -s -t "$NUGET_PACKAGES" {} +

cd "$work"
cp -r "$root/tests/package/." .
check "the package is made without warnings" \
  dotnet pack "$root/src/SimdGrad" -c Release -p:ContinuousIntegrationBuild=true -warnaserror -o feed

check "symbols are in a package of their own" grep -qaF lib/net10.0/SimdGrad.pdb feed/SimdGrad.0.1.0.snupkg

check "an app restores it from a folder and trains" dotnet run --project PackageTrains -c Release
package=$NUGET_PACKAGES/simdgrad/0.1.0
check "it has no dependency" not grep -F "<dependency " "$package/simdgrad.nuspec"
check "it names its license" grep -F '<license type="expression">MIT</license>' "$package/simdgrad.nuspec"
check "it names its commit" grep -F 'commit="' "$package/simdgrad.nuspec"
check "it has the license" cmp "$root/LICENSE" "$package/LICENSE"
check "it names its readme" grep -F "<readme>README.md</readme>" "$package/simdgrad.nuspec"
check "it has the readme" cmp "$root/README.md" "$package/README.md"
check "it has the documentation" grep -F 'name="T:SimdGrad.Tape`1"' "$package/lib/net10.0/SimdGrad.xml"

check "native apps restore it" dotnet restore AotDigits
check "apps restore it through a library" dotnet restore Transitive/App
# What the app compiles for, as MSBuild evaluates it.
compiles_for() {
  local expected=$1
  shift
  prints "$expected" dotnet msbuild -getProperty:IlcInstructionSet "$@"
}
check "native x64 apps compile for x86-64-v3" compiles_for x86-64-v3 AotDigits -p:RuntimeIdentifier=linux-x64
check "a setting of the project wins" compiles_for native AotDigits -p:RuntimeIdentifier=linux-x64 -p:OwnInstructionSet=native
check "one on the command line wins" compiles_for native AotDigits -p:RuntimeIdentifier=linux-x64 -p:IlcInstructionSet=native
check "other processors are left alone" compiles_for "" AotDigits -p:RuntimeIdentifier=linux-arm64
check "other apps are left alone" compiles_for "" PackageTrains -p:RuntimeIdentifier=linux-x64
check "apps that have it through a library are served" compiles_for x86-64-v3 Transitive/App -p:RuntimeIdentifier=linux-x64

# publish NAME [OPTION...]: compiles AotDigits ahead of time into the folder NAME.
publish() { dotnet publish AotDigits -c Release -o "$@"; }
check "a native app compiles without warnings" publish default
check "its $(stat -c %s default/AotDigits) bytes are less than 4 MB" smaller_than 4000000 default/AotDigits
if [[ $(uname -m) != x86_64 ]] || ! grep -qw avx2 /proc/cpuinfo; then
  check "it learns the digits" default/AotDigits "$digits"
  exit
fi
check "it learns the digits with AVX2" prints "instruction set v256" default/AotDigits "$digits"
loss=$(grep loss output)
check "a native app that asks for x86-64-v2 compiles" publish v2 -p:OwnInstructionSet=x86-64-v2
check "it runs without AVX2" prints "instruction set v128" v2/AotDigits "$digits"
check "its loss has the same bits" grep -xF "$loss" output
if grep -qw avx512vl /proc/cpuinfo; then
  check "a native app that asks for x86-64-v4 compiles" publish v4 -p:OwnInstructionSet=x86-64-v4
  check "it learns the digits with AVX-512" prints "instruction set v512" v4/AotDigits "$digits"
  check "its loss has the same bits" grep -xF "$loss" output
fi
