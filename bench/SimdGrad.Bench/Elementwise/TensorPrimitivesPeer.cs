using System.Numerics.Tensors;
using System.Reflection;

namespace SimdGrad.Bench;

/// <summary>.NET's own <see cref="TensorPrimitives"/>, whose functions are found by the names of ours.</summary>
internal sealed class TensorPrimitivesPeer : IElementwisePeer
{
    private static readonly Dictionary<string, string> s_otherNames = new()
    {
        ["log1p"] = "LogP1",
        ["power"] = "Pow",
        ["mean"] = "Average",
        ["argMax"] = "IndexOfMax",
        ["argMin"] = "IndexOfMin",
        ["l1Norm"] = "SumOfMagnitudes",
        ["l2Norm"] = "Norm",
    };

    private delegate float Reduction(ReadOnlySpan<float> x);

    private delegate int Search(ReadOnlySpan<float> x);

    private delegate void Unary(ReadOnlySpan<float> x, Span<float> y);

    private delegate void Binary(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> z);

    /// <inheritdoc/>
    public string Name => "tensorPrimitives";

    /// <inheritdoc/>
    public Action? Prepare(string kernel, ElementwiseOperands operands)
    {
        switch (kernel)
        {
            case "relu":
                return () => TensorPrimitives.Max(operands.Left, 0f, operands.Result);
            case "square":
                return () => TensorPrimitives.Multiply(operands.Left, operands.Left, operands.Result);
            // Under the names of their reductions.
            case "maximum":
                return () => TensorPrimitives.Max(operands.Left, operands.Right, operands.Result);
            case "minimum":
                return () => TensorPrimitives.Min(operands.Left, operands.Right, operands.Result);
            case "softmax":
                return () => Softmax(operands.Left, operands.Result);
        }
        if (Find<Reduction>(kernel) is { } reduction)
            return () => operands.Result[0] = reduction(operands.Left);
        if (Find<Search>(kernel) is { } search)
            return () => operands.Result[0] = search(operands.Left);
        if (Find<Unary>(kernel) is { } unary)
            return () => unary(operands.Left, operands.Result);
        return Find<Binary>(kernel) is { } binary ? () => binary(operands.Left, operands.Right, operands.Result) : null;
    }

    private static void Softmax(ReadOnlySpan<float> x, Span<float> y)
    {
        int columns = SpanKernels.ColumnsOf(x);
        for (int i = 0; i < x.Length; i += columns)
            TensorPrimitives.SoftMax(x.Slice(i, columns), y.Slice(i, columns));
    }

    private static TFunction? Find<TFunction>(string kernel) where TFunction : Delegate
    {
        string name = s_otherNames.GetValueOrDefault(kernel, kernel);
        var invoke = typeof(TFunction).GetMethod("Invoke")!;
        var parameters = invoke.GetParameters().Select(parameter => parameter.ParameterType);
        return typeof(TensorPrimitives).GetMethods(BindingFlags.Public | BindingFlags.Static)
            .Where(method => method.Name.Equals(name, StringComparison.OrdinalIgnoreCase)
                && method.IsGenericMethodDefinition && method.GetGenericArguments().Length == 1)
            .Select(method => method.MakeGenericMethod(typeof(float)))
            .FirstOrDefault(method => method.ReturnType == invoke.ReturnType
                && method.GetParameters().Select(parameter => parameter.ParameterType).SequenceEqual(parameters))
            ?.CreateDelegate<TFunction>();
    }
}
