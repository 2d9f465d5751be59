using System.Numerics;
using SimdGrad.Kernels;

namespace SimdGrad;

/// <summary>Comparisons: masks of 0 and 1, which are constants.</summary>
internal static class Comparison
{
    /// <summary>Puts the mask f(a, b) on the tape.</summary>
    public static Tensor<T> Of<TOp, T>(Tensor<T> a, Tensor<T> b)
        where TOp : unmanaged, IBinaryOp
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (a.Tape != b.Tape)
            throw new ArgumentException("b is of another tape; an operation reads tensors of one tape.", nameof(b));
        using (a.Tape.NoGrad())
            return BroadcastOperation<TOp>.Record(a, b, default);
    }

    /// <summary>A number on the tape of a tensor.</summary>
    public static Tensor<T> Number<T>(Tensor<T> beside, double number) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        beside.Tape.Constant([T.CreateTruncating(number)], []);
}

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>1 where a &gt; b, else 0, for shapes that broadcast; a constant.</summary>
        /// <exception cref="ArgumentException">The shapes do not broadcast, or the tapes differ.</exception>
        public static Tensor<T> operator >(Tensor<T> a, Tensor<T> b) => Comparison.Of<IsGreater, T>(a, b);

        /// <summary>1 where a &lt; b, else 0, for shapes that broadcast; a constant.</summary>
        /// <exception cref="ArgumentException">The shapes do not broadcast, or the tapes differ.</exception>
        public static Tensor<T> operator <(Tensor<T> a, Tensor<T> b) => Comparison.Of<IsGreater, T>(b, a);

        /// <summary>1 where a &gt;= b, else 0, for shapes that broadcast; a constant.</summary>
        /// <exception cref="ArgumentException">The shapes do not broadcast, or the tapes differ.</exception>
        public static Tensor<T> operator >=(Tensor<T> a, Tensor<T> b) => Comparison.Of<IsGreaterOrEqual, T>(a, b);

        /// <summary>1 where a &lt;= b, else 0, for shapes that broadcast; a constant.</summary>
        /// <exception cref="ArgumentException">The shapes do not broadcast, or the tapes differ.</exception>
        public static Tensor<T> operator <=(Tensor<T> a, Tensor<T> b) => Comparison.Of<IsGreaterOrEqual, T>(b, a);

        /// <summary>1 where a is greater than a number, else 0; a constant.</summary>
        public static Tensor<T> operator >(Tensor<T> a, double number) => a > Comparison.Number(a, number);

        /// <summary>1 where a is less than a number, else 0; a constant.</summary>
        public static Tensor<T> operator <(Tensor<T> a, double number) => a < Comparison.Number(a, number);

        /// <summary>1 where a is greater than a number or equal to it, else 0; a constant.</summary>
        public static Tensor<T> operator >=(Tensor<T> a, double number) => a >= Comparison.Number(a, number);

        /// <summary>1 where a is less than a number or equal to it, else 0; a constant.</summary>
        public static Tensor<T> operator <=(Tensor<T> a, double number) => a <= Comparison.Number(a, number);

        /// <summary>1 where x = other, else 0, for shapes that broadcast; a constant.</summary>
        /// <param name="other">What is compared with.</param>
        /// <exception cref="ArgumentException">The shapes do not broadcast, or the tapes differ.</exception>
        public Tensor<T> EqualTo(Tensor<T> other) => Comparison.Of<IsEqual, T>(x, other);

        /// <summary>1 where x is a number, else 0; a constant.</summary>
        /// <param name="number">What is compared with, rounded to the element type.</param>
        public Tensor<T> EqualTo(double number) => x.EqualTo(Comparison.Number(x, number));
    }
}
