using System.Numerics;
using System.Reflection;
using SimdGrad.Nn;
using SimdGrad.Simd;

namespace SimdGrad.Tests.Reference;

/// <summary>Each way to draw initial values: the static methods and properties that make one.</summary>
internal readonly struct InitializerReference : IReferenceKernel
{
    public void Run<T>(ReferenceResults<T> results) where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        foreach (var method in typeof(Initializer).GetMethods(BindingFlags.Public | BindingFlags.Static))
        {
            if (method.ReturnType != typeof(Initializer))
                continue;
            object[] arguments =
                [.. method.GetParameters().Select(parameter => parameter.ParameterType == typeof(int) ? (object)20 : 0.5)];
            var initializer = (Initializer)method.Invoke(null, arguments)!;
            var random = new CounterRandom(3);
            var values = new T[1000];
            initializer.Fill(random, [40, 25], values);
            results.Add($"Initializer.{method.Name.Replace("get_", "")}", "1000", values);
        }
    }
}
