using System.Numerics;

namespace SimdGrad.Nn;

/// <summary>
/// Attention of several heads, each with a part of the features: the projections q = x W_q + b_q and so on are cut into heads,
/// y = softmax(q k^T / sqrt(d)) v is computed for each, and the heads, side by side again, are projected once more.
/// </summary>
/// <remarks>
/// Parameters are named as in PyTorch: <c>in_proj_weight</c> [features, 3 features] with W_q, W_k and W_v side by side,
/// <c>in_proj_bias</c> [3 features], <c>out_proj.weight</c> and <c>out_proj.bias</c>. A. Vaswani et al., "Attention is all you
/// need", 2017.
/// </remarks>
/// <typeparam name="T">float or double.</typeparam>
public sealed class MultiHeadAttention<T> : Module<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly bool _hasBias, _isCausal;

    /// <summary>Makes a layer.</summary>
    /// <param name="features">The number of features of queries, keys, values and results.</param>
    /// <param name="heads">The number of heads, which divides that of features.</param>
    /// <param name="bias">Whether there are biases.</param>
    /// <param name="isCausal">Whether <see cref="Forward(Tensor{T})"/> lets position i see only the positions 0 to i.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is less than 1.</exception>
    /// <exception cref="ArgumentException">The heads do not divide the features.</exception>
    public MultiHeadAttention(int features, int heads, bool bias = true, bool isCausal = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(features, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(heads, 1);
        if (features % heads != 0)
            throw new ArgumentException($"{heads} heads do not divide {features} features.", nameof(heads));
        Features = features;
        Heads = heads;
        _hasBias = bias;
        _isCausal = isCausal;
    }

    /// <summary>The number of features.</summary>
    public int Features { get; }

    /// <summary>The number of heads.</summary>
    public int Heads { get; }

    /// <summary>The weight of the input projections, [features, 3 features]; null before initialization.</summary>
    public Parameter<T>? InputWeight { get; private set; }

    /// <summary>Their bias, [3 features]; null before initialization, or if there is none.</summary>
    public Parameter<T>? InputBias { get; private set; }

    /// <summary>The weight of the output projection, [features, features]; null before initialization.</summary>
    public Parameter<T>? OutputWeight { get; private set; }

    /// <summary>Its bias, [features]; null before initialization, or if there is none.</summary>
    public Parameter<T>? OutputBias { get; private set; }

    /// <summary>Attention of a sequence to itself.</summary>
    /// <param name="input">The sequences, [batch, length, features].</param>
    /// <exception cref="ArgumentException">The shape does not fit.</exception>
    /// <exception cref="InvalidOperationException">The module was not initialized.</exception>
    public override Tensor<T> Forward(Tensor<T> input) => Forward(input, default, _isCausal);

    /// <summary>Attention of a sequence to itself.</summary>
    /// <param name="input">The sequences, [batch, length, features].</param>
    /// <param name="keyMask">
    /// Of shape [batch, length], not 0 where a position is not to be seen, as for padding; default for none.
    /// </param>
    /// <param name="isCausal">Whether position i sees only the positions 0 to i.</param>
    /// <exception cref="ArgumentException">A shape does not fit, or the tapes differ.</exception>
    /// <exception cref="InvalidOperationException">The module was not initialized.</exception>
    public Tensor<T> Forward(Tensor<T> input, Tensor<T> keyMask, bool isCausal = false)
    {
        var weight = Initialized(InputWeight);
        var shape = Check(input, nameof(input));
        int batch = shape[0], length = shape[1];
        CheckMask(input, keyMask, batch, length);
        // One product for all three; then [q k v, batch, heads, length, d], of which each is a view.
        var projected = Rows(input).Linear(input.Tape.Use(weight), Use(input.Tape, InputBias))
            .Reshape([batch, length, 3, Heads, Features / Heads]).Permute(2, 0, 3, 1, 4);
        return Attend(projected.Select(0, 0), projected.Select(0, 1), projected.Select(0, 2), keyMask, isCausal);
    }

    /// <summary>Attention of queries to keys and their values.</summary>
    /// <param name="query">The queries, [batch, length, features].</param>
    /// <param name="key">The keys, [batch, count, features].</param>
    /// <param name="value">The values, shaped as the keys.</param>
    /// <param name="keyMask">
    /// Of shape [batch, count], not 0 where a key is not to be seen, as for padding; default for none.
    /// </param>
    /// <param name="isCausal">Whether query i sees only the keys 0 to i.</param>
    /// <exception cref="ArgumentException">A shape does not fit, or the tapes differ.</exception>
    /// <exception cref="InvalidOperationException">The module was not initialized.</exception>
    public Tensor<T> Forward(
        Tensor<T> query, Tensor<T> key, Tensor<T> value, Tensor<T> keyMask = default, bool isCausal = false)
    {
        var parameter = Initialized(InputWeight);
        int batch = Check(query, nameof(query))[0];
        var shape = Check(key, nameof(key));
        if (value.Shape != shape || shape[0] != batch)
            throw new ArgumentException(
                $"The query has shape {query.Shape}, key {shape} and value {value.Shape}; they have one batch, and the last two "
                + "one shape.", nameof(key));
        if (key.Tape != query.Tape || value.Tape != query.Tape)
            throw new ArgumentException("key or value is of another tape than the query.", nameof(key));
        CheckMask(query, keyMask, batch, shape[1]);
        var (weight, bias) = (query.Tape.Use(parameter), Use(query.Tape, InputBias));
        return Attend(Project(query, 0), Project(key, 1), Project(value, 2), keyMask, isCausal);

        // [batch, heads, length, d], by the part of the weights for queries, keys or values.
        Tensor<T> Project(Tensor<T> x, int part)
        {
            var ofPart = bias.IsDefault ? default : bias.Narrow(0, part * Features, Features);
            return Rows(x).Linear(weight.Narrow(1, part * Features, Features), ofPart)
                .Reshape([batch, x.Shape[1], Heads, Features / Heads]).Transpose(1, 2);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"MultiHeadAttention({Features}, {Heads})";

    /// <inheritdoc/>
    protected internal override void Declare(ParameterDeclarations<T> declarations, string prefix)
    {
        // As in PyTorch: the input weights as one matrix, and biases of 0.
        declarations.Add(
            prefix + "in_proj_weight", [Features, 3 * Features], Initializer.XavierUniform(Features, 3 * Features),
            parameter => InputWeight = parameter);
        declarations.Add(
            prefix + "out_proj.weight", [Features, Features], Initializer.KaimingUniform(Features, Math.Sqrt(5)),
            parameter => OutputWeight = parameter);
        if (!_hasBias)
            return;
        declarations.Add(prefix + "in_proj_bias", [3 * Features], Initializer.Zeros, parameter => InputBias = parameter);
        declarations.Add(prefix + "out_proj.bias", [Features], Initializer.Zeros, parameter => OutputBias = parameter);
    }

    private Tensor<T> Attend(Tensor<T> query, Tensor<T> key, Tensor<T> value, Tensor<T> keyMask, bool isCausal)
    {
        int batch = query.Shape[0], length = query.Shape[2];
        Tensor<T> mask = default;
        if (!keyMask.IsDefault)
        {
            var tape = query.Tape;
            mask = keyMask.Where(tape.Constant([T.NegativeInfinity], []), tape.Constant([T.Zero], []))
                .Reshape([batch, 1, 1, keyMask.Shape[1]]);
        }
        var y = query.ScaledDotProductAttention(key, value, mask, isCausal).Transpose(1, 2);
        return y.Reshape([batch * length, Features]).Linear(query.Tape.Use(OutputWeight!), Use(query.Tape, OutputBias))
            .Reshape([batch, length, Features]);
    }

    private Tensor<T> Rows(Tensor<T> x) => x.Reshape([x.Shape[0] * x.Shape[1], Features]);

    private static Tensor<T> Use(Tape<T> tape, Parameter<T>? bias) => bias is null ? default : tape.Use(bias);

    private Shape Check(Tensor<T> x, string name)
    {
        var shape = x.Shape;
        return shape.Rank == 3 && shape[2] == Features
            ? shape
            : throw new ArgumentException($"{name} has shape {shape}; the layer takes [batch, length, {Features}].", name);
    }

    private static void CheckMask(Tensor<T> x, Tensor<T> keyMask, int batch, int count)
    {
        if (keyMask.IsDefault)
            return;
        if (keyMask.Tape != x.Tape)
            throw new ArgumentException("keyMask is of another tape than the sequences.", nameof(keyMask));
        if (keyMask.Shape != new Shape(batch, count))
            throw new ArgumentException(
                $"keyMask has shape {keyMask.Shape}; {batch} sequences of {count} keys take [{batch}, {count}].",
                nameof(keyMask));
    }
}
