using System.Numerics;
using SimdGrad.Tests.Kernels;
using SimdGrad.Tests.Optim;

namespace SimdGrad.Tests.Reference;

/// <summary>
/// An optimizer, with the defaults of its constructor, with other numbers, and with each of its switches: the parameters
/// after ten steps.
/// </summary>
/// <param name="optimizer">The generic type.</param>
internal sealed class OptimizerReference(Type optimizer) : IReferenceKernel
{
    private const double Other = 0.125;

    public void Run<T>(ReferenceResults<T> results) where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        foreach (var (name, options) in Variants())
        {
            foreach (int n in (int[])[1, 67])
            {
                using var set = new ParameterSet<T>(("w", [n]));
                Inputs.Moderate<T>(n, 1).CopyTo(set[0].Values);
                using var rule = OptimizerFactory.Make(optimizer, set, options);
                for (int step = 0; step < 10; step++)
                {
                    Inputs.Moderate<T>(n, 2 + step).CopyTo(set[0].Gradient);
                    rule.Step();
                }
                results.Add($"Update.Run {optimizer.Name.Split('`')[0]}", $"{n}{name}", set[0].Values);
            }
        }
    }

    private IEnumerable<(string Name, Dictionary<string, object> Options)> Variants()
    {
        yield return ("", []);
        var numbers = OptimizerFactory.Options(optimizer).Where(option => option.ParameterType == typeof(double))
            .ToDictionary(option => option.Name!, _ => (object)Other);
        yield return (" with other numbers", numbers);
        yield return (" with penalties", new() { ["L1Penalty"] = Other, ["Maximize"] = true, ["DecoupledWeightDecay"] = true });
        foreach (var option in OptimizerFactory.Options(optimizer).Where(option => option.ParameterType == typeof(bool)))
        {
            var switched = new Dictionary<string, object>(numbers) { [option.Name!] = true };
            if (option.Name == "nesterov")
                switched["dampening"] = 0.0;
            yield return ($" with other numbers and {option.Name}", switched);
        }
    }
}
