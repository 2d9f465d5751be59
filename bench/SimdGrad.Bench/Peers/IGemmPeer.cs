namespace SimdGrad.Bench;

/// <summary>Another library's matrix product.</summary>
internal unsafe interface IGemmPeer
{
    /// <summary>The library.</summary>
    string Name { get; }

    /// <summary>Its version, and the code that it has chosen for this processor where it tells.</summary>
    string Version { get; }

    /// <summary>Whether the library has the product for an element type.</summary>
    bool Supports<T>();

    /// <summary>
    /// Makes what computes C = A * B, each operand dense and row-major, A and B transposed if asked for. Only the call of the
    /// result is measured; a library that cannot work on foreign memory has copied the operands by then.
    /// </summary>
    Action Prepare<T>(int m, int n, int k, T* a, bool transA, T* b, bool transB, T* c) where T : unmanaged;
}
