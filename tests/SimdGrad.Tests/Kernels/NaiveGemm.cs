using System.Numerics;
using SimdGrad.Kernels;

namespace SimdGrad.Tests.Kernels;

/// <summary>The matrix product by the letter of its contract, one element at a time.</summary>
internal static class NaiveGemm
{
    /// <summary>
    /// Fills <paramref name="c"/> to the bit: a chain of fused multiply-adds over k in panels, added in order, then bias
    /// and activation.
    /// </summary>
    public static void Exact<TActivation, T>(
        ReadOnlyMatrix<T> a, ReadOnlyMatrix<T> b, ReadOnlySpan<T> bias, Matrix<T> c, TActivation activation,
        bool accumulate)
        where TActivation : struct, IUnaryOp
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // As few panels of at most 256 as there can be, of equal length rounded up to whole eights.
        int panels = (a.Columns + 255) / 256, panel = a.Columns <= 256 ? 256 : (a.Columns + 8 * panels - 1) / (8 * panels) * 8;
        for (int i = 0; i < (c.Columns == 0 ? 0 : c.Rows); i++)
        {
            var row = c.Values.Slice(i * c.RowStride, c.Columns);
            for (int j = 0; j < c.Columns; j++)
            {
                T total = accumulate ? row[j] : T.Zero;
                for (int start = 0; start < a.Columns; start += panel)
                {
                    T sum = T.Zero;
                    for (int p = start; p < Math.Min(a.Columns, start + panel); p++)
                        sum = T.FusedMultiplyAdd(Element(a, i, p), Element(b, p, j), sum);
                    total = start == 0 && !accumulate ? sum : total + sum;
                }
                row[j] = bias.IsEmpty ? total : total + bias[j];
            }
            Map.Forward<TActivation, T>(row, row, activation);
        }
    }

    /// <summary>The element (i, j) of A B in double, and the sum of the absolute values of its terms.</summary>
    public static (double Value, double Size) InDouble<T>(ReadOnlyMatrix<T> a, ReadOnlyMatrix<T> b, int i, int j)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double value = 0, size = 0;
        for (int p = 0; p < a.Columns; p++)
        {
            double term = double.CreateTruncating(Element(a, i, p)) * double.CreateTruncating(Element(b, p, j));
            value += term;
            size += Math.Abs(term);
        }
        return (value, size);
    }

    private static T Element<T>(ReadOnlyMatrix<T> m, int i, int j) => m.Values[i * m.RowStride + j * m.ColumnStride];
}
