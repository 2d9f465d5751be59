using System.Numerics;
using SimdGrad.Simd;

namespace SimdGrad.Nn;

/// <summary>The parameters and buffers that the modules of a network declare before they are made.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class ParameterDeclarations<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Keep the numbers of initializers apart from those of other uses of the same seed.
    private const ulong Stream = 0x494E_4954_0000_0000, BufferStream = 0x4255_4646_0000_0000;

    private readonly List<(string Name, Shape Shape, Initializer Initializer, Action<Parameter<T>> Bind,
        bool InputsFirst)> _parameters = [];

    private readonly List<(string Name, Shape Shape, bool IsWeight, Initializer Initializer, Action<ModelBuffer<T>> Bind)>
        _buffers = [];

    private readonly HashSet<Module<T>> _modules = [];

    internal ParameterDeclarations()
    {
    }

    internal IEnumerable<(string Name, Shape Shape)> Parameters => _parameters.Select(p => (p.Name, p.Shape));

    internal IEnumerable<(string Name, Shape Shape, bool IsWeight)> Buffers =>
        _buffers.Select(b => (b.Name, b.Shape, b.IsWeight));

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
        _parameters.Add((name, shape, initializer, bind, inputsFirst));
    }

    /// <summary>Declares a buffer: state that no optimizer changes.</summary>
    /// <param name="name">Its name, unique in the network.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="isWeight">Whether the trained model needs it: <see cref="ModelBuffer{T}.IsWeight"/>.</param>
    /// <param name="initializer">Gives its first values.</param>
    /// <param name="bind">Receives it once it is made.</param>
    public void AddBuffer(string name, Shape shape, bool isWeight, Initializer initializer, Action<ModelBuffer<T>> bind)
    {
        ArgumentNullException.ThrowIfNull(initializer);
        ArgumentNullException.ThrowIfNull(bind);
        _buffers.Add((name, shape, isWeight, initializer, bind));
    }

    /// <summary>Declares all that is in a module and the modules within it.</summary>
    /// <exception cref="ArgumentException">The module occurs twice in the network: it has one set of weights only.</exception>
    internal void Add(Module<T> module, string prefix)
    {
        ArgumentNullException.ThrowIfNull(module);
        if (!_modules.Add(module))
            throw new ArgumentException($"The module at '{prefix}' occurs before in the network.", nameof(module));
        module.Declare(this, prefix);
        foreach (var (name, child) in module.Children)
            Add(child, $"{prefix}{name}.");
    }

    internal ParameterSet<T> Build(ulong seed)
    {
        var set = new ParameterSet<T>([.. Parameters], [.. Buffers]);
        for (int i = 0; i < set.Count; i++)
        {
            _parameters[i].Initializer.Fill(new CounterRandom(seed, Stream + (ulong)i), set[i].Shape, set[i].Values);
            set[i].InputsFirst = _parameters[i].InputsFirst;
            _parameters[i].Bind(set[i]);
        }
        for (int i = 0; i < _buffers.Count; i++)
        {
            var buffer = set.Buffers[i];
            _buffers[i].Initializer.Fill(new CounterRandom(seed, BufferStream + (ulong)i), buffer.Shape, buffer.Values);
            _buffers[i].Bind(buffer);
        }
        return set;
    }
}
