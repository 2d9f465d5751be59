using System.Numerics;
using SimdGrad.Kernels;
using SimdGrad.Simd;
using Xunit;

namespace SimdGrad.Tests.Kernels;

/// <summary>Results that begin between two vectors: cheap functions begin with a partial one.</summary>
public class AlignedResultsTests
{
    private const int Length = 32 * 16 + 21, Border = 70;

    public static TheoryData<object, VectorWidth> Cases => OpTypes.KernelCases();

    [Theory]
    [MemberData(nameof(Cases))]
    public void Results_begin_anywhere<T>(T _1, VectorWidth width) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var _ = Isa.Use(width);
        T[] a = Inputs.Integers<T>(Length, 1, 100), b = Inputs.Integers<T>(Length, 2, 100), memory = new T[Length + 2 * Border];
        for (int offset = 0; offset <= Vec512<T>.Count; offset++)
        {
            int start = Border + offset;
            Check(() => Map.Forward<Relu, T>(a, Y()), i => T.Max(a[i], T.Zero));
            Check(() => Zip.Forward<Subtract, T>(a, b, Y()), i => a[i] - b[i]);
            a.CopyTo(Y());
            Check(() => Map.Forward<Relu, T>(Y(), Y()), i => T.Max(a[i], T.Zero));
            b.CopyTo(Y());
            Check(() => Zip.Forward<Subtract, T>(a, Y(), Y()), i => a[i] - b[i]);

            Span<T> Y() => memory.AsSpan(start, Length);

            void Check(Action run, Func<int, T> expected)
            {
                Span<T> before = memory.AsSpan(0, start), behind = memory.AsSpan(start + Length);
                before.Fill(T.One);
                behind.Fill(T.One);
                run();
                for (int i = 0; i < Length; i++)
                    if (Y()[i] != expected(i))
                        Assert.Fail($"offset {offset}: element {i} is {Y()[i]}, expected {expected(i)}");
                Assert.False(before.ContainsAnyExcept(T.One), $"offset {offset}: written before the result");
                Assert.False(behind.ContainsAnyExcept(T.One), $"offset {offset}: written behind the result");
            }
        }
    }
}
