using System.Numerics;
using SimdGrad.Kernels;

namespace SimdGrad.Tests.Kernels;

/// <summary>The memory of a case: operands with gaps between the rows, and what was in C before.</summary>
internal sealed class GemmOperands<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly GemmCase _case;
    private readonly T[] _a, _b, _bias, _c;

    public GemmOperands(GemmCase gemm, Func<int, int, T[]>? values = null)
    {
        _case = gemm;
        values ??= Inputs.Moderate<T>;
        _a = values(Length(ARows, AColumns), gemm.Seed);
        _b = values(Length(BRows, BColumns), gemm.Seed + 1);
        _c = values(Length(gemm.M, gemm.N), gemm.Seed + 2);
        _bias = gemm.Bias ? values(gemm.N, gemm.Seed + 3) : [];
    }

    /// <summary>A as m x k.</summary>
    public ReadOnlyMatrix<T> A => OfA(_a);

    /// <summary>B as k x n.</summary>
    public ReadOnlyMatrix<T> B => OfB(_b);

    public ReadOnlySpan<T> Bias => _bias;

    private int ARows => _case.TransposeA ? _case.K : _case.M;

    private int AColumns => _case.TransposeA ? _case.M : _case.K;

    private int BRows => _case.TransposeB ? _case.N : _case.K;

    private int BColumns => _case.TransposeB ? _case.K : _case.N;

    /// <summary>The result of the kernel: all of C's memory, gaps included.</summary>
    public T[] Run<TActivation>(TActivation activation = default) where TActivation : struct, IUnaryOp
    {
        T[] c = [.. _c];
        Gemm.Multiply(A, B, _bias, OfC(c), activation, _case.Accumulate);
        return c;
    }

    /// <summary>What the result must be, to the bit.</summary>
    public T[] Expected<TActivation>(TActivation activation = default) where TActivation : struct, IUnaryOp
    {
        T[] c = [.. _c];
        NaiveGemm.Exact<TActivation, T>(A, B, _bias, OfC(c), activation, _case.Accumulate);
        return c;
    }

    /// <summary>The result of the kernel on copies of the operands in guarded memory.</summary>
    public T[] RunGuarded<TActivation>(
        GuardedBuffer<T> a, GuardedBuffer<T> b, GuardedBuffer<T> bias, GuardedBuffer<T> c, bool atEnd)
        where TActivation : struct, IUnaryOp
    {
        var result = c.Take(_c, atEnd);
        Gemm.Multiply<TActivation, T>(
            OfA(a.Take(_a, atEnd)), OfB(b.Take(_b, atEnd)), bias.Take(_bias, atEnd), OfC(result), _case.Accumulate);
        return [.. result];
    }

    /// <summary>Row i of a result.</summary>
    public ReadOnlySpan<T> Row(T[] c, int i) => c.AsSpan(i * (_case.N + _case.Gap), _case.N);

    /// <summary>Computes row i alone, as a product of one row.</summary>
    public T[] RunRow<TActivation>(int i) where TActivation : struct, IUnaryOp
    {
        T[] row = [.. Row(_c, i)];
        var a = _case.TransposeA
            ? new ReadOnlyMatrix<T>(_a.AsSpan(i), _case.K, 1, _case.M + _case.Gap).Transposed
            : new ReadOnlyMatrix<T>(_a.AsSpan(i * (_case.K + _case.Gap)), 1, _case.K);
        Gemm.Multiply<TActivation, T>(a, B, _bias, new Matrix<T>(row, 1, _case.N), _case.Accumulate);
        return row;
    }

    private ReadOnlyMatrix<T> OfA(ReadOnlySpan<T> values)
    {
        var a = new ReadOnlyMatrix<T>(values, ARows, AColumns, AColumns + _case.Gap);
        return _case.TransposeA ? a.Transposed : a;
    }

    private ReadOnlyMatrix<T> OfB(ReadOnlySpan<T> values)
    {
        var b = new ReadOnlyMatrix<T>(values, BRows, BColumns, BColumns + _case.Gap);
        return _case.TransposeB ? b.Transposed : b;
    }

    private Matrix<T> OfC(Span<T> values) => new(values, _case.M, _case.N, _case.N + _case.Gap);

    // The last row has no gap behind it.
    private int Length(int rows, int columns) => rows == 0 || columns == 0 ? 0 : (rows - 1) * (columns + _case.Gap) + columns;
}
