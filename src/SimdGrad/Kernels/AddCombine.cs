using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>Folds to the sum.</summary>
internal readonly struct AddCombine : ICombine
{
    public static double Identity => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V a, V b) where V : struct, IVec<V> => a + b;

    public static T OfScalars<T>(T a, T b) where T : unmanaged, IBinaryFloatingPointIeee754<T> => a + b;
}
