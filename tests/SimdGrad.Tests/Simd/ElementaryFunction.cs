using System.Reflection;
using SimdGrad.Simd;

namespace SimdGrad.Tests.Simd;

/// <summary>A function of <see cref="VecMath"/> of one operand: found by its stated bound, and what it should give.</summary>
internal sealed class ElementaryFunction
{
    // Exact values, and the size from which on the function is constant, overflows or has no value.
    private static readonly Dictionary<string, (Func<BigFloat, BigFloat> Exact, double Span)> s_exact = new()
    {
        [nameof(VecMath.Exp)] = (HighPrecision.Exp, 745),
        [nameof(VecMath.Expm1)] = (HighPrecision.Expm1, 710),
        [nameof(VecMath.Log)] = (HighPrecision.Log, double.MaxValue),
        [nameof(VecMath.Log1p)] = (HighPrecision.Log1p, double.MaxValue),
        [nameof(VecMath.Sin)] = (HighPrecision.Sin, double.MaxValue),
        [nameof(VecMath.Cos)] = (HighPrecision.Cos, double.MaxValue),
        [nameof(VecMath.Tanh)] = (HighPrecision.Tanh, 25),
        [nameof(VecMath.Sigmoid)] = (HighPrecision.Sigmoid, 745),
        [nameof(VecMath.Erf)] = (HighPrecision.Erf, 7),
        [nameof(VecMath.NormalCdf)] = (HighPrecision.NormalCdf, 39),
    };

    private readonly MethodInfo _method;

    private ElementaryFunction(MethodInfo method)
    {
        _method = method;
        (Exact, Span) = s_exact[method.Name];
        MaxUlp = method.GetCustomAttribute<MaxUlpAttribute>()!.Ulp;
    }

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ElementaryFunction> All { get; } =
    [
        .. typeof(VecMath).GetMethods()
            .Where(method => method.IsDefined(typeof(MaxUlpAttribute)) && method.GetParameters().Length == 1)
            .Select(method => new ElementaryFunction(method)),
    ];

    public string Name => _method.Name;

    /// <summary>The bound that stands in the function's own file.</summary>
    public double MaxUlp { get; }

    /// <summary>The exact function, for finite arguments in its domain.</summary>
    public Func<BigFloat, BigFloat> Exact { get; }

    /// <summary>Arguments beyond this size, in double, are of no interest.</summary>
    public double Span { get; }

    /// <summary>Whether the function has a finite value at x.</summary>
    public bool IsDefined(double x) =>
        double.IsFinite(x) && (Name != nameof(VecMath.Log) || x > 0) && (Name != nameof(VecMath.Log1p) || x > -1);

    /// <summary>The function on vectors of this type.</summary>
    public Func<V, V> On<V>() where V : struct, IVec<V> => _method.MakeGenericMethod(typeof(V)).CreateDelegate<Func<V, V>>();

    /// <summary>
    /// Arguments of double: a quarter over all scales up to the span, one around 1 and below, one evenly over the span, and one
    /// near 1, where logarithms are small sums.
    /// </summary>
    public double[] Sample(int count, int seed)
    {
#pragma warning disable CA5394 // Not a secret.
        var random = new Random(seed);
        double limit = Math.Min(Span, 1e307);
        double Signed() => 2 * random.NextDouble() - 1;
        return
        [
            .. Enumerable.Range(0, int.MaxValue).Select(i => (i % 4) switch
            {
                0 => Math.CopySign(Math.Pow(10, Signed() * 307), Signed()) * random.NextDouble(),
                1 => Math.ScaleB(Signed() * 4, -random.Next(60)),
                2 => Math.CopySign(0.5 + 1.25 * random.NextDouble(), Signed()),
                _ => Signed() * Math.Min(limit, 1000),
            }).Where(x => Math.Abs(x) <= limit && IsDefined(x)).Take(count),
        ];
#pragma warning restore CA5394
    }

    public override string ToString() => Name;
}
