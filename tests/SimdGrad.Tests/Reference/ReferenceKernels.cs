using System.Reflection;
using SimdGrad.Kernels;
using SimdGrad.Tests.Kernels;

namespace SimdGrad.Tests.Reference;

/// <summary>What there is to be hashed: found by its existence.</summary>
internal static class ReferenceKernels
{
    /// <summary>All kernels with their inputs.</summary>
    public static IEnumerable<IReferenceKernel> All =>
    [
        .. Of(typeof(IUnaryOp), typeof(UnaryReference<>)),
        .. Of(typeof(IBinaryOp), typeof(BinaryReference<>)),
        .. Of(typeof(ILoss), typeof(LossReference<>)),
        .. Ops.OperationTests.Samples.Select(sample => Make(typeof(OperationReference<>).MakeGenericType(sample))),
        .. Optim.OptimizerFactory.All.Select(type => new OptimizerReference(type)),
        .. typeof(ReferenceKernels).Assembly.GetTypes()
            .Where(type => type.IsValueType && !type.IsGenericType && type.IsAssignableTo(typeof(IReferenceKernel)))
            .Select(type => Make(type)),
    ];

    /// <summary>The public kernels of the library.</summary>
    public static IEnumerable<MethodInfo> PublicMethods => typeof(Map).Assembly.GetExportedTypes()
        .Where(type => type.Namespace == typeof(Map).Namespace && type.IsAbstract && type.IsSealed)
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly))
        .Where(method => !method.IsSpecialName);

    /// <summary>The name of a kernel, as Class.Method.</summary>
    public static string NameOf(MethodInfo method) => $"{method.DeclaringType!.Name}.{method.Name}";

    /// <summary>The hashes of all kernels, as this process computes them.</summary>
    public static SortedDictionary<string, string> Hashes() => Hashes(All);

    /// <summary>The hashes of these kernels.</summary>
    public static SortedDictionary<string, string> Hashes(IEnumerable<IReferenceKernel> kernels)
    {
        var hashes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        // Most of the time goes into compiling the kernels, which several threads can do.
        foreach (var part in kernels.AsParallel().Select(HashesOf))
            foreach (var (name, hash) in part)
                hashes.Add(name, hash);
        return hashes;
    }

    /// <summary>The name of an operation, with its parameters, which are its fields, if it has any.</summary>
    public static string NameOf(object operation)
    {
        var type = operation.GetType();
        var parameters = type.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)
            .Select(field => FormattableString.Invariant($"{field.GetValue(operation)}"));
        string list = string.Join(", ", parameters);
        return list.Length == 0 ? type.Name : $"{type.Name}({list})";
    }

    private static SortedDictionary<string, string> HashesOf(IReferenceKernel kernel)
    {
        var hashes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        kernel.Run(new ReferenceResults<float>(hashes));
        kernel.Run(new ReferenceResults<double>(hashes));
        return hashes;
    }

    private static IEnumerable<IReferenceKernel> Of(Type contract, Type kernel) =>
        OpTypes.Instances(contract).Select(operation => Make(kernel.MakeGenericType(operation.GetType()), operation));

    private static IReferenceKernel Make(Type kernel, params object[] arguments) =>
        (IReferenceKernel)Activator.CreateInstance(kernel, arguments)!;
}
