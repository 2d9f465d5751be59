using System.Numerics;

namespace SimdGrad.Nn;

/// <summary>A part of a network: a function of a tensor with parameters of its own.</summary>
/// <typeparam name="T">float or double.</typeparam>
public abstract class Module<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>
    /// Makes the parameters of this module and all within it, in one set, and initializes them. Call it once, on the
    /// outermost module; after it, <see cref="Forward"/> works.
    /// </summary>
    /// <param name="seed">What the initial values are a function of.</param>
    /// <exception cref="ArgumentException">A module occurs twice, or two parameters have one name.</exception>
    public ParameterSet<T> Initialize(ulong seed)
    {
        var declarations = new ParameterDeclarations<T>();
        declarations.Add(this, "");
        return declarations.Build(seed);
    }

    /// <summary>Records the module's function of <paramref name="input"/> on its tape.</summary>
    /// <exception cref="ArgumentException">The shape does not fit.</exception>
    /// <exception cref="InvalidOperationException">The module has parameters and was not initialized.</exception>
    public abstract Tensor<T> Forward(Tensor<T> input);

    /// <summary>Declares the module's parameters; does nothing where there are none.</summary>
    /// <param name="declarations">Receives the parameters.</param>
    /// <param name="prefix">What their names begin with, as in <c>"0."</c>.</param>
    protected internal virtual void Declare(ParameterDeclarations<T> declarations, string prefix)
    {
    }
}
