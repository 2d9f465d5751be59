namespace SimdGrad.Bench;

/// <summary>The memory that all contestants of a row work on.</summary>
internal sealed class ElementwiseOperands : IDisposable
{
    private readonly StaggeredBuffers<float> _buffers;

    /// <summary>Operands of this length with numbers from -4 to 4.</summary>
    public ElementwiseOperands(int length)
    {
        Length = length;
        _buffers = new(length, length, length, length);
        foreach (ref float x in _buffers[3])
            x = Math.Abs(x);
    }

    /// <summary>The elements of each operand.</summary>
    public int Length { get; }

    /// <summary>Whether the left operand is positive, as for a logarithm.</summary>
    public bool IsPositive { get; set; }

    /// <summary>The left operand.</summary>
    public Span<float> Left => _buffers[IsPositive ? 3 : 0];

    /// <summary>The right operand.</summary>
    public Span<float> Right => _buffers[1];

    /// <summary>Where the result goes.</summary>
    public Span<float> Result => _buffers[2];

    /// <summary>Whether a kernel gives NaN for negative numbers, and so wants a positive left operand.</summary>
    public static bool WantsPositive(IElementwiseKernel kernel)
    {
        float[] result = new float[3];
        kernel.Run([-0.5f, -1.5f, -3f], [0.5f, 0.5f, 0.5f], result);
        return result.Any(float.IsNaN);
    }

    public void Dispose() => _buffers.Dispose();
}
