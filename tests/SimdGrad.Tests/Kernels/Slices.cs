using SimdGrad.Kernels;

namespace SimdGrad.Tests.Kernels;

/// <summary>The slices of a tensor along an axis, taken out one element at a time.</summary>
internal static class Slices
{
    /// <summary>The slices, in the order of their results.</summary>
    public static IEnumerable<T[]> Of<T>(IReadOnlyList<T> x, AxisLayout layout)
    {
        for (int o = 0; o < layout.Outer; o++)
            for (int k = 0; k < layout.Inner; k++)
                yield return
                [
                    .. Enumerable.Range(0, layout.Length).Select(i => x[(o * layout.Length + i) * layout.Inner + k]),
                ];
    }
}
