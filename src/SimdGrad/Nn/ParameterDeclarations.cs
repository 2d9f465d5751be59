using System.Numerics;
using SimdGrad.Simd;

namespace SimdGrad.Nn;

/// <summary>The parameters that the modules of a network declare before they are made.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class ParameterDeclarations<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Keeps the numbers of initializers apart from those of other uses of the same seed.
    private const ulong Stream = 0x494E_4954_0000_0000;

    private readonly List<(string Name, Shape Shape, Initializer Initializer, Action<Parameter<T>> Bind,
        bool InputsFirst)> _declarations = [];

    private readonly HashSet<Module<T>> _modules = [];

    internal ParameterDeclarations()
    {
    }

    /// <summary>Declares a parameter.</summary>
    /// <param name="name">Its name, unique in the network.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="initializer">Gives its first values.</param>
    /// <param name="bind">Receives it once it is made.</param>
    /// <param name="inputsFirst">
    /// Whether it is a matrix [inputs, outputs], which PyTorch has as [outputs, inputs]: see
    /// <see cref="Parameter{T}.InputsFirst"/>.
    /// </param>
    public void Add(string name, Shape shape, Initializer initializer, Action<Parameter<T>> bind, bool inputsFirst = false)
    {
        ArgumentNullException.ThrowIfNull(initializer);
        ArgumentNullException.ThrowIfNull(bind);
        if (inputsFirst && shape.Rank != 2)
            throw new ArgumentException(
                $"Parameter '{name}' has shape {shape}; inputs come first in matrices.", nameof(inputsFirst));
        _declarations.Add((name, shape, initializer, bind, inputsFirst));
    }

    /// <summary>Declares all parameters of a module within a module.</summary>
    /// <param name="module">The inner module.</param>
    /// <param name="prefix">What the names begin with, as in <c>"0."</c>.</param>
    /// <exception cref="ArgumentException">The module occurs twice in the network: it has one set of weights only.</exception>
    public void Add(Module<T> module, string prefix)
    {
        ArgumentNullException.ThrowIfNull(module);
        if (!_modules.Add(module))
            throw new ArgumentException($"The module at '{prefix}' occurs before in the network.", nameof(module));
        module.Declare(this, prefix);
    }

    internal ParameterSet<T> Build(ulong seed)
    {
        var set = new ParameterSet<T>([.. _declarations.Select(d => (d.Name, d.Shape))]);
        for (int i = 0; i < set.Count; i++)
        {
            var random = new CounterRandom(seed, Stream + (ulong)i);
            var values = set[i].Values;
            for (int j = 0; j < values.Length; j++)
                values[j] = T.CreateTruncating(_declarations[i].Initializer.Value(random, (ulong)j));
            set[i].InputsFirst = _declarations[i].InputsFirst;
            _declarations[i].Bind(set[i]);
        }
        return set;
    }
}
