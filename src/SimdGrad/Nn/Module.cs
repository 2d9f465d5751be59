using System.Numerics;

namespace SimdGrad.Nn;

/// <summary>A part of a network: a function of a tensor with parameters of its own.</summary>
/// <typeparam name="T">float or double.</typeparam>
public abstract class Module<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>
    /// Whether the module is in training mode, as it is at first. Dropout and batch norm compute something else in evaluation
    /// mode.
    /// </summary>
    public bool IsTraining { get; private set; } = true;

    /// <summary>
    /// The modules directly within this one, with what comes before a dot in the names of their parameters, as in <c>"0"</c>.
    /// </summary>
    public virtual IReadOnlyList<(string Name, Module<T> Module)> Children => [];

    /// <summary>
    /// Makes the parameters and buffers of this module and all within it, in one set, and initializes them. Call it once, on the
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

    /// <summary>Puts this module and all within it into training mode, or into evaluation mode.</summary>
    /// <param name="training">Whether it is training mode.</param>
    public void Train(bool training = true)
    {
        IsTraining = training;
        foreach (var (_, child) in Children)
            child.Train(training);
    }

    /// <summary>Puts this module and all within it into evaluation mode.</summary>
    public void Eval() => Train(false);

    /// <summary>
    /// A table of this module and all within it: name, kind, shapes of parameters and buffers, and numbers of parameters.
    /// </summary>
    public string Describe() => ModuleTable.Of(this);

    /// <summary>Records the module's function of <paramref name="input"/> on its tape.</summary>
    /// <exception cref="ArgumentException">The shape does not fit.</exception>
    /// <exception cref="InvalidOperationException">The module has parameters and was not initialized.</exception>
    public abstract Tensor<T> Forward(Tensor<T> input);

    /// <summary>The kind and the sizes of the module, as in <c>Linear(784, 128)</c>.</summary>
    public override string ToString() => GetType().Name.Split('`')[0];

    /// <summary>
    /// Declares the parameters and buffers of this module alone, without those of <see cref="Children"/>; does nothing where
    /// there are none.
    /// </summary>
    /// <param name="declarations">Receives them.</param>
    /// <param name="prefix">What their names begin with, as in <c>"0."</c>.</param>
    protected internal virtual void Declare(ParameterDeclarations<T> declarations, string prefix)
    {
    }

    /// <summary>What was bound by <see cref="Initialize"/>.</summary>
    /// <exception cref="InvalidOperationException">It was not yet.</exception>
    private protected TBound Initialized<TBound>(TBound? bound) where TBound : class => bound
        ?? throw new InvalidOperationException(
            $"{this} has no weights or state yet; call Initialize on the outermost module first.");

    /// <summary>Throws unless the last axis has so many elements.</summary>
    private protected static void CheckLastAxis(Tensor<T> input, int features)
    {
        var shape = input.Shape;
        if (shape.Rank == 0 || shape[^1] != features)
            throw new ArgumentException(
                $"input has shape {shape}; the layer takes a last axis of {features}.", nameof(input));
    }
}
