namespace SimdGrad.Simd;

/// <summary>The time during which <see cref="Isa.Use"/> holds on this thread.</summary>
public readonly ref struct IsaScope
{
    private readonly VectorWidth _previous;

    internal IsaScope(VectorWidth previous) => _previous = previous;

    /// <summary>Restores the width that was in force before.</summary>
    public void Dispose() => Isa.Restore(_previous);
}
