using System.Numerics;
using SimdGrad.Tests.Kernels;

namespace SimdGrad.Tests.Ops;

/// <summary>Parts of samples.</summary>
internal static class SampleData
{
    /// <summary>An input of moderate numbers, exact in float.</summary>
    public static GradCheckInput Moderate(Shape shape, int seed) =>
        new(shape, [.. Inputs.Moderate<float>(shape.FlattenedLength, seed).Select(x => (double)x / 4)]);

    /// <summary>Numbers of a sample: on the tape of a replay, those of an input of it.</summary>
    public static ReadOnlySpan<T> Numbers<T>(Tape<T> tape, params double[] numbers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] values = [.. numbers.Select(T.CreateTruncating)];
        if (tape.Recorder is not { } replay)
            return values;
        var input = replay.Input(new Shape(values.Length));
        values.CopyTo(input.Values);
        return input.Values;
    }

    /// <summary>Indices of a sample: on the tape of a replay, those of the replay.</summary>
    public static ReadOnlySpan<int> Indices<T>(Tape<T> tape, params ReadOnlySpan<int> indices)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (tape.Recorder is not { } replay)
            return indices.ToArray();
        var input = replay.Indices(indices.Length);
        indices.CopyTo(input.Values);
        return input.Values;
    }

    /// <summary>a b for row-major a [m, k] and b [k, n].</summary>
    public static double[] MatMul(GradCheckInput a, GradCheckInput b)
    {
        int m = a.Shape[0], k = a.Shape[1], n = b.Shape[1];
        var y = new double[m * n];
        for (int i = 0; i < m; i++)
            for (int j = 0; j < n; j++)
                for (int p = 0; p < k; p++)
                    y[i * n + j] += a.Values[i * k + p] * b.Values[p * n + j];
        return y;
    }
}
