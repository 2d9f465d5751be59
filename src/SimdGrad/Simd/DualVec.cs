using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SimdGrad.Simd;

/// <summary>
/// Two dual numbers: a formula that is written once gives, on this vector, its derivative in the direction of the tangents too.
/// </summary>
/// <remarks>
/// A mask is that of the values. Choices follow the values, so that a tangent is that of the branch taken. Integers that come of
/// rounding, splitting and scaling have no tangent; functions of <see cref="VecMath"/> that build on such go by their
/// derivatives, through <see cref="Chain{TFunction}(DualVec{T})"/>.
/// </remarks>
/// <typeparam name="T"><see cref="Dual"/>, and nothing else: kernels name their vectors by the element type.</typeparam>
public readonly struct DualVec<T> : IVec<DualVec<T>, T> where T : unmanaged
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    private readonly Vec128<double> _v, _t;

    [MethodImpl(Inline)]
    private DualVec(Vec128<double> value, Vec128<double> tangent) => (_v, _t) = (value, tangent);

    /// <inheritdoc/>
    public static bool IsDouble => true;

    /// <inheritdoc/>
    public static bool IsDual => true;

    /// <inheritdoc/>
    public static int Count => 2;

    /// <inheritdoc/>
    public static DualVec<T> Zero => default;

    /// <inheritdoc/>
    public static DualVec<T> One => Of(1);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static DualVec<T> Of(double x) => new(Vec128<double>.Of(x), default);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static DualVec<T> Of(double forSingle, double forDouble) => Of(forDouble);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static DualVec<T> Splat(T x)
    {
        var dual = Unsafe.BitCast<T, Dual>(x);
        return new(Vec128<double>.Of(dual.Value), Vec128<double>.Of(dual.Tangent));
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static DualVec<T> operator +(DualVec<T> a, DualVec<T> b) => new(a._v + b._v, a._t + b._t);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static DualVec<T> operator -(DualVec<T> a, DualVec<T> b) => new(a._v - b._v, a._t - b._t);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static DualVec<T> operator *(DualVec<T> a, DualVec<T> b) =>
        new(a._v * b._v, Vec128<double>.Fma(a._v, b._t, a._t * b._v));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static DualVec<T> operator /(DualVec<T> a, DualVec<T> b)
    {
        var quotient = a._v / b._v;
        return new(quotient, Vec128<double>.Fma(-quotient, b._t, a._t) / b._v);
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static DualVec<T> operator -(DualVec<T> a) => new(-a._v, -a._t);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static DualVec<T> operator <(DualVec<T> a, DualVec<T> b) => Mask(a._v < b._v);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static DualVec<T> operator >(DualVec<T> a, DualVec<T> b) => Mask(a._v > b._v);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static DualVec<T> operator <=(DualVec<T> a, DualVec<T> b) => Mask(a._v <= b._v);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static DualVec<T> operator >=(DualVec<T> a, DualVec<T> b) => Mask(a._v >= b._v);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static DualVec<T> Select(DualVec<T> mask, DualVec<T> ifTrue, DualVec<T> ifFalse) => new(
        Vec128<double>.Select(mask._v, ifTrue._v, ifFalse._v), Vec128<double>.Select(mask._v, ifTrue._t, ifFalse._t));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static bool Any(DualVec<T> mask) => Vec128<double>.Any(mask._v);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static DualVec<T> Fma(DualVec<T> a, DualVec<T> b, DualVec<T> c) => new(
        Vec128<double>.Fma(a._v, b._v, c._v), Vec128<double>.Fma(a._v, b._t, Vec128<double>.Fma(a._t, b._v, c._t)));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static DualVec<T> Max(DualVec<T> a, DualVec<T> b) => Select(a > b, a, b);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static DualVec<T> Min(DualVec<T> a, DualVec<T> b) => Select(a < b, a, b);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static DualVec<T> Maximum(DualVec<T> a, DualVec<T> b) => new(Vec128<double>.Maximum(a._v, b._v), Max(a, b)._t);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static DualVec<T> Minimum(DualVec<T> a, DualVec<T> b) => new(Vec128<double>.Minimum(a._v, b._v), Min(a, b)._t);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static DualVec<T> Abs(DualVec<T> a) => CopySign(a, One);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static DualVec<T> CopySign(DualVec<T> magnitude, DualVec<T> sign)
    {
        // -1 where the sign changes.
        var turn = Vec128<double>.CopySign(Vec128<double>.One, magnitude._v)
            * Vec128<double>.CopySign(Vec128<double>.One, sign._v);
        return new(Vec128<double>.CopySign(magnitude._v, sign._v), turn * magnitude._t);
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static DualVec<T> Sqrt(DualVec<T> a)
    {
        var root = Vec128<double>.Sqrt(a._v);
        return new(root, Product(Vec128<double>.Of(0.5) / root, a._t));
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static DualVec<T> Round(DualVec<T> a) => new(Vec128<double>.Round(a._v), default);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static DualVec<T> NegateIfOdd(DualVec<T> x, DualVec<T> n) =>
        new(Vec128<double>.NegateIfOdd(x._v, n._v), Vec128<double>.NegateIfOdd(x._t, n._v));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static DualVec<T> ScaleByPow2(DualVec<T> x, DualVec<T> n) =>
        new(Vec128<double>.ScaleByPow2(x._v, n._v), Vec128<double>.ScaleByPow2(x._t, n._v));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static DualVec<T> Split(DualVec<T> x, out DualVec<T> exponent)
    {
        var mantissa = Vec128<double>.Split(x._v, out var n);
        exponent = new(n, default);
        return new(mantissa, Vec128<double>.ScaleByPow2(x._t, -n));
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static DualVec<T> FixLog(DualVec<T> y, DualVec<T> x) => new(Vec128<double>.FixLog(y._v, x._v), y._t);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static DualVec<T> Chain<TFunction>(DualVec<T> x) where TFunction : struct, IVecFunction
    {
        var y = TFunction.Value(x._v);
        return new(y, Product(TFunction.Slope(x._v, y), x._t));
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static DualVec<T> Chain<TFunction>(DualVec<T> a, DualVec<T> b) where TFunction : struct, IVecFunction2
    {
        var y = TFunction.Value(a._v, b._v);
        var (slopeA, slopeB) = TFunction.Slopes(a._v, b._v, y);
        return new(y, Product(slopeA, a._t) + Product(slopeB, b._t));
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static DualVec<T> Load(ref readonly T source)
    {
        ref Dual first = ref Unsafe.As<T, Dual>(ref Unsafe.AsRef(in source));
        return Of(first, Unsafe.Add(ref first, 1));
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static void Store(DualVec<T> x, ref T destination) => StorePartial(x, ref destination, 2);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static DualVec<T> LoadPartial(ref readonly T source, int count)
    {
        ref Dual first = ref Unsafe.As<T, Dual>(ref Unsafe.AsRef(in source));
        return Of(count > 0 ? first : default, count > 1 ? Unsafe.Add(ref first, 1) : default);
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static void StorePartial(DualVec<T> x, ref T destination, int count)
    {
        if (count > 0)
            destination = First(x);
        if (count > 1)
            Unsafe.Add(ref destination, 1) = First(Upper(x, 1));
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static unsafe void StoreNonTemporal(DualVec<T> x, T* destination) => Store(x, ref *destination);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static DualVec<T> LoadBlocks(ref readonly T source, nint stride)
    {
        ref Dual first = ref Unsafe.As<T, Dual>(ref Unsafe.AsRef(in source));
        return Of(first, Unsafe.Add(ref first, stride));
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static void StoreBlocks(DualVec<T> x, ref T destination, nint stride)
    {
        destination = First(x);
        Unsafe.Add(ref destination, stride) = First(Upper(x, 1));
    }

    // 16 bytes are one dual number: there is nothing to alternate with.
    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static DualVec<T> InterleaveLower(DualVec<T> a, DualVec<T> b) => a;

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static DualVec<T> InterleaveUpper(DualVec<T> a, DualVec<T> b) => b;

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static DualVec<T> Evens(DualVec<T> a, DualVec<T> b) =>
        new(Vec128<double>.InterleaveLower(a._v, b._v), Vec128<double>.InterleaveLower(a._t, b._t));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static DualVec<T> Odds(DualVec<T> a, DualVec<T> b) =>
        new(Vec128<double>.InterleaveUpper(a._v, b._v), Vec128<double>.InterleaveUpper(a._t, b._t));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static DualVec<T> ZipLower(DualVec<T> a, DualVec<T> b) => Evens(a, b);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static DualVec<T> ZipUpper(DualVec<T> a, DualVec<T> b) => Odds(a, b);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static T First(DualVec<T> x) =>
        Unsafe.BitCast<Dual, T>(new Dual(Vec128<double>.First(x._v), Vec128<double>.First(x._t)));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static DualVec<T> Upper(DualVec<T> x, int lanes) =>
        new(Vec128<double>.Upper(x._v, lanes), Vec128<double>.Upper(x._t, lanes));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static DualVec<T> FirstLanes(int count) => Mask(Vec128<double>.FirstLanes(count));

    [MethodImpl(Inline)]
    private static DualVec<T> Of(Dual first, Dual second) => new(
        Unsafe.BitCast<Vector128<double>, Vec128<double>>(Vector128.Create(first.Value, second.Value)),
        Unsafe.BitCast<Vector128<double>, Vec128<double>>(Vector128.Create(first.Tangent, second.Tangent)));

    [MethodImpl(Inline)]
    private static DualVec<T> Mask(Vec128<double> mask) => new(mask, default);

    // What does not move has no slope, also where the function has an infinite one.
    [MethodImpl(Inline)]
    private static Vec128<double> Product(Vec128<double> slope, Vec128<double> tangent) =>
        Vec128<double>.Select(Vec128<double>.Abs(tangent) <= Vec128<double>.Zero, Vec128<double>.Zero, slope * tangent);
}
