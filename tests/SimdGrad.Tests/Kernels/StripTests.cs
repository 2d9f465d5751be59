using System.Numerics;
using SimdGrad.Kernels;
using SimdGrad.Simd;
using Xunit;

namespace SimdGrad.Tests.Kernels;

/// <summary>Strips as tiles read them, element by element: also the zeros up to whole vectors, which no result shows.</summary>
public unsafe class StripTests
{
    private const int MaxWidth = 48, MaxSteps = 9, MaxGap = 2;

    public static TheoryData<object, VectorWidth> Cases => OpTypes.KernelCases();

    [Theory]
    [MemberData(nameof(Cases))]
    public void Lanes_lie_side_by_side_with_zeros_behind_them<T>(T _1, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var _ = Isa.Use(width);
        using GuardedBuffer<T> source = new(MaxSteps * (MaxWidth + MaxGap)), packed = new(MaxSteps * MaxWidth);
        foreach (bool atEnd in (bool[])[true, false])
            Isa.Run<Check<T>, T>(new(source, packed, atEnd));
    }

    private readonly struct Check<T>(GuardedBuffer<T> source, GuardedBuffer<T> packed, bool atEnd) : IKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public void Run<V>() where V : struct, IVec<V, T>
        {
            for (int lanes = 1; lanes <= 2 * V.Count + 1; lanes++)
                for (int steps = 1; steps <= MaxSteps; steps++)
                    for (int gap = 0; gap <= MaxGap; gap++)
                    {
                        One<V>(lanes, steps, gap, transposes: false);
                        One<V>(lanes, steps, gap, transposes: true);
                    }
        }

        private void One<V>(int lanes, int steps, int gap, bool transposes) where V : struct, IVec<V, T>
        {
            var (rows, columns) = transposes ? (lanes, steps) : (steps, lanes);
            int width = (lanes + V.Count - 1) / V.Count * V.Count, row = columns + gap;
            var from = source.Take(Inputs.Moderate<T>((rows - 1) * row + columns, lanes), atEnd);
            var to = packed.Take(steps * width, atEnd);
            to.Fill(T.NaN);
            fixed (T* first = from, result = to)
            {
                if (transposes)
                    Strip.Transpose<V, T>(first, row, lanes, width, steps, result, width);
                else
                    Strip.Pad<V, T>(first, row, lanes, width, steps, result);
            }
            for (int p = 0; p < steps; p++)
                for (int l = 0; l < width; l++)
                {
                    T expected = l >= lanes ? T.Zero : from[transposes ? l * row + p : p * row + l];
                    Bits.AssertSame(expected, to[p * width + l], $"{lanes} lanes, {steps} steps, gap {gap}: {l} of step {p}");
                }
        }
    }
}
