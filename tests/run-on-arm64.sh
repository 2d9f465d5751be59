#!/usr/bin/env bash
# run-on-arm64.sh [ARGUMENT...]: runs the tests, of a Release build, for 64-bit ARM: on QEMU where the machine is another, with
# fewer random samples then. The arguments go to the test program. Takes Debian 12 or 13 and the .NET SDK; tests/arm64/install.sh
# installs the rest.
set -euo pipefail
cd "$(dirname "$0")"
[[ $(uname -m) == aarch64 ]] || export SIMDGRAD_TEST_THINNING=${SIMDGRAD_TEST_THINNING:-8}
export SIMDGRAD_EXPECT_WIDTH=neon
exec arm64/dotnet SimdGrad.Tests/bin/Release/net10.0/SimdGrad.Tests.dll -noColor "$@"
