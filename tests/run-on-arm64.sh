#!/usr/bin/env bash
# run-on-arm64.sh [ARGUMENT...]: runs the tests, of a Release build, for 64-bit ARM: on QEMU where the machine is another, with
# fewer random samples and at the width of the processor alone then. The arguments go to the test program. Takes Debian 12 or 13
# and the .NET SDK; tests/arm64/install.sh installs the rest.
set -euo pipefail
cd "$(dirname "$0")"
if [[ $(uname -m) != aarch64 ]]; then
  export SIMDGRAD_TEST_THINNING=${SIMDGRAD_TEST_THINNING:-64} SIMDGRAD_TEST_WIDTHS=${SIMDGRAD_TEST_WIDTHS:-own}
  # Methods are compiled once, at their best: code is slow there, and so is the compiler.
  export DOTNET_TieredCompilation=0
fi
export SIMDGRAD_EXPECT_WIDTH=neon
exec arm64/dotnet SimdGrad.Tests/bin/Release/net10.0/SimdGrad.Tests.dll -noColor "$@"
