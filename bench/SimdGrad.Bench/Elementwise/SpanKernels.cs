using System.Reflection;
using SimdGrad.Kernels;

namespace SimdGrad.Bench;

/// <summary>
/// Reductions of the left operand and functions of its rows: the methods of <see cref="Reduce"/> and <see cref="Rows"/>, found by
/// their parameters, norms of rows, and the choice between both operands.
/// </summary>
internal static class SpanKernels
{
    /// <summary>The length of a row, if there are as many elements.</summary>
    public const int Columns = 512;

    [ThreadStatic]
    private static float[]? t_statistics;

    private delegate float Reduction(ReadOnlySpan<float> x);

    private delegate float ReductionWithNumber(ReadOnlySpan<float> x, int number);

    private delegate int Search(ReadOnlySpan<float> x);

    private delegate void Scan(ReadOnlySpan<float> x, Span<float> y);

    private delegate void RowFunction(ReadOnlySpan<float> x, int columns, Span<float> y);

    /// <summary>The kernels by name.</summary>
    public static IEnumerable<(string Name, IElementwiseKernel Kernel)> All
    {
        get
        {
            var methods = typeof(Reduce).GetMethods().Concat(typeof(Rows).GetMethods());
            foreach (var method in methods.OrderBy(method => method.Name, StringComparer.Ordinal))
                if (method.IsGenericMethodDefinition && Adapt(method.MakeGenericMethod(typeof(float))) is { } call)
                    yield return (char.ToLowerInvariant(method.Name[0]) + method.Name[1..], new CallKernel(call));
        }
    }

    /// <summary>Those that take more operands than the ones that are found.</summary>
    public static IEnumerable<(string Name, IElementwiseKernel Kernel)> Others =>
    [
        ("layerNorm", new CallKernel((left, right, result) =>
        {
            int columns = ColumnsOf(left), rows = left.Length / columns;
            var statistics = Statistics(2 * rows).AsSpan();
            Norms.LayerNorm(
                left, columns, right[..columns], right[^columns..], 1e-5f, result, statistics[..rows], statistics[rows..]);
        })),
        ("rmsNorm", new CallKernel((left, right, result) =>
        {
            int columns = ColumnsOf(left);
            Norms.RmsNorm(left, columns, right[..columns], 1e-5f, result, Statistics(left.Length / columns));
        })),
        ("where", new CallKernel((left, right, result) => Choose.Run(left, right, left, result))),
    ];

    /// <summary>The length of a row of this span.</summary>
    public static int ColumnsOf(ReadOnlySpan<float> x) => Math.Min(Columns, x.Length);

    private static float[] Statistics(int count) =>
        t_statistics?.Length == count ? t_statistics : t_statistics = new float[count];

    private static ElementwiseCall? Adapt(MethodInfo method)
    {
        if (Bind<Reduction>(method) is { } reduction)
            return (left, _, result) => result[0] = reduction(left);
        if (Bind<ReductionWithNumber>(method) is { } withNumber && method.GetParameters()[1].DefaultValue is int number)
            return (left, _, result) => result[0] = withNumber(left, number);
        if (Bind<Search>(method) is { } search)
            return (left, _, result) => result[0] = search(left);
        if (Bind<Scan>(method) is { } scan)
            return (left, _, result) => scan(left, result);
        if (Bind<RowFunction>(method) is { } function)
            return (left, _, result) => function(left, ColumnsOf(left), result);
        return null;
    }

    private static TDelegate? Bind<TDelegate>(MethodInfo method) where TDelegate : Delegate =>
        (TDelegate?)Delegate.CreateDelegate(typeof(TDelegate), method, throwOnBindFailure: false);
}
