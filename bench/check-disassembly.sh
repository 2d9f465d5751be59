#!/usr/bin/env bash
# Looks at the machine code of the inner loops, at each vector width that the processor has: no calls, no vectors spilled to the
# stack, no bounds checks, no conversions. Takes a Release build on x86-64; prints a line for each loop; the exit code is 0 if
# all are as they should be.
set -euo pipefail
cd "$(dirname "$0")"
listing=$(mktemp)
trap 'rm -f "$listing"' EXIT

# finds TEXT INSTRUCTION...: a loop of these instructions is reported with this text. Without it a check that sees nothing would
# pass for ever.
finds() {
  local text=$1 report
  shift
  report=$({
    echo "; Assembly listing for method Map+ForwardKernel\`2[SimdGrad.Relu,float]:Run[SimdGrad.Simd.Vec512\`1[float]]():this"
    echo "; rbp based frame"
    echo "G_M000_IG01:"
    printf '       %s\n' "$@"
    echo "       jle      SHORT G_M000_IG01"
    echo "G_M000_IG02:"
    echo "       call     CORINFO_HELP_RNGCHKFAIL"
  } | awk -f loops.awk)
  if [[ $report == *"$text"* ]]; then
    echo "passed: the check finds '$text' in a made-up loop"
  else
    echo "failed: the check does not find '$text' in a made-up loop, but reports: $report"
    return 1
  fi
}

finds "passed: inner loop of relu v512 float: 3 instructions, 1 fused" \
  "vmovups  zmm1, zmmword ptr [rax+4*rdx]" "vfmadd213ps zmm1, zmm2, zmm3"
finds "a call" "vmovups  zmm1, zmmword ptr [rax]" "call     [SimdGrad.Simd.VecMath:Exp]"
finds "a vector on the stack" "vmovups  zmmword ptr [rbp-0x70], zmm1"
finds "a vector on the stack" "vfmadd213ps zmm1, zmm2, zmmword ptr [rsp+0x40]"
finds "a conversion" "vcvtsd2ss xmm1, xmm1, xmm0" "vbroadcastss zmm1, zmm1"
finds "a bounds check" "vmovups  zmm1, zmmword ptr [rax]" "jae      SHORT G_M000_IG02"
finds "it has none on vectors" "mov      rax, rdx"

widths=$(DOTNET_JitStdOutFile=$listing DOTNET_JitDisasm='*GemmTile`3*:Run *GemmTileRow:Run *Map+ForwardKernel*:Run' \
  dotnet SimdGrad.Bench/bin/Release/net10.0/SimdGrad.Bench.dll disassembly)
expected=
for width in $widths; do
  [[ $width == v512 ]] && rows=12 || rows=6
  for type in float double; do
    for method in "tile ${rows}x2" "tile ${rows}x2 with prefetch" "tile 1x8" relu leakyrelu sigmoid tanh; do
      expected+="$method $width $type;"
    done
  done
done
report=$(awk -v expected="$expected" -f loops.awk "$listing")
echo "$report"
[[ -n $report && $'\n'$report != *$'\n'"failed: "* ]]
