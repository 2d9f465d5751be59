// Runs all benchmarks, or those that the arguments choose: --filter '*Gemm*', --job short, --list flat.
using BenchmarkDotNet.Running;

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args is [] ? ["--filter", "*"] : args);
