using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>What the tiles of one strip of columns read and write in one panel of k, one tile below the other.</summary>
/// <typeparam name="T">The element type.</typeparam>
internal unsafe struct GemmStrip<T> where T : unmanaged
{
    /// <summary>The steps of k.</summary>
    public nint Steps;

    /// <summary>Element (i, p) of the first tile's A is at A + i * ARow + p * AStep; the next tile's ATile further.</summary>
    public T* A;
    public nint ARow, AStep, ATile;

    /// <summary>The vectors of step p of B are at B + p * BStep.</summary>
    public T* B;
    public nint BStep;

    /// <summary>
    /// For tiles that go by a table: the vectors of step p of B are at B + Table[p], those of the next tile follow them.
    /// </summary>
    public int* Table;

    /// <summary>Where a tile that copies B leaves its vectors side by side.</summary>
    public T* Packed;

    /// <summary>
    /// Where tiles that copy A leave it: rows that lie apart PackedARow from each other, the rows of a step else; the next tile's
    /// PackedATile further.
    /// </summary>
    public T* PackedA;
    public nint PackedARow, PackedATile;

    /// <summary>Row i of the C of the first tile is at C + i * CRow; the next tile's CTile further.</summary>
    public T* C;
    public nint CRow, CTile;

    /// <summary>Whether the tiles are added to what is in C.</summary>
    public bool Accumulate;

    /// <summary>What is read after this strip, of B and of A, if the second-level cache is to be asked for it.</summary>
    public LinesAhead NextB, NextA;
    public bool LooksAhead;
}
