using System.Numerics;
using System.Reflection;
using SimdGrad.Kernels;
using SimdGrad.Simd;

namespace SimdGrad.Bench;

/// <summary>
/// The methods of the library that hold its loops over vectors, each with all that its type parameters stand for somewhere:
/// every operation, loss and rule of update. They are found by what the methods of the library call, whatever operation or element
/// type these are called with, and by the mark that methods with loops carry.
/// </summary>
internal static class LoopMethods
{
    private static readonly Assembly s_library = typeof(IUnaryOp).Assembly;

    // What a caller may choose. Other type parameters are the library's own business, and known where they are used.
    private static readonly Type[] s_contracts = [typeof(IUnaryOp), typeof(IBinaryOp), typeof(ILoss)];

    /// <summary>The methods with loops on vectors of this type, closed.</summary>
    public static IEnumerable<MethodBase> On(Type vector) => Reached(vector)
        .Where(pair => pair.Key.MethodImplementationFlags.HasFlag(MethodImplAttributes.AggressiveOptimization))
        .Where(pair => Arguments(pair.Key).Contains(vector) && !Arguments(pair.Key).Any(IsConstant))
        .Where(pair => HasLoop(pair.Value))
        .Select(pair => pair.Key);

    private static Dictionary<MethodBase, MethodCode> Reached(Type vector)
    {
        var element = vector.GetGenericArguments()[0];
        var reached = new Dictionary<MethodBase, MethodCode>();
        var left = new Stack<MethodBase>(Roots(element));
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
    private static IEnumerable<Type[]> Close(Type[] parameters, Type element) => parameters.Select(parameter => Choices(parameter, element))
        .Aggregate((IEnumerable<Type[]>)[[]], (ways, types) => ways.SelectMany(way => types.Select(type => (Type[])[.. way, type])));

    private static IEnumerable<Type> Choices(Type parameter, Type element)
    {
        var contracts = parameter.GetGenericParameterConstraints().Where(contract => contract.IsInterface).ToList();
        if (contracts.Exists(s_contracts.Contains))
            return OpTypes.Implementing(contracts.Find(s_contracts.Contains)!);
        bool isElement = parameter.GenericParameterAttributes.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint)
            && contracts.All(contract => contract.Namespace == typeof(INumber<>).Namespace);
        return isElement ? [element] : [];
    }

    private static Type[] Arguments(MethodBase method) =>
        [.. method.DeclaringType!.GetGenericArguments(), .. method.IsGenericMethod ? method.GetGenericArguments() : []];

    private static bool IsConstant(Type type) => type.IsAssignableTo(typeof(IConstant));

    private static bool HasLoop(MethodCode code) => code.HasLoop || code.Calls.Any(callee =>
        callee.MethodImplementationFlags.HasFlag(MethodImplAttributes.AggressiveInlining)
        && callee.DeclaringType!.Assembly == s_library && HasLoop(new MethodCode(callee)));
}
