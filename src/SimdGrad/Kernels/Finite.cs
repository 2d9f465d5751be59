using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>Whether all elements are numbers.</summary>
internal static class Finite
{
    // So few that the loop over vectors would take longer to begin than this takes.
    private const int Few = 16;

    /// <summary>Whether no element is infinite or NaN.</summary>
    public static bool All<T>(ReadOnlySpan<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (x.Length > Few)
            return InDomain.All<Domain, T>(x);
        foreach (T value in x)
            if (!T.IsFinite(value))
                return false;
        return true;
    }

    /// <summary>The same, and the first that is, if any.</summary>
    public static bool All<T>(ReadOnlySpan<T> x, out int first) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        first = x.Length;
        if (All(x))
            return true;
        for (first = 0; T.IsFinite(x[first]); first++)
        {
        }
        return false;
    }

    private readonly struct Domain : IDomain
    {
        public static string? Name => "the numbers";

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Contains<V>(V x) where V : struct, IVec<V> => V.Abs(x) < V.Of(double.PositiveInfinity);
    }
}
