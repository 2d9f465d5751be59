namespace SimdGrad.Bench;

/// <summary>Another library's losses, value and gradient.</summary>
internal interface ILossPeer
{
    /// <summary>The library.</summary>
    string Name { get; }

    /// <summary>
    /// Makes what computes a loss of <see cref="LossReport"/>; null if the library has none. Only the call of the result is
    /// measured; a library that cannot work on foreign memory has copied the operands by then.
    /// </summary>
    Action? Prepare(string kernel, LossOperands operands);
}
