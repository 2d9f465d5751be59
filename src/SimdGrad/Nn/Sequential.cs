using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;

namespace SimdGrad.Nn;

/// <summary>
/// Modules one after the other. Parameters are named by position, as PyTorch names them: <c>0.weight</c>. An activation that
/// follows a linear layer or a convolution runs within the layer's matrix product.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
[SuppressMessage("Naming", "CA1710", Justification = "The field's name for it.")]
public sealed class Sequential<T> : Module<T>, IReadOnlyList<Module<T>> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Module<T>[] _modules;
    private readonly (string Name, Module<T> Module)[] _children;

    /// <summary>Chains modules.</summary>
    /// <param name="modules">The modules, in the order in which they are applied.</param>
    /// <exception cref="ArgumentException">A module is null or occurs twice.</exception>
    public Sequential(params Module<T>[] modules)
    {
        ArgumentNullException.ThrowIfNull(modules);
        for (int i = 0; i < modules.Length; i++)
            if (modules[i] is null || Array.IndexOf(modules, modules[i]) != i)
                throw new ArgumentException($"modules[{i}] is null or occurs before.", nameof(modules));
        _modules = [.. modules];
        _children = [.. modules.Select((module, i) => (i.ToString(CultureInfo.InvariantCulture), module))];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, Module<T> Module)> Children => _children;

    /// <summary>The number of modules.</summary>
    public int Count => _modules.Length;

    /// <summary>The module at a position.</summary>
    public Module<T> this[int index] => _modules[index];

    /// <inheritdoc/>
    public override Tensor<T> Forward(Tensor<T> input)
    {
        bool recycles = !input.Tape.RecordsGradients, isOwn = false;
        for (int i = 0; i < _modules.Length; i++)
        {
            var previous = input;
            if (_modules[i] is IFusesActivation<T> layer && i + 1 < _modules.Length
                && _modules[i + 1] is Activation<T> activation)
            {
                input = activation.ForwardFused(layer, input);
                i++;
            }
            else
            {
                input = _modules[i].Forward(input);
            }
            if (input.Index == previous.Index)
                continue;
            // Without gradients, what stands between two modules is read by nobody else.
            if (recycles && isOwn && !previous.RequiresGradient)
                previous.Release();
            isOwn = true;
        }
        return input;
    }

    /// <inheritdoc/>
    public IEnumerator<Module<T>> GetEnumerator() => ((IEnumerable<Module<T>>)_modules).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
