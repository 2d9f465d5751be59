// gemm --help and gate --help tell about the reports; without a command the arguments go to BenchmarkDotNet, as in
// --filter '*Gemm*', --job short or --list flat, and no arguments run all its benchmarks.
using System.CommandLine;
using System.Numerics.Tensors;
using BenchmarkDotNet.Running;
using SimdGrad.Bench;

var reports = new RootCommand("Reports on the speed and accuracy of SimdGrad.")
{
    GemmCommand.Create(NativeGemm.Find),
    KernelCommand.CreateElementwise(_ => [new TensorPrimitivesPeer()], firstCalls: true),
    KernelCommand.CreateLosses(_ => [new TensorPrimitivesLosses()]),
    FirstCallCommand.Create(),
    FirstStepCommand.Create(),
    SimpleChainsCommand.Create(),
    EnvironmentCommand.Create(() => NativeGemm.Find(1)
        .ToDictionary(peer => peer.Name, peer => peer.Version)
        .Append(new("tensorPrimitives", EnvironmentCommand.VersionOf(typeof(TensorPrimitives))))
        .ToDictionary()),
    ReportCommand.Create(),
    GateCommand.Create(),
    AccuracyCommand.Create(),
    DisassemblyCommand.Create(),
};
if (args is [var name, ..] && reports.Subcommands.Any(command => command.Name == name))
    return reports.Parse(args).Invoke();
BenchmarkSwitcher.FromAssembly(typeof(GemmCommand).Assembly).Run(args is [] ? ["--filter", "*"] : args);
return 0;
