using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>The end of a product whose rows are channels: each row has a bias.</summary>
/// <typeparam name="TActivation">The type of the activation f.</typeparam>
internal static unsafe class ConvolutionEpilogue<TActivation> where TActivation : struct, IUnaryOp
{
    /// <summary>c = f(sums + bias), or c = f(c + sums + bias), row by row.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="sums">The product, or that of the last panel of k, in whole vectors; it may be c.</param>
    /// <param name="sumsRow">The distance of two rows of it.</param>
    /// <param name="c">Receives the result.</param>
    /// <param name="cRow">The distance of two rows of c.</param>
    /// <param name="add">Whether to add to what is in c.</param>
    /// <param name="bias">The bias of each row; null for none.</param>
    /// <param name="activation">The activation f.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Run<V, T>(
        int rows, int columns, T* sums, nint sumsRow, T* c, nint cRow, bool add, T* bias, TActivation activation)
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        int whole = columns / V.Count * V.Count;
        if (whole > 0)
            Whole<V, T>(rows, whole, sums, sumsRow, c, cRow, add, bias, activation);
        if (whole < columns)
            Part<V, T>(rows, columns - whole, sums + whole, sumsRow, c + whole, cRow, add, bias, activation);
    }

    // Without a bias nothing is added, not even zero: a sum of -0 stays that.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Whole<V, T>(
        int rows, int columns, T* sums, nint sumsRow, T* c, nint cRow, bool add, T* bias, TActivation activation)
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        bool hasBias = bias != null;
        for (int row = 0; row < rows; row++, sums += sumsRow, c += cRow)
        {
            V b = hasBias ? V.Splat(bias[row]) : V.Zero;
            for (int x = 0; x < columns; x += V.Count)
            {
                V y = V.Load(ref sums[x]);
                if (add)
                    y = V.Load(ref c[x]) + y;
                if (hasBias)
                    y += b;
                V.Store(activation.Forward(y), ref c[x]);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Part<V, T>(
        int rows, int count, T* sums, nint sumsRow, T* c, nint cRow, bool add, T* bias, TActivation activation)
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        for (int row = 0; row < rows; row++, sums += sumsRow, c += cRow)
        {
            V y = V.LoadPartial(ref *sums, count);
            if (add)
                y = V.LoadPartial(ref *c, count) + y;
            if (bias != null)
                y += V.Splat(bias[row]);
            V.StorePartial(activation.Forward(y), ref *c, count);
        }
    }
}
