using SimdGrad.Kernels;

namespace SimdGrad.Bench;

/// <summary>The operations of the library, found by their existence: to add one is to have it measured.</summary>
internal static class OpTypes
{
    /// <summary>The public structs that implement <paramref name="contract"/>, by name; generic ones are left out.</summary>
    public static IEnumerable<Type> Implementing(Type contract) =>
        typeof(IUnaryOp).Assembly.GetExportedTypes()
            .Where(type => type.IsValueType && !type.IsGenericTypeDefinition && type.IsAssignableTo(contract))
            .OrderBy(type => type.Name, StringComparer.Ordinal);

    /// <summary>
    /// An instance of <paramref name="adapter"/>, a generic class with one type parameter, for each of these structs.
    /// </summary>
    public static IEnumerable<(string Name, TAdapter Adapter)> Adapt<TAdapter>(Type contract, Type adapter) =>
        Implementing(contract).Select(type => (
            NameOf(type), (TAdapter)Activator.CreateInstance(adapter.MakeGenericType(type))!));

    /// <summary>The name of a kernel in reports: that of the type, beginning with a small letter.</summary>
    public static string NameOf(Type type) => char.ToLowerInvariant(type.Name[0]) + type.Name[1..];
}
