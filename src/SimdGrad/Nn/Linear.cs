using System.Numerics;

namespace SimdGrad.Nn;

/// <summary>
/// Fully connected layer: y = x W + b, for x of shape [rows, inputs], or with axes before these, W [inputs, outputs] and
/// b [outputs].
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class Linear<T> : Module<T>, IFusesActivation<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Initializer _weightInitializer;
    private readonly bool _hasBias;

    /// <summary>Makes a layer.</summary>
    /// <param name="inputs">The number of inputs.</param>
    /// <param name="outputs">The number of outputs.</param>
    /// <param name="bias">Whether there is a bias.</param>
    /// <param name="initializer">
    /// Gives the first weights; if not given, PyTorch's default, uniform with bound 1 / sqrt(inputs), which biases always get.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">A size is less than 1.</exception>
    public Linear(int inputs, int outputs, bool bias = true, Initializer? initializer = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(outputs, 1);
        Inputs = inputs;
        Outputs = outputs;
        _hasBias = bias;
        _weightInitializer = initializer ?? Initializer.KaimingUniform(inputs, Math.Sqrt(5));
    }

    /// <summary>The number of inputs.</summary>
    public int Inputs { get; }

    /// <summary>The number of outputs.</summary>
    public int Outputs { get; }

    /// <summary>The weight W, [inputs, outputs]; null before initialization.</summary>
    public Parameter<T>? Weight { get; private set; }

    /// <summary>The bias b, [outputs]; null before initialization, or if there is none.</summary>
    public Parameter<T>? Bias { get; private set; }

    /// <inheritdoc/>
    public override Tensor<T> Forward(Tensor<T> input) => Forward(input, default(Kernels.Identity));

    /// <inheritdoc/>
    public override string ToString() => $"Linear({Inputs}, {Outputs})";

    Tensor<T> IFusesActivation<T>.Forward<TActivation>(Tensor<T> input, TActivation activation) => Forward(input, activation);

    // The layer with an activation in the same pass: f(x W + b).
    private Tensor<T> Forward<TActivation>(Tensor<T> input, TActivation activation)
        where TActivation : unmanaged, Kernels.IUnaryOp
    {
        var weight = Initialized(Weight);
        // Before the parameters are put on the tape, so that a failed call leaves no trace.
        var tape = input.Tape;
        ref readonly var shape = ref tape.NodeOf(input).Shape;
        if (shape.Rank < 2 || shape[^1] != Inputs)
            throw new ArgumentException(
                $"input has shape {shape}; the layer takes [rows, {Inputs}], or axes before these.", nameof(input));
        if (shape.Rank > 2)
            return ForwardRows(input, activation);
        return input.Linear(tape.Use(weight), Bias is null ? default : tape.Use(Bias), activation);
    }

    // The axes before the last as one.
    private Tensor<T> ForwardRows<TActivation>(Tensor<T> input, TActivation activation)
        where TActivation : unmanaged, Kernels.IUnaryOp
    {
        var shape = input.Shape;
        Span<int> sizes = stackalloc int[Shape.MaxRank];
        shape.AsSpan().CopyTo(sizes);
        sizes[shape.Rank - 1] = Outputs;
        var rows = input.Reshape([shape.FlattenedLength / Inputs, Inputs]);
        return Forward(rows, activation).Reshape(new Shape(sizes[..shape.Rank]));
    }

    /// <inheritdoc/>
    protected internal override void Declare(ParameterDeclarations<T> declarations, string prefix)
    {
        declarations.Add(
            prefix + "weight", [Inputs, Outputs], _weightInitializer, parameter => Weight = parameter, inputsFirst: true);
        if (_hasBias)
            declarations.Add(
                prefix + "bias", [Outputs], Initializer.Uniform(1 / Math.Sqrt(Inputs)), parameter => Bias = parameter);
    }
}
