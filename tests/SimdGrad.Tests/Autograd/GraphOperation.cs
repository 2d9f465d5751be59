using System.Numerics;
using System.Reflection;
using SimdGrad.Kernels;
using SimdGrad.Tests.Kernels;

namespace SimdGrad.Tests.Autograd;

/// <summary>
/// Something that a random graph can be made of: a public method that makes a tensor of tensors, an axis, sizes and numbers, or a
/// function that is applied to them. Found by its existence.
/// </summary>
internal sealed class GraphOperation
{
    private readonly MethodInfo _method;
    private readonly object? _op;

    private GraphOperation(MethodInfo method, object? op)
    {
        _method = method;
        _op = op;
        var parameters = method.GetParameters();
        // A function is applied by a method of the first tensor.
        Operands = parameters.Count(parameter => IsTensor(parameter.ParameterType)) + (op is null ? 0 : 1);
        string rest = string.Join(", ", parameters.Select(parameter => parameter.ParameterType)
            .Where(type => !IsTensor(type)).Select(type => type.Name));
        Name = op is null ? $"{method.Name}({rest})" : $"{op.GetType().Name}()";
    }

    /// <summary>Every one of the library.</summary>
    public static IReadOnlyList<GraphOperation> All { get; } =
    [
        .. typeof(TensorExtensions).GetMethods(BindingFlags.Public | BindingFlags.Static).Where(IsUsable)
            .Select(method => new GraphOperation(method, null)),
        .. OpTypes.Instances(typeof(IUnaryOp)).Concat(OpTypes.Instances(typeof(IBinaryOp))).Select(Applying),
    ];

    /// <summary>The name, to be read.</summary>
    public string Name { get; }

    /// <summary>The number of tensors that it takes.</summary>
    public int Operands { get; }

    /// <summary>A function as an operation; one that the library does not have, too.</summary>
    public static GraphOperation Applying(object op)
    {
        int operands = op is IUnaryOp ? 1 : 2;
        var apply = typeof(Tensor<double>).GetMethods().Single(
            method => method.Name == nameof(Tensor<double>.Apply) && method.GetParameters().Length == operands
                && !IsTensor(method.GetParameters()[^1].ParameterType));
        return new GraphOperation(apply, op);
    }

    /// <summary>Records it; the numbers that it takes are functions of <paramref name="choice"/>.</summary>
    /// <exception cref="ArgumentException">It does not take such shapes.</exception>
    public Tensor<T> Record<T>(Tensor<T>[] operands, int choice) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (_op is not null)
        {
            var apply = typeof(Tensor<T>).GetMethods().Single(method => method.MetadataToken == _method.MetadataToken)
                .MakeGenericMethod(_op.GetType());
            object[] arguments = operands.Length == 1 ? [_op] : [operands[1], _op];
            return (Tensor<T>)apply.Invoke(operands[0], BindingFlags.DoNotWrapExceptions, null, arguments, null)!;
        }
        int next = 0;
        int rank = operands.Length == 0 ? 0 : operands[0].Shape.Rank;
        object?[] values =
        [
            .. _method.GetParameters().Select(parameter =>
                IsTensor(parameter.ParameterType) ? operands[next++]
                : parameter.ParameterType == typeof(Index) ? new Index(choice % Math.Max(1, rank))
                : parameter.ParameterType == typeof(bool) ? choice % 2 == 0
                : parameter.ParameterType == typeof(double) ? 0.5 + choice % 8 / 4.0
                : (object?)parameter.DefaultValue),
        ];
        var method = _method.MakeGenericMethod(typeof(T));
        return (Tensor<T>)method.Invoke(null, BindingFlags.DoNotWrapExceptions, null, values, null)!;
    }

    // Spans cannot be passed by reflection, so that losses are left out; a parameter of another kind must have a default.
    private static bool IsUsable(MethodInfo method)
    {
        var parameters = method.GetParameters();
        return method.IsGenericMethodDefinition && method.GetGenericArguments().Length == 1 && IsTensor(method.ReturnType)
            && parameters.Any(parameter => IsTensor(parameter.ParameterType))
            && parameters.All(parameter =>
                !parameter.ParameterType.IsByRefLike
                && (IsTensor(parameter.ParameterType) || parameter.HasDefaultValue || parameter.ParameterType == typeof(Index)
                    || parameter.ParameterType == typeof(bool) || parameter.ParameterType == typeof(double)));
    }

    private static bool IsTensor(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Tensor<>);
}
