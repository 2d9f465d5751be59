using System.Runtime.InteropServices;
using System.Security.Cryptography;
using SimdGrad.Data;
using SimdGrad.Nn;
using SimdGrad.Optim;
using SimdGrad.Simd;

namespace SimdGrad.Tests.Nn;

/// <summary>A classifier of 64 features in 10 classes, trained by Adam on random data in batches of 32.</summary>
internal sealed class TrainingRun : IDisposable
{
    private const int Columns = 64, Classes = 10, Rows = 256, BatchSize = 32;

    private readonly Tape<float> _tape = new();
    private readonly Sequential<float> _model;
    private readonly ParameterSet<float> _parameters;
    private readonly Adam<float> _optimizer;
    private readonly Batches<float> _batches;
    private int _epoch;

    public TrainingRun(int hidden)
    {
        _model = new(new Linear<float>(Columns, hidden), new Activation<float, Relu>(), new Linear<float>(hidden, Classes));
        _parameters = _model.Initialize(7);
        _optimizer = new(_parameters);
        var random = new CounterRandom(11);
        float[] features = [.. Enumerable.Range(0, Rows * Columns).Select(i => (float)random.Normal((ulong)i))];
        int[] labels = [.. Enumerable.Range(0, Rows).Select(i => random.Below(Classes, (ulong)i))];
        _batches = new Dataset<float>(features, Columns, labels).Batches(BatchSize, seed: 3);
    }

    /// <summary>The loss of the last step.</summary>
    public float Loss { get; private set; }

    /// <summary>The first 64 bits of the SHA-256 of all parameters.</summary>
    public string Hash => Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes(_parameters.Values)))[..16];

    /// <summary>One epoch: 8 steps.</summary>
    public void Epoch()
    {
        foreach (var batch in _batches.Epoch(_epoch++))
        {
            _tape.Reset();
            var loss = _model.Forward(_tape.Constant(batch.Features, [batch.Count, Columns])).SoftmaxCrossEntropy(batch.Labels);
            _parameters.ZeroGradients();
            loss.Backward();
            _optimizer.Step();
            Loss = loss.Item();
        }
    }

    public void Dispose()
    {
        _optimizer.Dispose();
        _parameters.Dispose();
        _tape.Dispose();
    }
}
