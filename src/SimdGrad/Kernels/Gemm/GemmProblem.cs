using System.Runtime.CompilerServices;

namespace SimdGrad.Kernels;

/// <summary>
/// One product C = f(A * B + bias), or C = f(C + A * B + bias), on checked and pinned operands. One of the two distances of an
/// operand is 1.
/// </summary>
/// <typeparam name="T">The element type.</typeparam>
internal unsafe struct GemmProblem<T> where T : unmanaged
{
    /// <summary>The rows of A and C, the columns of B and C, and the columns of A, which are the rows of B.</summary>
    public int M, N, K;

    /// <summary>The first element of A and the distances of two rows and of two columns.</summary>
    public T* A;
    public nint ARow, AColumn;

    /// <summary>The first element of B and the distances of two rows and of two columns.</summary>
    public T* B;
    public nint BRow, BColumn;

    /// <summary>The first element of C and the distance of two rows; columns are adjacent.</summary>
    public T* C;
    public nint CRow;

    /// <summary>What is added to each row, N elements; null for nothing.</summary>
    public T* Bias;

    /// <summary>Whether the product is added to what is in C.</summary>
    public bool Accumulate;

    /// <summary>Whether it is too small for a second thread.</summary>
    public readonly bool IsSerial
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => GemmBlocking.IsSerial(M, N, K);
    }

    /// <summary>C = A * B + bias, or C = C + A * B + bias, of matrices without gaps between their rows.</summary>
    /// <param name="a">A, m x k; or k x m, to be read as its transpose.</param>
    /// <param name="transposeA">Whether A is transposed.</param>
    /// <param name="b">B, k x n; or n x k, to be read as its transpose.</param>
    /// <param name="transposeB">Whether B is transposed.</param>
    /// <param name="c">C, m x n.</param>
    /// <param name="m">The rows of C.</param>
    /// <param name="n">The columns of C.</param>
    /// <param name="k">The length of the sums.</param>
    /// <param name="accumulate">Whether the product is added to what is in C.</param>
    /// <param name="bias">What is added to each row; null for nothing.</param>
    // A constructor, since that fills the memory that the problem is to be in: a copy would wait for what has just been written.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public GemmProblem(
        T* a, bool transposeA, T* b, bool transposeB, T* c, int m, int n, int k, bool accumulate = false, T* bias = null)
    {
        M = m;
        N = n;
        K = k;
        A = a;
        ARow = transposeA ? 1 : k;
        AColumn = transposeA ? m : 1;
        B = b;
        BRow = transposeB ? 1 : n;
        BColumn = transposeB ? k : 1;
        C = c;
        CRow = n;
        Bias = bias;
        Accumulate = accumulate;
    }

    /// <summary>The part of the problem that computes some of the rows of C.</summary>
    public readonly GemmProblem<T> SliceRows(int start, int count)
    {
        var part = this;
        part.M = count;
        part.A += start * ARow;
        part.C += start * CRow;
        return part;
    }

    /// <summary>The part of the problem that computes some of the columns of C.</summary>
    public readonly GemmProblem<T> SliceColumns(int start, int count)
    {
        var part = this;
        part.N = count;
        part.B += start * BColumn;
        part.C += start;
        if (Bias != null)
            part.Bias += start;
        return part;
    }

    /// <summary>The part of the problem that takes some steps of k, without bias.</summary>
    public readonly GemmProblem<T> Steps(int start, int count) => this with
    {
        K = count,
        A = A + start * AColumn,
        B = B + start * BRow,
        Bias = null,
    };

    /// <summary>
    /// The same product written as C^T = B^T * A^T, without bias, into memory of its own: each element is the same chain of
    /// multiply-adds.
    /// </summary>
    public readonly GemmProblem<T> Transposed(T* c) => this with
    {
        M = N,
        N = M,
        A = B,
        ARow = BColumn,
        AColumn = BRow,
        B = A,
        BRow = AColumn,
        BColumn = ARow,
        C = c,
        CRow = M,
        Bias = null,
    };
}
