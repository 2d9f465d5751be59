#!/usr/bin/env bash
# Measures everything on this processor, in about ten minutes, and makes the tables and plots of docs/benchmarks.md from the
# results, which go to bench/results/PROCESSOR. The machine should be idle.
#   measure-all.sh            within run-in-debian13.sh, which needs root and debootstrap: beside all peers
#   measure-all.sh --here     on this system as it is: beside those of OpenBLAS, BLIS and oneDNN that it has; without TorchSharp
# MEASURE is a command to put before each measurement, such as one that waits until the machine is at rest.
set -euo pipefail
cd "$(dirname "$0")"

peers=(./run-in-debian13.sh)
[[ ${1-} == --here ]] && peers=()
dotnet build -c Release -v q -nologo -clp:ErrorsOnly SimdGrad.Bench
bench=SimdGrad.Bench/bin/Release/net10.0/SimdGrad.Bench.dll
torch=SimdGrad.Bench.Torch/bin/Release/net10.0/SimdGrad.Bench.Torch.dll
start=SimdGrad.Bench.Start
native=$start/bin/native/$start
ready=$start/bin/ready/$start.dll
rid=$(dotnet --info | awk '$1 == "RID:" { print $2 }')
dotnet publish -c Release -v q -nologo -r "$rid" -p:PublishAot=true -o $start/bin/native $start
dotnet publish -c Release -v q -nologo -r "$rid" --no-self-contained -p:PublishReadyToRun=true -o $start/bin/ready $start
results=$(dotnet $bench environment --folder)
mkdir -p "$results"

# measure FILE PROGRAM ARGUMENT...: one report, whose results go to this file.
measure() {
  local file=$1
  shift
  echo "== $file"
  # shellcheck disable=SC2086 # a command with arguments
  ${MEASURE-} "${peers[@]}" dotnet "$@" --json "$results/$file.json"
}

measure environment $bench environment
measure gemm-1-thread $bench gemm
measure gemm-2-threads $bench gemm --threads 2
measure gemm-2-threads-alone $bench gemm --threads 2 --alone
measure gemm-v256-1-thread $bench gemm --isa v256
measure gemm-double-1-thread $bench gemm --type double
measure elementwise-1-thread $bench elementwise
measure elementwise-2-threads $bench elementwise --threads 2
measure losses-1-thread $bench losses
measure first-call $bench first-call
measure first-call-ahead $bench first-call --program $native
first_steps=(--program "SimdGrad, ReadyToRun=$ready" --program "SimdGrad, NativeAOT=$native")
((${#peers[@]})) || measure first-step $bench first-step "${first_steps[@]}"
measure simple-chains $bench simple-chains

if ((${#peers[@]})); then
  dotnet build -c Release -v q -nologo -clp:ErrorsOnly SimdGrad.Bench.Torch
  measure environment-torch $torch environment
  measure first-step $bench first-step "${first_steps[@]}" --program "TorchSharp=$torch"
  measure gemm-torch-1-thread $torch gemm
  # TorchSharp allocates each result. Without these the C library would return large ones to the system each time.
  export MALLOC_MMAP_MAX_=0 MALLOC_TRIM_THRESHOLD_=4000000000 MALLOC_TOP_PAD_=1000000
  measure elementwise-torch-1-thread $torch elementwise
  measure losses-torch-1-thread $torch losses
  measure steps-torch-1-thread $torch steps
  measure steps-torch-2-threads $torch steps --threads 2
  "${peers[@]}" sh -c 'dpkg -s dataset-fashion-mnist >/dev/null 2>&1 || {
    apt-get update -qq && apt-get install -y -qq --no-install-recommends dataset-fashion-mnist >/dev/null; }'
  measure fashion-torch-2-threads $torch fashion --threads 2
fi

dotnet $bench report
