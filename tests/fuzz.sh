#!/usr/bin/env bash
# fuzz.sh [SECONDS]: feeds the readers of safetensors, .npy, .npz and IDX files with damaged ones, each for so long (60). With
# afl-fuzz (Debian's package afl++) inputs are found by what they reach in the code; without it they are random.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-60}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
dotnet build -c Release tests/SimdGrad.Fuzz -v q -nologo
cp -r tests/SimdGrad.Fuzz/bin/Release/net10.0 "$work/plain"

afl=false
if command -v afl-fuzz >/dev/null && dotnet tool install SharpFuzz.CommandLine --version 2.3.0 --tool-path "$work/tools" >/dev/null; then
  afl=true
  cp -r "$work/plain" "$work/traced"
  "$work/tools/sharpfuzz" "$work/traced/SimdGrad.dll" SimdGrad.IO
fi

for target in safetensors npy npz idx; do
  if $afl; then
    dotnet "$work/plain/SimdGrad.Fuzz.dll" "$target" --seeds "$work/$target/seeds"
    AFL_SKIP_BIN_CHECK=1 AFL_NO_AFFINITY=1 AFL_SKIP_CPUFREQ=1 AFL_NO_UI=1 AFL_BENCH_UNTIL_CRASH=1 \
      AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 \
      afl-fuzz -i "$work/$target/seeds" -o "$work/$target/out" -m none -t 5000 -V "$seconds" -- \
      dotnet "$work/traced/SimdGrad.Fuzz.dll" "$target" >"$work/$target/log" || { tail -20 "$work/$target/log"; exit 1; }
    stats=$work/$target/out/default/fuzzer_stats
    value() { sed -n "s/^$1 *: *//p" "$stats"; }
    echo "$target: $(value execs_done) inputs, $(value corpus_count) kept, $(value saved_crashes) crashes, $(value saved_hangs) hangs"
    if (($(value saved_crashes) + $(value saved_hangs) > 0)); then
      for input in "$work/$target"/out/default/{crashes,hangs}/id*; do
        [[ ! -e $input ]] || { echo "$input"; base64 -w 0 "$input"; echo; }
      done
      exit 1
    fi
  else
    dotnet "$work/plain/SimdGrad.Fuzz.dll" "$target" --random $((seconds * 5000))
  fi
done
