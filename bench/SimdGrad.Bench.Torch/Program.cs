// --help tells of the reports, and gemm --help and the like of their options.
using System.CommandLine;
using SimdGrad.Bench;
using SimdGrad.Bench.Torch;
using TorchSharp;

var reports = new RootCommand("SimdGrad beside TorchSharp, in one process.")
{
    GemmCommand.Create(TorchGemm.Find),
    KernelCommand.CreateElementwise(TorchElementwise.Find, firstCalls: false),
    KernelCommand.CreateLosses(TorchLosses.Find),
    StepsCommand.Create(),
    FashionCommand.Create(),
    EnvironmentCommand.Create(() => new Dictionary<string, string>
    {
        ["torch"] = EnvironmentCommand.VersionOf(typeof(torch)),
        ["libtorch"] = torch.__version__,
    }),
};
return reports.Parse(args).Invoke();
