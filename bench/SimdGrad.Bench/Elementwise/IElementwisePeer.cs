namespace SimdGrad.Bench;

/// <summary>Another library's elementwise functions.</summary>
internal interface IElementwisePeer
{
    /// <summary>The library.</summary>
    string Name { get; }

    /// <summary>
    /// Makes what computes a kernel of <see cref="ElementwiseKernels"/>; null if the library has none. Only the call of the
    /// result is measured; a library that cannot work on foreign memory has copied the operands by then.
    /// </summary>
    Action? Prepare(string kernel, ElementwiseOperands operands);
}
