#!/usr/bin/env bash
# Measures the error of every function over all 2^32 floats and writes docs/numerics.md. Takes a Release build and an hour or two;
# broken off, it goes on where it was: what is measured is in results/accuracy.json, to be deleted to measure all anew. Prints a
# line for each function; the exit code is 0 if all keep their bounds.
set -euo pipefail
cd "$(dirname "$0")"
dotnet SimdGrad.Bench/bin/Release/net10.0/SimdGrad.Bench.dll accuracy --all \
  --results results/accuracy.json --markdown ../docs/numerics.md
