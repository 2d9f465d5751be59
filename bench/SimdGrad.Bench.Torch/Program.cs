// gemm --help and steps --help tell about the reports.
using System.CommandLine;
using SimdGrad.Bench;
using SimdGrad.Bench.Torch;

var reports = new RootCommand("SimdGrad beside TorchSharp, in one process.")
{
    GemmCommand.Create(TorchGemm.Find), StepsCommand.Create(),
};
return reports.Parse(args).Invoke();
