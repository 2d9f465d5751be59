using System.Runtime.InteropServices;

namespace SimdGrad.Bench;

/// <summary>
/// Buffers for a kernel that have been written to, with numbers from -4 to 4, at multiples of 64 and spread modulo 4096: loads
/// that agree with earlier stores in the lower 12 bits of the address wait for them.
/// </summary>
internal sealed unsafe class Operands
{
    private const int Page = 4096 / sizeof(float), Line = 64 / sizeof(float);

    private readonly float* _start;
    private readonly int[] _starts, _lengths;

    /// <summary>Allocates buffers of these lengths, for as long as the process lives.</summary>
    public Operands(params int[] lengths)
    {
        int stagger = Page / lengths.Length / Line * Line, end = 0;
        _lengths = lengths;
        _starts = new int[lengths.Length];
        for (int i = 0; i < lengths.Length; i++)
        {
            _starts[i] = end + i * stagger;
            end += (lengths[i] + Page - 1) / Page * Page + Page;
        }
        _start = (float*)NativeMemory.AlignedAlloc((nuint)end * sizeof(float), 4096);
        var random = new Random(1);
        for (int i = 0; i < end; i++)
            _start[i] = 8 * random.NextSingle() - 4;
    }

    /// <summary>One of the buffers.</summary>
    public Span<float> this[int index] => new(_start + _starts[index], _lengths[index]);
}
