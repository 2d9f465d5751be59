#!/usr/bin/env bash
# Shows that the gate opens for kernels as they are and closes for one that is slowed down by a third. Takes a Release build,
# a baseline for this processor and a machine that is at rest; prints a line for each check.
set -euo pipefail
cd "$(dirname "$0")"
gate=(dotnet SimdGrad.Bench/bin/Release/net10.0/SimdGrad.Bench.dll gate)

# ends CODE TEXT OPTION...: the gate ends with this exit code and prints this text.
ends() {
  local expected=$1 text=$2 code=0 output
  shift 2
  output=$("${gate[@]}" "$@" 2>/dev/null) || code=$?
  if [[ $code == "$expected" && $output == *"$text"* ]]; then
    echo "passed: gate $* ends with $code and says: $text"
  else
    echo "$output"
    echo "failed: gate $* ends with $code instead of $expected, or does not say: $text"
    return 1
  fi
}

ends 0 "No kernel is slower than its baseline."
ends 1 "Slower than its baseline in each of 4 measurements: gemm 256 (v" --slow "gemm 256"
ends 1 "Slower than its baseline in each of 4 measurements: tanh 1 Ki (v" --slow "tanh 1 Ki"
