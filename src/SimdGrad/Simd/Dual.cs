using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;

namespace SimdGrad.Simd;

/// <summary>
/// A dual number, value + tangent * e with e^2 = 0 (W. K. Clifford): arithmetic carries the derivative in one direction along
/// with the value, to the same accuracy. It is an element type of tapes and kernels beside float and double, in which a
/// backward pass gives gradients with their derivatives: Hessian-vector products.
/// </summary>
/// <remarks>
/// Order is that of the values; equality is of both parts. Functions that kernels do not call are not defined and throw
/// <see cref="NotSupportedException"/>.
/// </remarks>
/// <param name="value">The value.</param>
/// <param name="tangent">The derivative of the value in the direction of interest.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly partial struct Dual(double value, double tangent = 0) : IBinaryFloatingPointIeee754<Dual>
{
    /// <summary>The value.</summary>
    public double Value { get; } = value;

    /// <summary>The derivative of the value in the direction of interest.</summary>
    public double Tangent { get; } = tangent;

    /// <summary>0, with tangent 0.</summary>
    public static Dual Zero => default;

    /// <summary>1, with tangent 0.</summary>
    public static Dual One => new(1);

    /// <summary>NaN, with tangent 0.</summary>
    public static Dual NaN => new(double.NaN);

    /// <summary>A number with tangent 0.</summary>
    public static implicit operator Dual(double value) => new(value);

    /// <summary>a + b.</summary>
    public static Dual operator +(Dual a, Dual b) => new(a.Value + b.Value, a.Tangent + b.Tangent);

    /// <summary>a - b.</summary>
    public static Dual operator -(Dual a, Dual b) => new(a.Value - b.Value, a.Tangent - b.Tangent);

    /// <summary>a * b, with the tangent a db + b da.</summary>
    public static Dual operator *(Dual a, Dual b) =>
        new(a.Value * b.Value, Math.FusedMultiplyAdd(a.Value, b.Tangent, a.Tangent * b.Value));

    /// <summary>a / b, with the tangent (da - (a / b) db) / b.</summary>
    public static Dual operator /(Dual a, Dual b)
    {
        double quotient = a.Value / b.Value;
        return new(quotient, Math.FusedMultiplyAdd(-quotient, b.Tangent, a.Tangent) / b.Value);
    }

    /// <summary>-a.</summary>
    public static Dual operator -(Dual a) => new(-a.Value, -a.Tangent);

    /// <summary>a.</summary>
    public static Dual operator +(Dual a) => a;

    /// <summary>Whether both parts are equal.</summary>
    public static bool operator ==(Dual a, Dual b) => a.Value == b.Value && a.Tangent == b.Tangent;

    /// <summary>Whether a part differs.</summary>
    public static bool operator !=(Dual a, Dual b) => !(a == b);

    /// <summary>Whether the value of a is less.</summary>
    public static bool operator <(Dual a, Dual b) => a.Value < b.Value;

    /// <summary>Whether the value of a is greater.</summary>
    public static bool operator >(Dual a, Dual b) => a.Value > b.Value;

    /// <summary>Whether the value of a is less or equal.</summary>
    public static bool operator <=(Dual a, Dual b) => a.Value <= b.Value;

    /// <summary>Whether the value of a is greater or equal.</summary>
    public static bool operator >=(Dual a, Dual b) => a.Value >= b.Value;

    /// <summary>The absolute value.</summary>
    public static Dual Abs(Dual a) => double.IsNegative(a.Value) ? -a : a;

    /// <summary>The square root, with the tangent da / (2 sqrt a).</summary>
    public static Dual Sqrt(Dual a)
    {
        double root = Math.Sqrt(a.Value);
        return new(root, a.Tangent == 0 ? 0 : a.Tangent / (2 * root));
    }

    /// <summary>Whether the value is NaN.</summary>
    public static bool IsNaN(Dual a) => double.IsNaN(a.Value);

    /// <summary>Whether the value is finite.</summary>
    public static bool IsFinite(Dual a) => double.IsFinite(a.Value);

    /// <summary>Whether both parts are equal, NaN to NaN.</summary>
    public bool Equals(Dual other) => Value.Equals(other.Value) && Tangent.Equals(other.Tangent);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Dual other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Value, Tangent);

    /// <summary>Compares the values.</summary>
    public int CompareTo(Dual other) => Value.CompareTo(other.Value);

    /// <summary>Compares the values.</summary>
    /// <exception cref="ArgumentException"><paramref name="obj"/> is no dual number.</exception>
    public int CompareTo(object? obj) =>
        obj is null ? 1
        : obj is Dual other ? CompareTo(other)
        : throw new ArgumentException("It is no dual number.", nameof(obj));

    /// <inheritdoc/>
    public override string ToString() => ToString(null, CultureInfo.CurrentCulture);

    /// <inheritdoc/>
    public string ToString(string? format, IFormatProvider? formatProvider) =>
        $"{Value.ToString(format, formatProvider)} + {Tangent.ToString(format, formatProvider)} e";

    /// <inheritdoc/>
    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        string text = ToString(format.ToString(), provider);
        charsWritten = text.TryCopyTo(destination) ? text.Length : 0;
        return charsWritten > 0;
    }
}
