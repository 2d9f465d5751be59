using SimdGrad.Kernels;
using SimdGrad.Simd;
using Xunit;

namespace SimdGrad.Tests.Kernels;

/// <summary>The operations of the library, found by their existence: to add one is to have it tested.</summary>
internal static class OpTypes
{
    /// <summary>The element types.</summary>
    public static readonly object[] Elements = [0f, 0.0];

    /// <summary>
    /// The vector widths; those that the processor lacks are made of narrower ones. Where that takes long, SIMDGRAD_TEST_WIDTHS
    /// is <c>own</c>: then the processor's alone.
    /// </summary>
    public static readonly VectorWidth[] Widths =
        Environment.GetEnvironmentVariable("SIMDGRAD_TEST_WIDTHS") == "own" ? [Isa.Current] : Enum.GetValues<VectorWidth>();

    /// <summary>The public structs that implement <paramref name="contract"/>; generic ones as their definition.</summary>
    public static IReadOnlyList<Type> Implementing(Type contract) =>
    [
        .. typeof(IUnaryOp).Assembly.GetExportedTypes()
            .Where(type => type.IsValueType && contract.IsAssignableFrom(type))
            .OrderBy(type => type.Name, StringComparer.Ordinal),
    ];

    /// <summary>
    /// (operation, element, width) for all operations of a kind; xunit infers the type parameters of a generic test from the
    /// first two.
    /// </summary>
    public static TheoryData<object, object, VectorWidth> Cases(Type contract)
    {
        var cases = new TheoryData<object, object, VectorWidth>();
        foreach (object op in Instances(contract))
            foreach (object element in Elements)
                foreach (var width in Widths)
                    cases.Add(op, element, width);
        return cases;
    }

    /// <summary>(operation, element): for tests that go through the widths themselves.</summary>
    public static TheoryData<object, object> CasesOfAllWidths(Type contract)
    {
        var cases = new TheoryData<object, object>();
        foreach (object op in Instances(contract))
            foreach (object element in Elements)
                cases.Add(op, element);
        return cases;
    }

    /// <summary>(operation, width): for tests in float or in double alone.</summary>
    public static TheoryData<object, VectorWidth> CasesOfOneElementType(Type contract)
    {
        var cases = new TheoryData<object, VectorWidth>();
        foreach (object op in Instances(contract))
            foreach (var width in Widths)
                cases.Add(op, width);
        return cases;
    }

    /// <summary>(element, width): for kernels that take no operation.</summary>
    public static TheoryData<object, VectorWidth> KernelCases()
    {
        var cases = new TheoryData<object, VectorWidth>();
        foreach (object element in Elements)
            foreach (var width in Widths)
                cases.Add(element, width);
        return cases;
    }

    /// <summary>The operations of a kind, with their default parameters and with others.</summary>
    public static IEnumerable<object> Instances(Type contract) =>
    [
        .. Implementing(contract).Where(type => !type.IsGenericTypeDefinition).Select(type => Activator.CreateInstance(type)!),
        .. ParameterSamples.All.Where(contract.IsInstanceOfType),
    ];
}
