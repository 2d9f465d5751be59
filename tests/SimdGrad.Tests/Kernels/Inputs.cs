using System.Numerics;
using SimdGrad.Kernels;
using SimdGrad.Simd;

namespace SimdGrad.Tests.Kernels;

/// <summary>
/// Numbers to compute with; each array is a function of its length and seed, a shorter one the start of a longer.
/// </summary>
internal static class Inputs
{
    /// <summary>Both signs of zero, denormals, the ends of the normal range, small integers, the infinities, and NaN.</summary>
    public static T[] Specials<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        var minNormal = T.ScaleB(T.One, typeof(T) == typeof(double) ? -1022 : -126);
        var two = T.One + T.One;
        T[] positive =
        [
            T.Zero, T.Epsilon, T.BitDecrement(minNormal), minNormal, T.BitIncrement(minNormal), T.One / two,
            T.BitDecrement(T.One), T.One, T.BitIncrement(T.One), two, two + T.One,
            T.CreateTruncating(89), T.CreateTruncating(104),
            T.CreateTruncating(710), T.CreateTruncating(746), T.Sqrt(T.MaxValue), T.MaxValue, T.PositiveInfinity, T.NaN,
        ];
        return [.. positive, .. positive.Select(x => -x)];
    }

    /// <summary>Even over [-8, 8).</summary>
    public static T[] Moderate<T>(int count, int seed) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var random = new CounterRandom((ulong)seed);
        var values = new T[count];
        for (int i = 0; i < count; i++)
            values[i] = T.CreateTruncating(16 * random.Uniform((ulong)i) - 8);
        return values;
    }

    /// <summary>Integers from -<paramref name="bound"/> to <paramref name="bound"/>.</summary>
    public static T[] Integers<T>(int count, int seed, int bound) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var random = new CounterRandom((ulong)seed);
        var values = new T[count];
        for (int i = 0; i < count; i++)
            values[i] = T.CreateTruncating(random.Below(2 * bound + 1, (ulong)i) - bound);
        return values;
    }

    /// <summary>A point and the two furthest from it at which a gradient check takes differences.</summary>
    public static double[] Around(double x) => [x - 0.01 * Math.Max(1, Math.Abs(x)), x, x + 0.01 * Math.Max(1, Math.Abs(x))];

    /// <summary>
    /// A quarter special values, a quarter random bits, in which every exponent is as likely as any other, and moderate ones.
    /// </summary>
    public static T[] Wild<T>(int count, int seed) where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        var random = new CounterRandom((ulong)seed ^ 0x5EED);
        var specials = Specials<T>();
        var values = Moderate<T>(count, seed);
        for (int i = 0; i < count; i++)
        {
            int choice = random.Below(4, 2 * (ulong)i);
            if (choice == 0)
                values[i] = specials[random.Below(specials.Length, 2 * (ulong)i + 1)];
            else if (choice == 1)
                values[i] = OfBits<T>(random.Bits(2 * (ulong)i + 1));
        }
        return values;
    }

    /// <summary>Predictions that the loss takes: those given, or probabilities where it takes no others.</summary>
    public static T[] Predictions<TLoss, T>(T[] given, int seed)
        where TLoss : struct, ILoss
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        TLoss.PredictionDomain is null ? given : Valid<T>(given.Length, seed, IsValidPrediction<TLoss, T>);

    /// <summary>Moderate predictions that the loss takes.</summary>
    public static T[] Predictions<TLoss, T>(int count, int seed)
        where TLoss : struct, ILoss
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Predictions<TLoss, T>(Moderate<T>(count, seed), seed);

    /// <summary>
    /// Targets that the loss takes: -1, 0, 1, probabilities and moderate numbers, as far as they are within its domain.
    /// </summary>
    public static T[] Targets<TLoss, T>(int count, int seed)
        where TLoss : struct, ILoss
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Valid<T>(count, seed, IsValidTarget<TLoss, T>);

    /// <summary>Whether a prediction is within the domain of the loss.</summary>
    public static bool IsValidPrediction<TLoss, T>(T prediction)
        where TLoss : struct, ILoss
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        TLoss.PredictionDomain is null || IsTrue<T>(TLoss.IsValidPrediction(Vec128<T>.Splat(prediction)));

    /// <summary>Whether a target is within the domain of the loss.</summary>
    public static bool IsValidTarget<TLoss, T>(T target)
        where TLoss : struct, ILoss
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        TLoss.TargetDomain is null || IsTrue<T>(TLoss.IsValidTarget(Vec128<T>.Splat(target)));

    private static T[] Valid<T>(int count, int seed, Func<T, bool> isValid) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var random = new CounterRandom((ulong)seed ^ 0x7A26E7);
        var values = new T[count];
        ulong draw = 0;
        for (int i = 0; i < count; i++)
        {
            do
            {
                double x = random.Uniform(draw++);
                values[i] = T.CreateTruncating(random.Below(4, draw++) switch
                {
                    0 => Math.Floor(3 * x) - 1,
                    1 => 16 * x - 8,
                    _ => x,
                });
            }
            while (!isValid(values[i]));
        }
        return values;
    }

    private static bool IsTrue<T>(Vec128<T> mask) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T result = default;
        Vec128<T>.StorePartial(Vec128<T>.Select(mask, Vec128<T>.One, Vec128<T>.Zero), ref result, 1);
        return result == T.One;
    }

    private static T OfBits<T>(ulong bits) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        typeof(T) == typeof(double)
            ? (T)(object)BitConverter.UInt64BitsToDouble(bits)
            : (T)(object)BitConverter.UInt32BitsToSingle((uint)bits);
}
