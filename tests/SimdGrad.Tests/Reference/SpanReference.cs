using System.Numerics;
using System.Reflection;
using SimdGrad.Kernels;
using SimdGrad.Tests.Kernels;

namespace SimdGrad.Tests.Reference;

/// <summary>The public kernels that take nothing but spans and their layout, found by that.</summary>
internal readonly struct SpanReference : IReferenceKernel
{
    private delegate T Number<T>(ReadOnlySpan<T> x);

    private delegate int Index<T>(ReadOnlySpan<T> x);

    private delegate void Rows<T>(ReadOnlySpan<T> x, int columns, Span<T> y);

    private delegate void RowsBackward<T>(ReadOnlySpan<T> y, int columns, ReadOnlySpan<T> dy, Span<T> dx, bool accumulate);

    private delegate void Axis<T>(ReadOnlySpan<T> x, AxisLayout layout, Span<T> y);

    private delegate void AxisIndex<T>(ReadOnlySpan<T> x, AxisLayout layout, Span<int> y);

    public void Run<T>(ReferenceResults<T> results) where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        foreach (var generic in ReferenceKernels.PublicMethods.Where(method => method.GetGenericArguments().Length == 1))
        {
            string name = ReferenceKernels.NameOf(generic);
            var method = generic.MakeGenericMethod(typeof(T));
            if (Bind<Number<T>>(method) is { } number)
                Spans((shape, x) => results.Add(name, shape, [number(x)]));
            else if (Bind<Index<T>>(method) is { } index)
                Spans((shape, x) => results.Add(name, shape, [T.CreateTruncating(index(x))]));
            else if (Bind<Rows<T>>(method) is { } rows)
                Matrices((columns, x, y) => rows(x, columns, y), results, name);
            else if (Bind<RowsBackward<T>>(method) is { } backward)
                Matrices((columns, x, y) => backward(x, columns, x, y, true), results, name);
            else if (Bind<Axis<T>>(method) is { } axis)
                Layouts((layout, x) =>
                {
                    var y = new T[layout.Slices];
                    axis(x, layout, y);
                    results.Add(name, $"{layout}", y);
                });
            else if (Bind<AxisIndex<T>>(method) is { } axisIndex)
                Layouts((layout, x) =>
                {
                    int[] y = new int[layout.Slices];
                    axisIndex(x, layout, y);
                    results.Add(name, $"{layout}", [.. y.Select(T.CreateTruncating)]);
                });
        }

        static void Spans(Action<string, T[]> run)
        {
            foreach (int n in ReferenceResults<T>.Lengths)
                run($"{n}", Inputs.Moderate<T>(n, 1));
        }

        static void Matrices(Action<int, T[], T[]> run, ReferenceResults<T> results, string name)
        {
            foreach (var (rows, columns) in ReferenceResults<T>.Matrices)
            {
                var (x, y) = (Inputs.Moderate<T>(rows * columns, 1), Inputs.Moderate<T>(rows * columns, 2));
                run(columns, x, y);
                results.Add(name, $"{rows}x{columns}", y);
            }
        }

        static void Layouts(Action<AxisLayout, T[]> run)
        {
            foreach (var layout in ReferenceResults<T>.Layouts)
                run(layout, Inputs.Moderate<T>(layout.Elements, 1));
        }
    }

    private static TDelegate? Bind<TDelegate>(MethodInfo method) where TDelegate : Delegate =>
        (TDelegate?)Delegate.CreateDelegate(typeof(TDelegate), method, throwOnBindFailure: false);
}
