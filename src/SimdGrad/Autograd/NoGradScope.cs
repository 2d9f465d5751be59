using System.Numerics;

namespace SimdGrad;

/// <summary>The time for which a tape records no gradients: <c>using (tape.NoGrad()) ...</c></summary>
/// <typeparam name="T">float or double.</typeparam>
public readonly ref struct NoGradScope<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Tape<T>? _tape;
    private readonly bool _before;

    internal NoGradScope(Tape<T> tape)
    {
        _tape = tape;
        _before = tape.RecordsGradients;
        tape.RecordsGradients = false;
    }

    /// <summary>Makes the tape what it was before.</summary>
    public void Dispose() => _tape?.RecordsGradients = _before;
}
