using SimdGrad.Kernels;

namespace SimdGrad.Bench;

/// <summary>A function in float whose error is measured.</summary>
internal abstract class AccuracyCase(string name, string kind, Accuracy bound)
{
    /// <summary>
    /// All of them: the elementary functions, then values and derivatives of the operations, found by their existence.
    /// </summary>
    public static IReadOnlyList<AccuracyCase> All { get; } =
    [
        .. ElementaryAccuracy.Functions,
        .. OpTypes.Adapt<IOpAccuracy>(typeof(IUnaryOp), typeof(UnaryOpAccuracy<>)).Where(op => op.Name != "identity")
            .SelectMany(op => (AccuracyCase[])[op.Adapter.Value(op.Name), op.Adapter.Derivative(op.Name)]),
    ];

    /// <summary>The name in reports.</summary>
    public string Name => name;

    /// <summary>What of the function it is: <c>function</c>, <c>value</c> or <c>derivative</c>.</summary>
    public string Kind => kind;

    /// <summary>The bound that stands in the function's own file.</summary>
    public Accuracy Bound => bound;

    /// <summary>
    /// Computes results, and what they should be, of a multiple of 16 arguments. Where nothing is promised both are NaN.
    /// </summary>
    /// <param name="x">The arguments.</param>
    /// <param name="actual">Receives the results in float.</param>
    /// <param name="exact">Receives the results in double.</param>
    /// <param name="floors">Receives the magnitudes of which the ULPs count where the result is smaller.</param>
    public abstract void Evaluate(float[] x, float[] actual, double[] exact, double[] floors);
}
