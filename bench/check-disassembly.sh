#!/usr/bin/env bash
# Looks at the machine code of the innermost loops on vectors, all that the library has, in float and double, for AVX-512 where
# the processor has it and for AVX2: no calls, no bounds checks, no conversions that wait for the previous turn, no vectors spilled to
# the stack but in long formulas. Takes a Release build on x86-64; prints a line for each loop that has one of these, and how many
# have none; the exit code is 0 if all are as they should be.
set -euo pipefail
cd "$(dirname "$0")"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# finds TEXT METHOD INSTRUCTION...: a loop of these instructions in this method is reported with this text. Without it a check
# that sees nothing would pass for ever.
finds() {
  local text=$1 method=$2 report
  shift 2
  report=$({
    echo "; Assembly listing for method SimdGrad.Kernels.$method (FullOpts)"
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

relu='Map+ForwardKernel`2[SimdGrad.Relu,float]:Run[SimdGrad.Simd.Vec512`1[float]]():this'
tile='GemmTileWide`2[SimdGrad.Kernels.GemmTiles+C1,SimdGrad.Kernels.GemmTiles+C8]:Run[SimdGrad.Simd.Vec512`1[float],float](byref)'
finds "passed: inner loop of Map+ForwardKernel[Relu,float]:Run[Vec512[float]]: 3 instructions, 1 fused" "$relu" \
  "vmovups  zmm1, zmmword ptr [rax+4*rdx]" "vfmadd213ps zmm1, zmm2, zmm3"
finds "a call" "$relu" "vmovups  zmm1, zmmword ptr [rax]" "call     [SimdGrad.Simd.VecMath:Exp]"
finds "a vector on the stack" "$relu" "vmovups  zmmword ptr [rbp-0x70], zmm1"
finds "a vector on the stack" "$relu" "vfmadd213ps zmm1, zmm2, zmmword ptr [rsp+0x40]"
finds "a conversion" "$relu" "vcvtsd2ss xmm1, xmm1, xmm0" "vbroadcastss zmm1, zmm1"
finds "passed" "$relu" "vxorps   xmm1, xmm1, xmm1" "vcvtsd2ss xmm1, xmm1, xmm0" "vbroadcastss zmm1, zmm1"
finds "a bounds check" "$relu" "vmovups  zmm1, zmmword ptr [rax]" "jae      SHORT G_M000_IG02"
finds "it has none on vectors" "$tile" "mov      rax, rdx"

# compile NAME [SETTING]: has the loops compiled, and keeps the listing and what the program tells.
compile() {
  env DOTNET_JitStdOutFile="$folder/$1.listing" DOTNET_JitDisasm='*SimdGrad.Kernels*:*' "${@:2}" \
    dotnet SimdGrad.Bench/bin/Release/net10.0/SimdGrad.Bench.dll disassembly >"$folder/$1.summary"
}

# Both at once. Where there is no AVX-512, they are the same.
compile widest &
compile avx2 DOTNET_EnableAVX512=0
wait $!

code=0
for name in widest avx2; do
  read -r width methods <"$folder/$name.summary"
  [[ $width == v512 ]] && rows=12 outputs=6 wide=3x8 || rows=6 outputs=2 wide=3x4
  expected=
  for type in float double; do
    for method in "${rows}x2" "${rows}x2 with prefetch" "${rows}x2 with prefetch and copy" "${rows}x2 by table" \
      "${rows}x1 of columns" "${rows}x1 of columns and copy" "${outputs}x4 of positions" 1x8 $wide; do
      expected+="tile $method $width $type;"
    done
  done
  report=$(awk -v expected="$expected" -v methods="$methods" -f loops.awk "$folder/$name.listing")
  # Hundreds of loops are as they should be: told in one line.
  if grep '^failed: ' <<<"$report"; then
    code=1
  else
    echo "passed: $(grep -c "^passed: " <<<"$report") inner loops of $methods methods for $width," \
      "$(grep -c 'on the stack' <<<"$report") of them long formulas with vectors on the stack"
  fi
done
exit "$code"
