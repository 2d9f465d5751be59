using System.Numerics;
using SimdGrad.Optim;
using SimdGrad.Tests.Kernels;

namespace SimdGrad.Tests.Reference;

/// <summary>An optimizer, with the defaults of its constructor and with other numbers: the parameters after ten steps.</summary>
/// <param name="optimizer">The generic type.</param>
internal sealed class OptimizerReference(Type optimizer) : IReferenceKernel
{
    public void Run<T>(ReferenceResults<T> results) where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        string name = optimizer.Name.Split('`')[0];
        foreach (bool others in (bool[])[false, true])
        {
            foreach (int n in (int[])[1, 67])
            {
                using var set = new ParameterSet<T>(("w", [n]));
                Inputs.Moderate<T>(n, 1).CopyTo(set[0].Values);
                using var rule = Make(set, others);
                for (int step = 0; step < 10; step++)
                {
                    Inputs.Moderate<T>(n, 2 + step).CopyTo(set[0].Gradient);
                    rule.Step();
                }
                results.Add($"Update.Run {name}", others ? $"{n} with other numbers" : $"{n}", set[0].Values);
            }
        }
    }

    private Optimizer<T> Make<T>(ParameterSet<T> set, bool others) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var constructor = optimizer.MakeGenericType(typeof(T)).GetConstructors().Single();
        return (Optimizer<T>)constructor.Invoke([.. constructor.GetParameters().Select(parameter =>
            parameter.ParameterType == typeof(ParameterSet<T>) ? set
            : parameter.HasDefaultValue && !others ? parameter.DefaultValue
            : parameter.ParameterType == typeof(bool) ? true
            : parameter.ParameterType == typeof(double) ? 0.125
            : throw new NotSupportedException($"{optimizer.Name} takes {parameter}, for which there is no number here."))]);
    }
}
