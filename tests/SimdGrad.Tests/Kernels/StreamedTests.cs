using System.Numerics;
using System.Runtime.InteropServices;
using SimdGrad.Kernels;
using SimdGrad.Simd;
using Xunit;

namespace SimdGrad.Tests.Kernels;

/// <summary>Results so large that they are written past the caches.</summary>
public class StreamedTests
{
    public static TheoryData<object, VectorWidth> Cases => OpTypes.KernelCases();

    // Also where the result begins between vectors, ends between them, or between the addresses of elements, and in place.
    [Theory]
    [MemberData(nameof(Cases))]
    public unsafe void They_have_the_same_bits<T>(T _1, VectorWidth width) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var _ = Isa.Use(width);
        int n = (int)Cache.StreamedBytes / sizeof(T) + 5;
        T* memory = (T*)NativeMemory.AlignedAlloc((nuint)(2 * n + 100) * (nuint)sizeof(T), 64);
        try
        {
            Span<T> x = new(memory, n);
            for (int i = 0; i < n; i++)
                x[i] = T.CreateTruncating(i % 1009 - 500);
            foreach (int bytes in (int[])[3 * sizeof(T), 2])
            {
                Span<T> y = new((byte*)(memory + n + 50) + bytes, n);
                Map.Forward<Square, T>(x, y);
                for (int i = 0; i < n; i++)
                    if (y[i] != x[i] * x[i])
                        Assert.Fail($"{x[i]} squared is {y[i]} at {i} of {n}");
                Zip.Forward<Subtract, T>(x, y, y);
                y[(n - 3)..].Clear();
                Zip.Forward<Add, T>(x[..(n - 3)], x[..(n - 3)], y[..(n - 3)]);
                for (int i = 0; i < n; i++)
                    if (y[i] != (i < n - 3 ? x[i] + x[i] : T.Zero))
                        Assert.Fail($"twice {x[i]} is {y[i]} at {i} of {n}");
            }
        }
        finally
        {
            NativeMemory.AlignedFree(memory);
        }
    }
}
