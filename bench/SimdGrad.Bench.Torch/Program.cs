// --help tells of the reports, and gemm --help and the like of their options. The first training step is apart from them, so
// that it finds nothing compiled nor loaded that it does not need.
using System.CommandLine;
using SimdGrad.Bench;
using SimdGrad.Bench.Torch;
using TorchSharp;

if (args is ["step", var timestamp])
{
    Console.WriteLine(TorchFirstStep.Measure(long.Parse(timestamp)));
    return 0;
}
return Reports(args);

static int Reports(string[] args)
{
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
}
