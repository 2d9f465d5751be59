#!/usr/bin/env bash
# kill-test.sh [KILLS]: kills a training program so many times (50) at random moments while it writes checkpoints; each time it is
# to go on from a whole checkpoint, and to end with the weights of a run that nobody disturbed.
set -euo pipefail
cd "$(dirname "$0")/.."
dotnet build -c Release tests/SimdGrad.Tests -v q -nologo
SIMDGRAD_KILLS=${1:-50} tests/SimdGrad.Tests/bin/Release/net10.0/SimdGrad.Tests -noColor -showLiveOutput -class 'SimdGrad.Tests.IO.KillTests'
