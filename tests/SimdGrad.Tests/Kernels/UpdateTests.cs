using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Kernels;
using SimdGrad.Simd;
using Xunit;

namespace SimdGrad.Tests.Kernels;

/// <summary>The loop of optimizers, with a rule whose results are exact.</summary>
[Collection(nameof(Serial))]
public sealed class UpdateTests
{
    [Fact]
    public void Every_length_next_to_protected_pages_at_every_width()
    {
        All<float>();
        All<double>();
    }

    [Fact]
    public void Large_updates_are_divided_over_threads_without_a_change()
    {
        int n = Sliced.SplitElements + 37;
        var (values, states) = (Inputs.Moderate<float>(n, 1), Inputs.Moderate<float>(n, 2));
        var (expected, expectedStates) = ((float[])values.Clone(), (float[])states.Clone());
        float[] gradients = Inputs.Moderate<float>(n, 3), second = new float[n], third = new float[n];
        using (new ThreadCount(1))
            Update.Run(new Shift<float>(), new Regularization<float>(), expected, gradients, expectedStates, second, third);
        Array.Clear(second);
        Array.Clear(third);
        using (new ThreadCount(3))
            Update.Run(new Shift<float>(), new Regularization<float>(), values, gradients, states, second, third);
        Assert.Equal(expected, values);
        Assert.Equal(expectedStates, states);
        Assert.Equal(gradients, third);
    }

    [Theory]
    [InlineData(784, 9)]
    [InlineData(512, 5)]
    public void Weights_are_divided_by_rows_without_a_change(int rows, int columns)
    {
        int n = rows * columns;
        float[] gradients = Inputs.Moderate<float>(n, 1);
        float[][] Run(int threads)
        {
            using var scope = new ThreadCount(threads);
            float[][] result = [Inputs.Moderate<float>(n, 2), Inputs.Moderate<float>(n, 3), new float[n], new float[n]];
            Update.Run(
                new Shift<float>(), new Regularization<float>(), result[0], gradients, result[1], result[2], result[3], columns);
            return result;
        }
        Assert.Equal(Run(1), Run(2));
        Assert.Equal(Run(1), Run(5));
    }

    [Fact]
    public void Bad_spans_are_errors_that_name_them_and_nothing_is_written()
    {
        float[] w = [1, 2, 3, 4], g = [1, 1, 1, 1], a = new float[4], b = new float[4], c = new float[4];
        Fails("gradients", () => Run(w, g.AsSpan(1), a, b, c));
        Fails("first", () => Run(w, g, default, b, c));
        Fails("second", () => Run(w, g, a, b.AsSpan(1), c));
        Fails("third", () => Run(w, g, a, b, default));
        Fails("values", () => Run(w, w, a, b, c));
        Fails("first", () => Run(w, g, w, b, c));
        Fails("second", () => Run(w, g, a, g, c));
        Fails("third", () => Run(w, g, a, b, a));
        Fails("third", () => Run(w, g, a, b, b));
        Fails("second", () => Run(w, g, a, a, c));
        Assert.Equal([1, 2, 3, 4], w);
        Assert.Equal(new float[4], a);

        static void Run(Span<float> w, ReadOnlySpan<float> g, Span<float> a, Span<float> b, Span<float> c) =>
            Update.Run(new Shift<float>(), new Regularization<float>(), w, g, a, b, c);
        static void Fails(string name, Action run) => Assert.Equal(name, Assert.Throws<ArgumentException>(run).ParamName);
    }

    [Fact]
    public void Regularization_is_applied_before_the_rule()
    {
        double[] w = [4, -4, 0, double.NaN], g = [1, 1, 1, 1], a = new double[4], b = new double[4], c = new double[4];
        var regularization = new Regularization<double> { Maximize = true, Decay = 0.5, L1 = 0.25, Shrinkage = 0.125 };
        Update.Run(new Shift<double>(), regularization, w, g, a, b, c);
        Assert.Equal([-1 + 2 + 0.25, -1 - 2 - 0.25, -1, double.NaN], c);
        Assert.Equal([3.5, -3.5, 0, double.NaN], w);
    }

    private static void All<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var values = new GuardedBuffer<T>(Lengths.Short);
        using var gradients = new GuardedBuffer<T>(Lengths.Short);
        using var first = new GuardedBuffer<T>(Lengths.Short);
        using var second = new GuardedBuffer<T>(Lengths.Short);
        using var third = new GuardedBuffer<T>(Lengths.Short);
        foreach (var width in OpTypes.Widths)
        {
            using var scope = Isa.Use(width);
            for (int n = 0; n <= Lengths.Short; n++)
            {
                foreach (bool atEnd in (bool[])[false, true])
                {
                    T[] w = Inputs.Integers<T>(n, 1, 9), g = Inputs.Integers<T>(n, 2, 9);
                    T[] a = Inputs.Integers<T>(n, 3, 9), b = Inputs.Integers<T>(n, 4, 9), c = Inputs.Integers<T>(n, 5, 9);
                    T[] moved = [.. w.Zip(g, a).Select(x => x.First + x.Second * x.Third)];
                    Span<T> pw = values.Take(w, atEnd), p1 = first.Take(a, atEnd);
                    Span<T> p2 = second.Take(b, atEnd), p3 = third.Take(c, atEnd);
                    Update.Run(
                        new Shift<T>(), new Regularization<T>(), pw, gradients.Take(g, atEnd), p1, p2, p3);
                    Assert.Equal(moved, pw.ToArray());
                    Assert.Equal(b, p1.ToArray());
                    Assert.Equal(c, p2.ToArray());
                    Assert.Equal(g, p3.ToArray());
                }
            }
        }
    }

    /// <summary>w = w + g a; a = b; b = c; c = g.</summary>
    private readonly struct Shift<T> : IUpdateRule<T> where T : unmanaged
    {
        public static int States => 3;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Update<V>(ref V value, V gradient, ref V first, ref V second, ref V third) where V : struct, IVec<V, T>
        {
            value = V.Fma(gradient, first, value);
            (first, second, third) = (second, third, gradient);
        }
    }
}
