#!/usr/bin/env bash
# Measures the error of every elementary function over all 2^32 floats and writes docs/numerics.md. Takes a Release build and
# about ten minutes; prints a line for each function and element type; the exit code is 0 if all keep their bounds.
set -euo pipefail
cd "$(dirname "$0")"
dotnet SimdGrad.Bench/bin/Release/net10.0/SimdGrad.Bench.dll accuracy --all --markdown ../docs/numerics.md
