using System.Globalization;

namespace SimdGrad;

/// <summary>
/// A parameter of a loss that is 1 where the loss was made as <c>default</c>. It is kept as its difference to 1, in bits, so
/// that a loop reads it without a branch.
/// </summary>
internal readonly struct OneByDefault(double value)
{
    private const long One = 0x3FF0000000000000;

    private readonly long _difference = BitConverter.DoubleToInt64Bits(value) ^ One;

    /// <summary>The parameter.</summary>
    public double Value => BitConverter.Int64BitsToDouble(_difference ^ One);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
