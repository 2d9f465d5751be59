using System.Numerics;

namespace SimdGrad;

/// <summary>What operations are called where people read it.</summary>
internal static class OperationName
{
    /// <summary>The name of what made a node: its operation, or what kind of input it is.</summary>
    public static unsafe string Of<T>(in Node<T> node) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        node.Kind != null ? Of(node.Kind().Type)
        : node.Use != 0 ? "Parameter"
        : node.RequiresGradient ? "Variable"
        : "Constant";

    /// <summary>The name of an operation: <c>MatMul</c>, <c>FusedLinear&lt;Relu&gt;</c>; of a function its own.</summary>
    public static string Of(Type operation)
    {
        if (!operation.IsGenericType)
            return operation.Name;
        string name = operation.Name[..operation.Name.IndexOf('`', StringComparison.Ordinal)];
        var arguments = operation.GetGenericArguments();
        return name is "UnaryOperation" or "BinaryOperation" or "BroadcastOperation" or "ElementLoss"
            ? Of(arguments[0])
            : $"{name}<{string.Join(", ", arguments.Select(Of))}>";
    }
}
