using System.Numerics;
using System.Reflection;
using SimdGrad.Kernels;
using SimdGrad.Simd;

namespace SimdGrad.Bench;

/// <summary>
/// The methods of the library that hold its loops over vectors, each with all that its type parameters stand for somewhere: every
/// operation, loss and rule of update. They are found by what the methods of the library call, whatever operation or element type
/// these are called with, and by the mark that methods with loops carry.
/// </summary>
internal static class LoopMethods
{
    private static readonly Assembly s_library = typeof(IUnaryOp).Assembly;

    // What a caller may choose. Other type parameters are the library's own business, and known where they are used.
    private static readonly Type[] s_contracts = [typeof(IUnaryOp), typeof(IBinaryOp), typeof(ILoss)];

    /// <summary>
    /// The methods with loops on vectors of this type, closed; but for register tiles, of which few are used of many.
    /// </summary>
    public static IEnumerable<MethodBase> On(Type vector)
    {
        var reached = Reached(vector);
        return reached.Keys
            .Where(method => method.MethodImplementationFlags.HasFlag(MethodImplAttributes.AggressiveOptimization))
            .Where(method => Arguments(method).Contains(vector) && !Arguments(method).Any(IsConstant))
            .Where(method => IsUsed(method, vector) && HasLoop(method));

        // Methods that are inlined bring their loops along.
        bool HasLoop(MethodBase method) => reached.TryGetValue(method, out var code) && (code.HasLoop || code.Calls.Any(
            callee => callee.MethodImplementationFlags.HasFlag(MethodImplAttributes.AggressiveInlining) && HasLoop(callee)));
    }

    /// <summary>The type parameters of the type of a method, and its own.</summary>
    public static Type[] Arguments(MethodBase method) =>
        [.. method.DeclaringType!.GetGenericArguments(), .. method.IsGenericMethod ? method.GetGenericArguments() : []];

    private static Dictionary<MethodBase, MethodCode> Reached(Type vector)
    {
        var reached = new Dictionary<MethodBase, MethodCode>();
        var left = new Stack<MethodBase>(Roots(vector.GetGenericArguments()[0]));
        while (left.TryPop(out var method))
        {
            if (reached.ContainsKey(method) || !IsOfInterest(method, vector))
                continue;
            var code = new MethodCode(method);
            reached.Add(method, code);
            foreach (var callee in code.Calls)
                left.Push(callee);
        }
        return reached;
    }

    // Vectors' own methods, elementary functions and formulas have no loops.
    private static bool IsOfInterest(MethodBase method, Type vector)
    {
        if (method.DeclaringType!.Assembly != s_library || method.IsAbstract
            || (method.DeclaringType.Namespace == typeof(VecMath).Namespace && method.DeclaringType != typeof(Isa)))
            return false;
        return Arguments(method).All(argument => argument == vector || !(argument == typeof(Dual) || IsVector(argument)));
    }

    private static bool IsVector(Type type) =>
        type.GetInterfaces().Any(contract => contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IVec<>));

    private static bool IsConstant(Type type) => type.IsAssignableTo(typeof(IConstant));

    private static IEnumerable<MethodBase> Roots(Type element)
    {
        const BindingFlags All = BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly
            | BindingFlags.Public | BindingFlags.NonPublic;
        var methods = s_library.GetTypes().SelectMany(type => Close(type.GetGenericArguments(), element)
            .Select(arguments => arguments.Length == 0 ? type : type.MakeGenericType(arguments))
            .SelectMany(closed => closed.GetMethods(All).Cast<MethodBase>().Concat(closed.GetConstructors(All))));
        foreach (var method in methods)
        {
            if (!method.IsGenericMethodDefinition)
                yield return method;
            else
                foreach (var arguments in Close(method.GetGenericArguments(), element))
                    yield return ((MethodInfo)method).MakeGenericMethod(arguments);
        }
    }

    // All ways to choose the type parameters, none if there is one that is not for callers to choose.
    private static IEnumerable<Type[]> Close(Type[] parameters, Type element) =>
        parameters.Select(parameter => Choices(parameter, element)).Aggregate(
            (IEnumerable<Type[]>)[[]], (ways, types) => ways.SelectMany(way => types.Select(type => (Type[])[.. way, type])));

    private static IEnumerable<Type> Choices(Type parameter, Type element)
    {
        var contracts = parameter.GetGenericParameterConstraints().Where(contract => contract.IsInterface).ToList();
        if (contracts.Find(s_contracts.Contains) is { } choice)
            return OpTypes.Implementing(choice);
        bool isElement = parameter.GenericParameterAttributes.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint)
            && contracts.All(contract => contract.Namespace == typeof(INumber<>).Namespace);
        return isElement ? [element] : [];
    }

    // The loops with several accumulators, and by pairs of vectors, are for what is cheap: nothing else is ever given to them.
    private static bool IsUsed(MethodBase method, Type vector) => method.Name is not ("Loads" or "Pairs")
        || Arguments(method).All(argument => IsCheap(argument, vector.GetGenericArguments()[0]));

    private static bool IsCheap(Type argument, Type element)
    {
        var contracts = argument.GetInterfaces();
        string? check = contracts.Contains(typeof(IUnaryOp)) ? nameof(IsUnaryCheap)
            : contracts.Contains(typeof(IBinaryOp)) ? nameof(IsBinaryCheap)
            : contracts.Any(contract => Is(contract, typeof(ITerm<>))) ? nameof(IsTermCheap)
            : contracts.Any(contract => Is(contract, typeof(IColumnTerm<>))) ? nameof(IsColumnCheap)
            : null;
        return check is null || (bool)typeof(LoopMethods).GetMethod(check, BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(argument, element).Invoke(null, null)!;

        static bool Is(Type contract, Type definition) =>
            contract.IsGenericType && contract.GetGenericTypeDefinition() == definition;
    }

    private static bool IsUnaryCheap<TOp, T>() where TOp : struct, IUnaryOp => TOp.IsCheap;

    private static bool IsBinaryCheap<TOp, T>() where TOp : struct, IBinaryOp => TOp.IsCheap;

    // Reflection does not call members of ref structs.
    private static bool IsTermCheap<TTerm, T>() where TTerm : struct, ITerm<T>, allows ref struct where T : unmanaged =>
        TTerm.IsCheap;

    private static bool IsColumnCheap<TTerm, T>() where TTerm : struct, IColumnTerm<T> where T : unmanaged => TTerm.IsCheap;
}
