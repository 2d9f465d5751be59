using System.Runtime.CompilerServices;

namespace SimdGrad.Kernels;

/// <summary>The targets that a loss takes.</summary>
/// <typeparam name="TLoss">The loss.</typeparam>
internal readonly struct TargetDomain<TLoss> : IDomain where TLoss : struct, ILoss
{
    public static string? Name => TLoss.TargetDomain;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static V IDomain.Contains<V>(V x) => TLoss.IsValidTarget(x);
}
