using BenchmarkDotNet.Configs;

namespace SimdGrad.Bench;

/// <summary>Adds the column GFLOP/s.</summary>
public sealed class GigaflopsConfig : ManualConfig
{
    public GigaflopsConfig() => AddColumn(new GigaflopsColumn());
}
