using System.Numerics;
using SimdGrad.Tests.Ops;

namespace SimdGrad.Tests.Reference;

/// <summary>An operation on the tape, at its sample: the result and the gradients.</summary>
internal sealed class OperationReference<TSample> : IReferenceKernel where TSample : struct, IOperationSample
{
    public void Run<T>(ReferenceResults<T> results) where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        using var tape = new Tape<T>();
        Tensor<T>[] inputs =
            [.. TSample.Inputs(1).Select(x => tape.Variable([.. x.Values.Select(T.CreateTruncating)], x.Shape))];
        var y = TSample.Record(inputs);
        var seed = new T[y.Shape.FlattenedLength];
        Array.Fill(seed, T.One);
        y.Backward(seed);
        results.Add("Tape", typeof(TSample).Name, [.. y.Values, .. inputs.SelectMany(x => x.Gradient.ToArray())]);
    }
}
