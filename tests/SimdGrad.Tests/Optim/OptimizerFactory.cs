using System.Numerics;
using System.Reflection;
using SimdGrad.Optim;

namespace SimdGrad.Tests.Optim;

/// <summary>Makes optimizers from what is known of their types.</summary>
internal static class OptimizerFactory
{
    /// <summary>The generic types of all optimizers of the library.</summary>
    public static IReadOnlyList<Type> All { get; } =
        [.. typeof(Optimizer<>).Assembly.GetExportedTypes().Where(IsOptimizer)];

    /// <summary>The parameters of the constructor, but for the parameter set.</summary>
    public static IEnumerable<ParameterInfo> Options(Type optimizer) =>
        optimizer.GetConstructors().Single().GetParameters().Where(parameter => parameter.Name != "parameters");

    /// <summary>Makes one.</summary>
    /// <param name="optimizer">The generic type.</param>
    /// <param name="set">What is optimized.</param>
    /// <param name="options">Arguments of the constructor, and properties, by name; the others have their defaults.</param>
    public static Optimizer<T> Make<T>(Type optimizer, ParameterSet<T> set, IReadOnlyDictionary<string, object> options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var type = optimizer.MakeGenericType(typeof(T));
        var constructor = type.GetConstructors().Single();
        object?[] arguments = [set, .. Options(type).Select(parameter =>
            options.TryGetValue(parameter.Name!, out object? value) ? value : parameter.DefaultValue)];
        var made = (Optimizer<T>)constructor.Invoke(BindingFlags.DoNotWrapExceptions, null, arguments, null);
        var names = Options(type).Select(parameter => parameter.Name);
        foreach (var (name, value) in options.Where(option => !names.Contains(option.Key)))
            type.GetProperty(name)!.SetValue(made, value, BindingFlags.DoNotWrapExceptions, null, null, null);
        return made;
    }

    private static bool IsOptimizer(Type type)
    {
        var ancestor = type.BaseType;
        while (ancestor is not null && !(ancestor.IsGenericType && ancestor.GetGenericTypeDefinition() == typeof(Optimizer<>)))
            ancestor = ancestor.BaseType;
        return ancestor is not null && !type.IsAbstract;
    }
}
