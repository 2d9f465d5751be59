using System.Runtime.CompilerServices;

namespace SimdGrad.Kernels;

/// <summary>The predictions that a loss takes.</summary>
/// <typeparam name="TLoss">The loss.</typeparam>
internal readonly struct PredictionDomain<TLoss> : IDomain where TLoss : struct, ILoss
{
    public static string? Name => TLoss.PredictionDomain;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static V IDomain.Contains<V>(V x) => TLoss.IsValidPrediction(x);
}
